// How long workers wait: before a broker or a database that failed is tried again, and to be told that they were
// replaced.

namespace TypedStreams.Pipelines;

internal static class Pauses
{
    /// <summary>
    /// How long an owner that was replaced waits to be told so, before it counts as failed: a session of the group
    /// (Kafka <c>session.timeout.ms</c>) and a rebalance.
    /// </summary>
    internal static readonly TimeSpan Replaced = TimeSpan.FromSeconds(60);

    /// <summary>Between two questions to the group whether the partition is this member's still.</summary>
    internal static readonly TimeSpan Asking = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <param name="failures">How many tries in a row have failed; 1 or more.</param>
    internal static TimeSpan After(int failures)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return doubled < Longest ? doubled : Longest;
    }

    /// <summary>Waits; the end of the token ends the wait, without an exception.</summary>
    internal static async Task PauseAsync(int failures, TimeProvider time, CancellationToken cancellationToken) =>
        await Task.Delay(After(failures), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
