using TypedStreams.Client.Connections;
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>
/// Pauses of transactional requests. The transaction before is being completed for some milliseconds: waiting for that
/// as for a broker that is away would cost every transaction that follows on another.
/// </summary>
internal static class TransactionBackoff
{
    /// <summary>Shortest and longest pause while the transaction before is being completed, in milliseconds.</summary>
    private const double FirstMs = 5, LongestMs = 100;

    public static TimeSpan For(KafkaClientOptions options, ErrorCode code, int failures) =>
        code == ErrorCode.ConcurrentTransactions
            ? TimeSpan.FromMilliseconds(Math.Min(FirstMs * Math.Pow(2, Math.Min(failures - 1, 10)), LongestMs))
            : Backoff.For(options, failures);
}
