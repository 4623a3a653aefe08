namespace TypedStreams;

/// <summary>
/// How many messages a batch handler gets in one call: what <see cref="BatchAttribute"/> and the configuration say.
/// Compared by value.
/// </summary>
public sealed record BatchOptions
{
    /// <summary>What counts where nothing is said.</summary>
    public static BatchOptions Default { get; } = new();

    /// <summary>Messages of a batch at most. 1 to 100,000; default 500 (Kafka <c>max.poll.records</c>).</summary>
    public int MaxMessages { get; init; } = 500;

    /// <summary>
    /// Bytes of keys and values at which a batch ends. 1 to 1,073,741,824; default 1,048,576 (Kafka
    /// <c>max.partition.fetch.bytes</c>).
    /// </summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// How long a batch waits for more after its first message. 0 to 1 h; default 100 ms (Kafka Streams
    /// <c>commit.interval.ms</c> under exactly once).
    /// </summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(100);
}
