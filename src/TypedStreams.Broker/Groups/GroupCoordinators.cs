// Finds the coordinator of a group: the partition of __consumer_offsets that its id hashes to, as Kafka does, so that a
// data directory keeps its meaning. Creates the topic on first use.
using System.Collections.Concurrent;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Handlers;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;

namespace TypedStreams.Broker.Groups;

internal sealed class GroupCoordinators(
    PartitionDirectory partitions, MetadataService metadata, ClusterController controller, BrokerConfig config)
{
    private readonly ConcurrentDictionary<int, CoordinatorHost> _hosts = [];

    /// <summary>Replays every partition of the offsets topic that exists. Once, before the node is ready.</summary>
    internal Task LoadAsync() => LoadAsync(partitions.Find(InternalTopics.ConsumerOffsets));

    /// <summary>Whether the offsets topic exists; only then can a group.</summary>
    internal bool Exist => !_hosts.IsEmpty;

    /// <summary>All coordinators, in order of partition.</summary>
    internal IEnumerable<CoordinatorHost> All => _hosts.OrderBy(host => host.Key).Select(host => host.Value);

    /// <summary>The coordinator of a group, or null when the offsets topic does not exist yet.</summary>
    internal CoordinatorHost? Find(string groupId)
    {
        TopicPartitions? topic = partitions.Find(InternalTopics.ConsumerOffsets);
        return topic is null ? null : _hosts.GetValueOrDefault(JavaHash.Bucket(groupId, topic.Count));
    }

    /// <summary>Makes sure that the offsets topic exists and its coordinators run.</summary>
    internal async Task EnsureAsync()
    {
        if (Exist)
        {
            return;
        }

        var request = new CreateTopicsRequest { Topics = [OffsetsTopic()] };
        Guid topicId = TopicIds.New();
        await metadata.ChangeAsync(image => controller.CreateTopics(image, request, [topicId], allowInternal: true));
        await LoadAsync(partitions.Find(InternalTopics.ConsumerOffsets));
    }

    private async Task LoadAsync(TopicPartitions? topic)
    {
        foreach (PartitionHost partition in topic?.All ?? [])
        {
            // Two first users may come at once: whoever adds the host replays it, on the shard, before any request.
            var host = new CoordinatorHost(partition, config.Groups);
            await partition.Shard.AskAsync(() =>
            {
                if (_hosts.TryAdd(partition.Index, host))
                {
                    host.Replay();
                }

                return true;
            });
        }
    }

    private CreatableTopic OffsetsTopic() => new()
    {
        Name = InternalTopics.ConsumerOffsets,
        NumPartitions = config.OffsetsTopicPartitions,
        ReplicationFactor = (short)config.DefaultReplicationFactor,
        Configs =
        [
            new CreatableTopicConfig { Name = "cleanup.policy", Value = "compact" },
            new CreatableTopicConfig { Name = "segment.bytes", Value = "104857600" },
        ],
    };
}
