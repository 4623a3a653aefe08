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
    /// deployed on their own. Default true (Confluent <c>auto.register.schemas</c>). Without effect where
    /// <see cref="UseLatest"/> or <see cref="UseLatestWithMetadata"/> takes a version that is there.
    /// </summary>
    public bool RegisterSchemas { get; set; } = true;

    /// <summary>
    /// True has the registry bring schemas into a normal form before it compares them, so that the same schema written
    /// differently is the same. Default false (Confluent <c>normalize.schemas</c>).
    /// </summary>
    public bool NormalizeSchemas { get; set; }

    /// <summary>
    /// How the subjects of types are named that do not say it themselves. Default
    /// <see cref="SubjectNameStrategy.TopicName"/> (Confluent <c>value.subject.name.strategy</c>).
    /// </summary>
    public SubjectNameStrategy SubjectNameStrategy { get; set; }

    /// <summary>
    /// True writes values as the subject's latest version and registers nothing: Avro is rewritten from the type's own
    /// schema, a Protobuf message is found by its name in that file, JSON is written as it is. Default false
    /// (Confluent <c>use.latest.version</c>).
    /// </summary>
    public bool UseLatest { get; set; }

    /// <summary>
    /// True refuses to send when the version that is taken could not read what the type writes; the error names the
    /// differences. False lets each value try: one that has no counterpart is refused then. Default true (Confluent
    /// <c>latest.compatibility.strict</c>).
    /// </summary>
    public bool LatestStrict { get; set; } = true;

    /// <summary>
    /// As <see cref="UseLatest"/>, of the versions whose metadata has all of these properties:
    /// <c>"UseLatestWithMetadata": { "major": "2" }</c>. Default: none (Confluent <c>use.latest.with.metadata</c>).
    /// </summary>
    public IDictionary<string, string> UseLatestWithMetadata { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// How long the latest version counts as the latest. Then it is asked for again in the background, while messages
    /// go on under the one before. Above 0; default null: as long as the application runs (Confluent
    /// <c>latest.cache.ttl.sec</c> of its serializers, -1).
    /// </summary>
    public TimeSpan? LatestCacheFor { get; set; }

    /// <summary>
    /// Where values say which schema they have. Default <see cref="SchemaIdPlace.Prefix"/> (Confluent
    /// <c>value.schema.id.serializer</c>).
    /// </summary>
    public SchemaIdPlace SchemaIdIn { get; set; }

    internal bool TakesLatest => UseLatest || UseLatestWithMetadata.Count > 0;
}
