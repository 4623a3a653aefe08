namespace TypedStreams.Storage;

/// <summary>The answer to a search by time.</summary>
/// <param name="TimestampMs">Timestamp of the record, milliseconds since 1970; -1 when it has none.</param>
/// <param name="Offset">Offset of the record.</param>
/// <param name="LeaderEpoch">Epoch that wrote it, -1 when unknown.</param>
public readonly record struct TimestampOffset(long TimestampMs, long Offset, int LeaderEpoch);
