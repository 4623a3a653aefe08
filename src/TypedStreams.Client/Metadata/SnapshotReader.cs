using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client.Metadata;

/// <summary>Turns a Metadata response into a snapshot.</summary>
internal static class SnapshotReader
{
    public static ClusterSnapshot Read(MetadataResponse response, ClusterSnapshot before)
    {
        var brokers = new Dictionary<int, BrokerAddress>(response.Brokers.Count);
        foreach (MetadataResponse.MetadataResponseBroker broker in response.Brokers)
            brokers[broker.NodeId] = new BrokerAddress(broker.Host, broker.Port);

        var topics = new Dictionary<string, TopicInfo>(response.Topics.Count);
        foreach (MetadataResponse.MetadataResponseTopic topic in response.Topics)
        {
            if (topic.Name is { } name)
                topics[name] = Read(topic, name, before);
        }

        return new ClusterSnapshot(
            before.Version + 1, response.ClusterId ?? "", response.ControllerId, brokers, topics);
    }

    private static TopicInfo Read(
        MetadataResponse.MetadataResponseTopic topic, string name, ClusterSnapshot before)
    {
        int count = topic.Partitions.Count == 0 ? 0 : topic.Partitions.Max(partition => partition.PartitionIndex) + 1;
        var partitions = new PartitionInfo[count];
        Array.Fill(partitions, new PartitionInfo(-1, -1));
        before.Topics.TryGetValue(name, out TopicInfo? known);
        foreach (MetadataResponse.MetadataResponsePartition partition in topic.Partitions)
        {
            if (partition.PartitionIndex < 0)
                continue;

            // A broker that lags may still name an older leader: the newer epoch is the truth (KIP-320).
            var read = new PartitionInfo(partition.LeaderId, partition.LeaderEpoch);
            bool isOlder = known is not null
                && known.TopicId == topic.TopicId
                && partition.PartitionIndex < known.Partitions.Length
                && known.Partitions[partition.PartitionIndex].LeaderEpoch > read.LeaderEpoch
                && read.LeaderEpoch >= 0;
            partitions[partition.PartitionIndex] = isOlder ? known!.Partitions[partition.PartitionIndex] : read;
        }

        // A topic that is being deleted keeps its place, with the error, for those who still use it.
        ErrorCode error = topic.ErrorCode == ErrorCode.None && count == 0
            ? ErrorCode.LeaderNotAvailable
            : topic.ErrorCode;
        return new TopicInfo(name, topic.TopicId, error, partitions);
    }
}
