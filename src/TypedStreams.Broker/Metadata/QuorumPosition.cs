namespace TypedStreams.Broker.Metadata;

/// <summary>How far the metadata log has come on this node.</summary>
/// <param name="LeaderEpoch">The epoch of this leader.</param>
/// <param name="HighWatermark">Offset below which every record is committed.</param>
/// <param name="LogEndOffset">Offset that the next record gets.</param>
/// <param name="DirectoryId">The log directory's id.</param>
/// <param name="NowMs">When this was so, in Unix milliseconds.</param>
internal readonly record struct QuorumPosition(
    int LeaderEpoch, long HighWatermark, long LogEndOffset, Guid DirectoryId, long NowMs);
