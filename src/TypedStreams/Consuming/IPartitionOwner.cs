using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

/// <summary>What a partition worker tells its group.</summary>
internal interface IPartitionOwner
{
    /// <summary>Enough batches of the partition wait.</summary>
    void Pause(TopicPartition partition);

    /// <summary>There is room for more.</summary>
    void Resume(TopicPartition partition);

    /// <summary>A record could not be handled; the partition handles nothing more.</summary>
    void PartitionFailed(TopicPartition partition, long offset, Exception failure);
}
