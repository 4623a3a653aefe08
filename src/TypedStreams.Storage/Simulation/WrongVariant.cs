// Deliberately wrong behaviours, to show that what checks the node would notice them. They exist only in builds of the
// configuration "Wrong" (dotnet build -c Wrong), where an environment variable names the one that is on; in every other
// build the question is answered with false at compile time, and the branch is gone.
namespace TypedStreams.Storage;

/// <summary>One deliberately wrong behaviour.</summary>
public enum WrongVariant
{
    /// <summary>Readers of committed records read up to the high watermark, open transactions or not.</summary>
    LastStableOffsetIgnoresOpenTransactions,

    /// <summary>Readers of committed records are not told which transactions were aborted.</summary>
    AbortedTransactionsAreNotListed,

    /// <summary>Of an aborted transaction, the first partition gets a marker that says commit.</summary>
    FirstMarkerSaysCommit,

    /// <summary>Of a transaction over several partitions, the last one never gets its marker.</summary>
    LastMarkerIsForgotten,

    /// <summary>An abort is carried out as a commit.</summary>
    AbortCommits,

    /// <summary>A commit is answered, and carried out as an abort.</summary>
    CommitAborts,

    /// <summary>Positions that are committed inside a transaction count at once.</summary>
    PositionsCountBeforeTheCommit,

    /// <summary>Positions that were committed inside a transaction are forgotten when it commits.</summary>
    PositionsAreForgotten,

    /// <summary>Every tenth batch of a producer is acknowledged and not written.</summary>
    AcknowledgedBatchIsDropped,

    /// <summary>Every tenth batch of a producer is written twice.</summary>
    BatchIsWrittenTwice,

    /// <summary>A restart forgets the last tenth of what a log holds.</summary>
    RecoveryForgetsTheTail,

    /// <summary>A restart forgets which transactions are open in a log.</summary>
    RecoveryForgetsOpenTransactions,
}

/// <summary>Whether a wrong behaviour is on.</summary>
public static class Wrong
{
    /// <summary>The environment variable that names the wrong behaviour in a build that has them.</summary>
    public const string EnvironmentVariable = "TYPEDSTREAMS_WRONG_VARIANT";

#if WRONG_VARIANTS
    private static readonly string? Chosen = Environment.GetEnvironmentVariable(EnvironmentVariable);

    /// <summary>Whether this behaviour was chosen.</summary>
    public static bool Is(WrongVariant variant) => Chosen == variant.ToString();
#else
    /// <summary>Never, in this build.</summary>
    public static bool Is(WrongVariant variant) => false;
#endif
}
