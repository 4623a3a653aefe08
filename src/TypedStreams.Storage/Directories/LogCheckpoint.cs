using TypedStreams.Protocol;

namespace TypedStreams.Storage;

/// <summary>What a restart needs to know of a log before it opens it.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="RecoveryPoint">Offset below which everything is on the disk; a scan begins there.</param>
/// <param name="LogStartOffset">First offset that may be read.</param>
public readonly record struct LogCheckpoint(TopicPartition Partition, long RecoveryPoint, long LogStartOffset)
{
    /// <summary>The position of an open log. On its owner's thread.</summary>
    public static LogCheckpoint Of(TopicPartition partition, PartitionLog log) =>
        new(partition, log.SyncedOffset, log.LogStartOffset);
}
