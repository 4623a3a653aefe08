namespace TypedStreams;

/// <summary>
/// How exactly-once groups commit: <c>TypedStreams:Pipeline</c>. A partition's transaction commits when the first of
/// three bounds is reached, when the partition is revoked and when the host stops.
/// </summary>
public sealed class PipelineSettings
{
    /// <summary>Messages handled in one transaction, at most. 1 to 1,000,000; default 10,000.</summary>
    public int MaxMessages { get; set; } = 10_000;

    /// <summary>
    /// Bytes of keys and values handled in one transaction, at most; the message that reaches the bound is the last.
    /// They stay in memory until the commit, to be handled again after an abort. 1 KiB to 1 GiB; default 16,777,216.
    /// </summary>
    public int MaxBytes { get; set; } = 16 << 20;

    /// <summary>
    /// How long a transaction takes messages before it commits: the longest that a returned message waits to be seen.
    /// Above 0; default 100 ms (Kafka Streams' <c>commit.interval.ms</c> with exactly_once_v2).
    /// </summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a transaction may stay open before the coordinator aborts it: longer than a handler takes; and how long
    /// a commit waits for its answer before what became of it is looked up. Above <see cref="CommitInterval"/>; default
    /// 1 min (Kafka <c>transaction.timeout.ms</c>), up to the broker's <c>transaction.max.timeout.ms</c>, 15 min.
    /// </summary>
    public TimeSpan TransactionTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long aborted transactions of a partition are done again without one that commits, before the partition
    /// counts as failed. 0 or more; default 2 min (as a producer's <c>delivery.timeout.ms</c>).
    /// </summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(2);
}
