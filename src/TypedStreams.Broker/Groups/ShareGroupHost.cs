// Runs the core of share groups of one partition of __consumer_offsets, beside that of the other groups.
using TypedStreams.Broker.Core.ShareGroups;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shares;

namespace TypedStreams.Broker.Groups;

internal sealed class ShareGroupHost(
    PartitionHost partition, ShareGroupOptions options, MetadataService metadata, Action<string, string> memberGone)
    : ShareCoreHost<ShareGroupCoordinator>(partition, new ShareGroupCoordinator())
{
    /// <summary>Whether there is a share group of this name. On the shard only.</summary>
    internal bool Has(string groupId) => Core.Has(groupId);

    /// <summary>Applies one record; others' records are left alone. On the shard, before anything else.</summary>
    internal void Replay(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value) => Core.Replay(key, value);

    /// <summary>Everything is replayed. On the shard.</summary>
    internal void ReplayFinished() =>
        Step((core, now, effects) => core.ReplayFinished(options, metadata.Image, now, effects));

    /// <summary>Topics were deleted. Any thread.</summary>
    internal void TopicsDeleted(IReadOnlySet<Guid> topicIds) =>
        Shard.Post(() => Step((core, now, effects) => core.TopicsDeleted(topicIds, now, effects)));

    protected override void Tell(ShareEffect effect)
    {
        if (effect is ShareEffect.MemberGone gone)
        {
            memberGone(gone.GroupId, gone.MemberId);
        }
    }
}
