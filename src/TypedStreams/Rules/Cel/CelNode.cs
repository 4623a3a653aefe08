namespace TypedStreams.Rules.Cel;

/// <summary>A part of an expression, with its place in it.</summary>
internal abstract record CelNode(int Position)
{
    internal sealed record Constant(object? Value, int Position) : CelNode(Position);

    /// <summary>A variable; dotted names are looked up as selections.</summary>
    internal sealed record Name(string Text, int Position) : CelNode(Position);

    /// <summary>A field; as a test for <c>has()</c>, whether it is there.</summary>
    internal sealed record Select(CelNode Target, string Field, bool IsTest, int Position) : CelNode(Position);

    internal sealed record Call(CelNode? Target, string Function, CelNode[] Arguments, int Position)
        : CelNode(Position);

    internal sealed record Items(CelNode[] Elements, int Position) : CelNode(Position);

    internal sealed record Entries(KeyValuePair<CelNode, CelNode>[] Pairs, int Position) : CelNode(Position);

    /// <summary>all, exists, exists_one, filter and map over the elements of a list or the keys of a map.</summary>
    internal sealed record Loop(
        CelNode Range, CelLoop Kind, string Variable, CelNode? Condition, CelNode Body, int Position)
        : CelNode(Position);
}

internal enum CelLoop
{
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}
