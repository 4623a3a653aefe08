namespace TypedStreams;

/// <summary>Where the broker put a record.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Offset">The offset in the partition; -1 when the producer asked for no acknowledgement.</param>
/// <param name="Timestamp">The record's timestamp, UTC, millisecond precision.</param>
public readonly record struct RecordPosition(string Topic, int Partition, long Offset, DateTimeOffset Timestamp);
