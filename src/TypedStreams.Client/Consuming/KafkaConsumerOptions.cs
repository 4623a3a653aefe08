namespace TypedStreams.Client;

/// <summary>How a consumer reads, and which group it belongs to.</summary>
public sealed record KafkaConsumerOptions
{
    /// <summary>The consumer group. Null: partitions are assigned by hand, and commits are not possible.</summary>
    public string? GroupId { get; init; }

    /// <summary>
    /// A stable name of this member (KIP-345): a restart within the session time-out takes its partitions back without
    /// a rebalance. Unique in the group. Default null.
    /// </summary>
    public string? GroupInstanceId { get; init; }

    /// <summary>Where to start without a committed offset. Default the end (Kafka <c>auto.offset.reset</c>).</summary>
    public OffsetReset OffsetReset { get; init; } = OffsetReset.Latest;

    /// <summary>
    /// Topics that start elsewhere than <see cref="OffsetReset"/> says, such as those that only this group writes to.
    /// Default none.
    /// </summary>
    public IReadOnlyDictionary<string, OffsetReset> TopicOffsetResets { get; init; } =
        new Dictionary<string, OffsetReset>();

    /// <summary>Which records of transactions are seen. Default committed ones only.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>Bytes a broker waits for before it answers a fetch. Default 1 (Kafka <c>fetch.min.bytes</c>).</summary>
    public int MinBytes { get; init; } = 1;

    /// <summary>Most bytes of one fetch response. Default 52,428,800 (Kafka <c>fetch.max.bytes</c>).</summary>
    public int MaxBytes { get; init; } = 50 << 20;

    /// <summary>
    /// Most bytes of one partition in a fetch. Default 1,048,576 (Kafka <c>max.partition.fetch.bytes</c>).
    /// </summary>
    public int MaxPartitionBytes { get; init; } = 1 << 20;

    /// <summary>
    /// How long a broker waits for <see cref="MinBytes"/>. Default 500 ms (Kafka <c>fetch.max.wait.ms</c>).
    /// </summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Bytes fetched ahead of the application; at that mark fetching waits. One response may go beyond it.
    /// Default 67,108,864 (librdkafka <c>queued.max.messages.kbytes</c>).
    /// </summary>
    public long PrefetchBytes { get; init; } = 64 << 20;

    /// <summary>Largest batch after decompression, in bytes. Default 268,435,456. A larger one is an error.</summary>
    public int MaxDecompressedBytes { get; init; } = 256 << 20;

    /// <summary>
    /// Without a heartbeat for so long the group drops the member. Default 45 s (Kafka <c>session.timeout.ms</c>).
    /// </summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Pause between heartbeats. Default 3 s (Kafka <c>heartbeat.interval.ms</c>).</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a rebalance waits for this member to let go of its partitions, and the longest OnRevokedAsync may take.
    /// Default 5 min (Kafka <c>max.poll.interval.ms</c>).
    /// </summary>
    public TimeSpan RebalanceTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Hears which partitions come and go. Default null.</summary>
    public IRebalanceListener? Rebalance { get; init; }

    internal OffsetReset ResetOf(string topic) =>
        TopicOffsetResets.TryGetValue(topic, out OffsetReset own) ? own : OffsetReset;
}
