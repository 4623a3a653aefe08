using TypedStreams.Client.Connections;
using TypedStreams.Protocol;

namespace TypedStreams.Client.Metadata;

/// <summary>A partition as the metadata has it.</summary>
internal readonly record struct PartitionInfo(int LeaderId, int LeaderEpoch);

/// <summary>A topic as the metadata has it; partitions by index.</summary>
internal sealed record TopicInfo(string Name, Guid TopicId, ErrorCode Error, PartitionInfo[] Partitions);

/// <summary>What was last learnt of the cluster. Immutable; <paramref name="Version"/> counts up.</summary>
internal sealed record ClusterSnapshot(
    long Version,
    string ClusterId,
    int ControllerId,
    IReadOnlyDictionary<int, BrokerAddress> Brokers,
    IReadOnlyDictionary<string, TopicInfo> Topics)
{
    public static readonly ClusterSnapshot Empty = new(
        0, "", -1, new Dictionary<int, BrokerAddress>(), new Dictionary<string, TopicInfo>());

    /// <summary>Where the partition's leader listens; false when there is none or it is not known.</summary>
    public bool TryGetLeader(TopicPartition partition, out BrokerAddress address, out int leaderEpoch)
    {
        address = default;
        leaderEpoch = -1;
        if (!Topics.TryGetValue(partition.Topic, out TopicInfo? topic)
            || (uint)partition.Partition >= (uint)topic.Partitions.Length)
        {
            return false;
        }

        PartitionInfo info = topic.Partitions[partition.Partition];
        leaderEpoch = info.LeaderEpoch;
        return Brokers.TryGetValue(info.LeaderId, out address);
    }
}
