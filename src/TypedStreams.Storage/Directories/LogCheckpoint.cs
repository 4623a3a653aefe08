using TypedStreams.Protocol;

namespace TypedStreams.Storage;

/// <summary>What a restart needs to know of a log before it opens it.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="RecoveryPoint">Offset below which everything is on the disk; a scan begins there.</param>
/// <param name="LogStartOffset">First offset that may be read.</param>
/// <param name="CleanedOffset">Offset below which it was compacted; 0 when it never was.</param>
public readonly record struct LogCheckpoint(
    TopicPartition Partition, long RecoveryPoint, long LogStartOffset, long CleanedOffset = 0)
{
    /// <summary>The position of an open log. On its owner's thread.</summary>
    public static LogCheckpoint Of(TopicPartition partition, PartitionLog log) =>
        new(partition, log.SyncedOffset, log.LogStartOffset, log.CleanedOffset);
}
