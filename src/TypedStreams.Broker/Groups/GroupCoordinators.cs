using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;

namespace TypedStreams.Broker.Groups;

/// <summary>The coordinators of consumer groups, on the partitions of <c>__consumer_offsets</c>.</summary>
internal sealed class GroupCoordinators(
    PartitionDirectory partitions, MetadataService metadata, ClusterController controller, BrokerConfig config)
    : CoordinatorTopic<CoordinatorHost>(
        InternalTopics.ConsumerOffsets, config.OffsetsTopicPartitions, partitions, metadata, controller, config)
{
    private readonly BrokerConfig _config = config;
    private readonly MetadataService _metadata = metadata;

    /// <summary>Told on a shard when a member of a share group has gone: the group, then the member.</summary>
    internal Action<string, string>? ShareMemberGone { get; set; }

    /// <summary>Topics were deleted; share groups forget them. Any thread.</summary>
    internal void TopicsDeleted(IReadOnlySet<Guid> topicIds)
    {
        foreach (CoordinatorHost host in All)
        {
            host.Shares.TopicsDeleted(topicIds);
        }
    }

    protected override CoordinatorHost Create(PartitionHost partition) => new(
        partition,
        _config.Groups,
        new ShareGroupHost(
            partition,
            _config.ShareGroups,
            _metadata,
            (groupId, memberId) => ShareMemberGone?.Invoke(groupId, memberId)));
}
