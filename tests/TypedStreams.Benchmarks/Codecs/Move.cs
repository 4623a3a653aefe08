namespace TypedStreams.Benchmarks.Codecs;

/// <summary>The record of the evolution and union benchmarks: version 2 of schemas/moves-value.</summary>
[Message("moves", Namespace = "bench")]
public sealed partial record Move(
    [property: Key] string Account,
    long At,
    double Amount,
    MoveKind Kind,
    string Currency = "EUR",
    int? Branch = null)
{
    internal static Move Sample { get; } = new(
        "account-7731", 1_767_225_600_000, 49.5, new MoveKind.Transfer("account-0042", "rent of May"));
}

/// <summary>What moved the money: a union of three.</summary>
public abstract record MoveKind
{
    /// <summary>At a machine.</summary>
    public sealed record Cash(int Machine) : MoveKind;

    /// <summary>To another account.</summary>
    public sealed record Transfer(string To, string Text) : MoveKind;

    /// <summary>What the account costs.</summary>
    public sealed record Fee(string Reason) : MoveKind;
}
