namespace TypedStreams.System.Tests.Histories;

/// <summary>What a log may not do, in the terms of Jepsen's analysis of Kafka.</summary>
public enum ViolationKind
{
    /// <summary>A committed record is not there at the end.</summary>
    Lost,

    /// <summary>A record is there at two offsets.</summary>
    Duplicated,

    /// <summary>A record of an aborted transaction was seen.</summary>
    AbortedRead,

    /// <summary>One offset of one partition held two records.</summary>
    InconsistentOffset,

    /// <summary>A reader's offsets went back, or stood still.</summary>
    NonMonotonicPoll,

    /// <summary>Of one transaction, some records are there and some are not.</summary>
    TornTransaction,

    /// <summary>A record was seen that nobody sent.</summary>
    NeverSent,

    /// <summary>An input has two committed outputs.</summary>
    InputTwice,

    /// <summary>An input has no committed output.</summary>
    InputMissing,
}

/// <summary>One finding, with the records that show it.</summary>
public sealed record Violation(ViolationKind Kind, string Evidence)
{
    public override string ToString() => $"{Kind}: {Evidence}";
}
