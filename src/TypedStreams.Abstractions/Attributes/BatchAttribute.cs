namespace TypedStreams;

/// <summary>
/// Says how many messages a batch handler gets in one call: a <see cref="HandleAttribute"/> method whose first
/// parameter is a list of messages (<see cref="IReadOnlyList{T}"/>, array or
/// <see cref="System.Collections.Immutable.ImmutableArray{T}"/>). A batch holds messages of one type and one partition,
/// in order; it ends at whichever comes first of the three bounds, or at a message of another type. The configuration
/// can change every number (<c>TypedStreams:Groups:&lt;group&gt;:Batch</c>).
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class BatchAttribute : Attribute
{
    /// <summary>Messages of a batch at most. 1 to 100,000; default 500 (Kafka <c>max.poll.records</c>).</summary>
    public int MaxMessages { get; set; } = 500;

    /// <summary>
    /// Bytes of keys and values, as they are on the wire, at which a batch ends; the message that reaches it is the
    /// last one. 1 to 1,073,741,824; default 1,048,576 (Kafka <c>max.partition.fetch.bytes</c>).
    /// </summary>
    public int MaxBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long a batch waits for more after its first message, written as in configuration files. "0ms" takes what is
    /// here; up to "1h"; default "100ms" (Kafka Streams <c>commit.interval.ms</c> under exactly once).
    /// </summary>
    public string MaxWait { get; set; } = "100ms";
}
