// Finds the coordinator of a name: the partition of an internal topic that the name hashes to, as Kafka does, so that a
// data directory keeps its meaning. Creates the topic on first use.
using System.Collections.Concurrent;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Handlers;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;

namespace TypedStreams.Broker.Coordination;

/// <summary>A coordinator of one partition, which is rebuilt once before it serves.</summary>
internal interface ICoordinator
{
    /// <summary>Rebuilds the state from the partition's log. On the partition's shard, before anything else.</summary>
    void Replay();
}

/// <summary>The coordinators of one internal topic. Lookups are safe from any thread.</summary>
internal abstract class CoordinatorTopic<TCoordinator>(
    string topic,
    int partitionCount,
    PartitionDirectory partitions,
    MetadataService metadata,
    ClusterController controller,
    BrokerConfig config)
    where TCoordinator : class, ICoordinator
{
    private readonly ConcurrentDictionary<int, TCoordinator> _coordinators = [];

    /// <summary>Whether the topic exists; only then can a coordinator.</summary>
    internal bool Exist => !_coordinators.IsEmpty;

    /// <summary>All coordinators, in order of partition.</summary>
    internal IEnumerable<TCoordinator> All =>
        _coordinators.OrderBy(coordinator => coordinator.Key).Select(coordinator => coordinator.Value);

    /// <summary>Replays every partition of the topic, if it exists. Once, before the node is ready.</summary>
    internal Task LoadAsync() => LoadAsync(partitions.Find(topic));

    /// <summary>The partition that a name hashes to; -1 when the topic does not exist yet.</summary>
    internal int PartitionOf(string name) =>
        partitions.Find(topic) is { } found ? JavaHash.Bucket(name, found.Count) : -1;

    /// <summary>The coordinator of a name, or null when the topic does not exist yet.</summary>
    internal TCoordinator? Find(string name) => Of(PartitionOf(name));

    /// <summary>The coordinator of a partition, or null.</summary>
    internal TCoordinator? Of(int partition) => _coordinators.GetValueOrDefault(partition);

    /// <summary>Makes sure that the topic exists and its coordinators run.</summary>
    internal async Task EnsureAsync()
    {
        if (Exist)
        {
            return;
        }

        var request = new CreateTopicsRequest { Topics = [Definition()] };
        Guid topicId = TopicIds.New();
        await metadata.ChangeAsync(image => controller.CreateTopics(image, request, [topicId], allowInternal: true));
        await LoadAsync(partitions.Find(topic));
    }

    /// <summary>Makes the coordinator of a partition, not yet rebuilt.</summary>
    protected abstract TCoordinator Create(PartitionHost partition);

    private async Task LoadAsync(TopicPartitions? found)
    {
        foreach (PartitionHost partition in found?.All ?? [])
        {
            // Two first users may come at once: whoever adds it replays it, on the shard, before any request.
            TCoordinator coordinator = Create(partition);
            await partition.Shard.AskAsync(() =>
            {
                if (_coordinators.TryAdd(partition.Index, coordinator))
                {
                    coordinator.Replay();
                }

                return true;
            });
        }
    }

    /// <summary>The configuration with which the topic is created.</summary>
    protected virtual List<CreatableTopicConfig> Configs =>
    [
        new CreatableTopicConfig { Name = "cleanup.policy", Value = "compact" },
        new CreatableTopicConfig { Name = "segment.bytes", Value = "104857600" },
    ];

    private CreatableTopic Definition() => new()
    {
        Name = topic,
        NumPartitions = partitionCount,
        ReplicationFactor = (short)config.DefaultReplicationFactor,
        Configs = Configs,
    };
}
