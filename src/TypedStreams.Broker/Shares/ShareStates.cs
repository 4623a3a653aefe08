using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;

namespace TypedStreams.Broker.Shares;

/// <summary>The states of share partitions, on the partitions of <c>__share_group_state</c>.</summary>
internal sealed class ShareStates(
    PartitionDirectory partitions, MetadataService metadata, ClusterController controller, BrokerConfig config)
    : CoordinatorTopic<ShareStateHost>(
        InternalTopics.ShareGroupState, config.ShareStateTopicPartitions, partitions, metadata, controller, config)
{
    private readonly BrokerConfig _config = config;
    private readonly MetadataService _metadata = metadata;

    /// <summary>The host of a share partition; null when the topic does not exist yet.</summary>
    internal ShareStateHost? Find(ShareKey key) => Find(key.CoordinatorName);

    /// <summary>Topics were deleted. Any thread.</summary>
    internal void TopicsDeleted(IReadOnlySet<Guid> topicIds)
    {
        foreach (ShareStateHost host in All)
        {
            host.TopicsDeleted(topicIds);
        }
    }

    protected override ShareStateHost Create(PartitionHost partition) =>
        new(partition, _metadata, _config.ShareStatePruneIntervalMs);

    // Not compacted: each change of a share partition counts, until a snapshot replaces them all.
    protected override List<CreatableTopicConfig> Configs =>
    [
        new CreatableTopicConfig { Name = "cleanup.policy", Value = "delete" },
        new CreatableTopicConfig { Name = "retention.ms", Value = "-1" },
        new CreatableTopicConfig { Name = "segment.bytes", Value = "104857600" },
    ];
}
