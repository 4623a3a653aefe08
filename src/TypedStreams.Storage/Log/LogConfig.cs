using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

/// <summary>The settings of one log; each default is Kafka's for the topic setting that is named.</summary>
public sealed record LogConfig
{
    /// <summary>
    /// Bytes after which a segment is closed. Default 1,073,741,824 (`segment.bytes`), at most 2,147,483,647.
    /// </summary>
    public int SegmentBytes { get; init; } = 1 << 30;

    /// <summary>Record time in milliseconds after which a segment is closed. Default 7 days (`segment.ms`).</summary>
    public long SegmentMs { get; init; } = 7L * 24 * 60 * 60 * 1000;

    /// <summary>
    /// Largest offset or time index in bytes; a full one closes the segment. Default 10 MiB (`segment.index.bytes`).
    /// </summary>
    public int SegmentIndexBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Log bytes between two index entries. Default 4096 (`index.interval.bytes`).</summary>
    public int IndexIntervalBytes { get; init; } = 4096;

    /// <summary>Largest batch in bytes, header included. Default 1,048,588 (`max.message.bytes`).</summary>
    public int MaxMessageBytes { get; init; } = 1_048_588;

    /// <summary>
    /// Age in milliseconds after which segments are deleted, -1 for never. Default 7 days (`retention.ms`).
    /// </summary>
    public long RetentionMs { get; init; } = 7L * 24 * 60 * 60 * 1000;

    /// <summary>
    /// Bytes of the log above which old segments are deleted, -1 for no limit. Default -1 (`retention.bytes`).
    /// </summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary>Whose clock stamps the records. Default create time (`message.timestamp.type`).</summary>
    public TimestampType TimestampType { get; init; } = TimestampType.CreateTime;

    /// <summary>
    /// How far a create time may lie in the past, in milliseconds. Default no limit
    /// (`message.timestamp.before.max.ms`).
    /// </summary>
    public long TimestampBeforeMaxMs { get; init; } = long.MaxValue;

    /// <summary>
    /// How far a create time may lie in the future, in milliseconds. Default 1 hour (`message.timestamp.after.max.ms`).
    /// </summary>
    public long TimestampAfterMaxMs { get; init; } = 60L * 60 * 1000;

    /// <summary>True when `cleanup.policy` contains compact: every record then needs a key. Default false.</summary>
    public bool IsCompacted { get; init; }

    /// <summary>True when `cleanup.policy` contains delete: retention applies. Default true.</summary>
    public bool DeletesOldSegments { get; init; } = true;

    /// <summary>
    /// Part of a compacted log that must be new before it is compacted again, 0 to 1. Default 0.5
    /// (`min.cleanable.dirty.ratio`).
    /// </summary>
    public double MinCleanableDirtyRatio { get; init; } = 0.5;

    /// <summary>
    /// Milliseconds for which a record is not compacted. Default 0 (`min.compaction.lag.ms`).
    /// </summary>
    public long MinCompactionLagMs { get; init; }

    /// <summary>
    /// Milliseconds after which a record is compacted whatever the ratio. Default no limit (`max.compaction.lag.ms`).
    /// </summary>
    public long MaxCompactionLagMs { get; init; } = long.MaxValue;

    /// <summary>
    /// Milliseconds for which a compacted log keeps a tombstone that a compaction has met. Default 1 day
    /// (`delete.retention.ms`).
    /// </summary>
    public long DeleteRetentionMs { get; init; } = 24L * 60 * 60 * 1000;

    /// <summary>
    /// Different keys that one compaction learns before it leaves the rest to the next; a whole segment is always
    /// learned. Default 3,000,000, about what fits the 128 MiB of Kafka's `log.cleaner.dedupe.buffer.size`.
    /// </summary>
    public int CompactionMaxKeys { get; init; } = 3_000_000;

    /// <summary>
    /// Milliseconds without a write after which a producer is forgotten. Default 1 day (`producer.id.expiration.ms`).
    /// </summary>
    public long ProducerIdExpirationMs { get; init; } = 24L * 60 * 60 * 1000;
}
