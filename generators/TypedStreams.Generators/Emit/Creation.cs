// How a record is made from the values that were read: constructor arguments, then an initializer. The same in every
// format.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.Parse;

namespace TypedStreams.Generators.Emit;

internal static class Creation
{
    /// <summary>
    /// True when the record takes its values in the order of its fields, so that each may be read where it is given.
    /// </summary>
    internal static bool IsInOrder(RecordModel record) => record.Fields.Select((field, i) => (field.Argument, i))
        .SkipWhile(item => item.Argument == item.i).All(item => item.Argument < 0);

    /// <param name="code">Where it goes.</param>
    /// <param name="record">What is made.</param>
    /// <param name="values">The value of each field, an expression.</param>
    /// <param name="unknown">What the member for unknown fields is set to, or null.</param>
    /// <param name="areCalls">True when the expressions are calls: each argument has a line of its own.</param>
    internal static void Emit(
        CodeWriter code,
        RecordModel record,
        IReadOnlyList<string> values,
        string? unknown = null,
        bool areCalls = false)
    {
        var fields = record.Fields.Select((field, i) => (field.Argument, field.Member, Value: values[i])).ToList();
        var arguments = fields.Where(field => field.Argument >= 0).OrderBy(field => field.Argument)
            .Select(field => field.Value).ToList();
        var initialized = fields.Where(field => field.Argument < 0)
            .Select(field => (field.Member, field.Value)).ToList();
        if (unknown is not null && record.UnknownMember is { } member)
        {
            initialized.Add((member, unknown));
        }

        Arguments(code, $"return new {record.CSharp}(", arguments, initialized.Count == 0 ? ");" : ")", areCalls);
        if (initialized.Count == 0)
        {
            return;
        }

        code.Open();
        foreach (var (name, value) in initialized)
        {
            code.Line($"{Symbols.Identifier(name)} = {value},");
        }

        code.Close(";");
    }

    private static void Arguments(CodeWriter code, string head, List<string> values, string tail, bool areCalls)
    {
        if (!areCalls || values.Count < 2)
        {
            code.Line(head + string.Join(", ", values) + tail);
            return;
        }

        code.Line(head);
        code.Indent();
        for (var i = 0; i < values.Count; i++)
        {
            code.Line(values[i] + (i < values.Count - 1 ? "," : tail));
        }

        code.Outdent();
    }
}

/// <summary>The branch of a writer's switch for what is none of a union's cases.</summary>
internal static class UnknownCase
{
    internal static void Emit(CodeWriter code)
    {
        code.Line("case null:");
        code.Indent();
        code.Line("throw new global::System.ArgumentNullException(nameof(value));");
        code.Outdent();
        code.Line("default:");
        code.Indent();
        code.Line("throw new global::System.ArgumentException("
            + "$\"{value.GetType()} is none of the cases, so the schema has no place for it.\", nameof(value));");
        code.Outdent();
    }
}
