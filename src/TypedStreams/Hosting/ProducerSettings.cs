using TypedStreams.Protocol.Records;

namespace TypedStreams;

/// <summary>
/// How messages are sent: <c>TypedStreams:Producer</c>. Always idempotent and acknowledged by all replicas.
/// </summary>
public sealed class ProducerSettings
{
    /// <summary>
    /// Compression of batches: <c>None</c>, <c>Gzip</c>, <c>Snappy</c>, <c>Lz4</c> or <c>Zstd</c>. Default None
    /// (Kafka).
    /// </summary>
    public CompressionType Compression { get; set; } = CompressionType.None;

    /// <summary>How long a batch waits for more records. 0 or more; default 5 ms (Kafka 4 <c>linger.ms</c>).</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Longest time from a send to its success or failure. Above 0; default 2 minutes (Kafka
    /// <c>delivery.timeout.ms</c>).
    /// </summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// True registers a type's schema at the first send; false only looks it up, for clusters whose schemas are
    /// deployed on their own. Default true (Confluent <c>auto.register.schemas</c>).
    /// </summary>
    public bool RegisterSchemas { get; set; } = true;
}
