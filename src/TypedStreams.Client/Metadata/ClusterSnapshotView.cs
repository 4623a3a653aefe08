using TypedStreams.Client.Connections;
using TypedStreams.Client.Metadata;
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>The leaders of one moment; one that is missing has the metadata renewed.</summary>
internal readonly struct ClusterSnapshotView(ClusterLink link)
{
    private readonly ClusterSnapshot _snapshot = link.Metadata.Current;

    /// <exception cref="KafkaException">Retriable: the partition has no leader that is known.</exception>
    public BrokerAddress Leader(TopicPartition partition)
    {
        if (_snapshot.TryGetLeader(partition, out BrokerAddress address, out _))
            return address;

        link.Metadata.Invalidate();
        if (_snapshot.Topics.TryGetValue(partition.Topic, out TopicInfo? topic)
            && partition.Partition >= topic.Partitions.Length && topic.Partitions.Length > 0)
        {
            int last = topic.Partitions.Length - 1;
            throw new KafkaException(
                ErrorCode.InvalidPartitions,
                $"Topic '{partition.Topic}' has no partition {partition.Partition}, only 0 to {last}");
        }

        throw new KafkaException(ErrorCode.LeaderNotAvailable, $"Partition {partition} has no leader");
    }
}
