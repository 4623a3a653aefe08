namespace TypedStreams.Client;

/// <summary>Where a record was written.</summary>
/// <param name="Partition">Partition index, from 0.</param>
/// <param name="Offset">
/// Offset in the partition; -1 when the broker did not tell: acks none, or a repeat of a batch it has already
/// forgotten the offset of.
/// </param>
/// <param name="TimestampMs">
/// Milliseconds since 1970: the record's own, or the broker's on log-append-time topics.
/// </param>
public readonly record struct ProducedRecord(int Partition, long Offset, long TimestampMs);
