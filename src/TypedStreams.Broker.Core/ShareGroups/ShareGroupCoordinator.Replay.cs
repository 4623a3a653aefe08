// Replay of the records of share groups. Compaction keeps the newest record of each key in its place, so a member's
// records may come in any order and before those of its group.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.ShareGroups;

public sealed partial class ShareGroupCoordinator
{
    /// <summary>
    /// Applies one record of the partition, oldest first. Returns false when its key is not one of a share group's.
    /// </summary>
    public bool Replay(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        switch (ShareGroupRecords.ReadKey(key))
        {
            case ShareGroupMetadataKey group when value is { } bytes:
                ShareGroupMetadataValue stored = RecordBytes.Decode<ShareGroupMetadataValue>(bytes);
                ShareGroup replayed = GetOrCreate(group.GroupId);
                (replayed.Epoch, replayed.MetadataHash) = (stored.Epoch, stored.MetadataHash);
                return true;
            case ShareGroupMetadataKey group:
                _groups.Remove(group.GroupId);
                return true;
            case ShareGroupMemberMetadataKey member:
                ReplayMember(member, value);
                return true;
            case ShareGroupTargetAssignmentMetadataKey assignment when value is { } bytes:
                GetOrCreate(assignment.GroupId).AssignmentEpoch =
                    RecordBytes.Decode<ShareGroupTargetAssignmentMetadataValue>(bytes).AssignmentEpoch;
                return true;
            case ShareGroupTargetAssignmentMemberKey target when value is { } bytes:
                GetOrCreate(target.GroupId).Targets[target.MemberId] = Partitions(
                    RecordBytes.Decode<ShareGroupTargetAssignmentMemberValue>(bytes).TopicPartitions
                        .Select(topic => (topic.TopicId, topic.Partitions)));
                return true;
            case ShareGroupCurrentMemberAssignmentKey current when value is { } bytes:
                ReplayCurrent(current, RecordBytes.Decode<ShareGroupCurrentMemberAssignmentValue>(bytes));
                return true;
            case ShareGroupStatePartitionMetadataKey topics when value is { } bytes:
                ReplayTopics(topics.GroupId, RecordBytes.Decode<ShareGroupStatePartitionMetadataValue>(bytes));
                return true;
            case null:
                return false;
            default:
                // The tombstones of members and groups say it for these as well.
                return true;
        }
    }

    /// <summary>
    /// Everything is replayed: members that were there get a full session to show that they still are. Topics that the
    /// cluster does not have were deleted when nobody could write that down.
    /// </summary>
    public void ReplayFinished(
        ShareGroupOptions options, ClusterImage image, CoreTime now, List<ShareEffect> effects)
    {
        ForgetTopics(topicId => image.FindTopic(topicId) is null, now, effects);
        foreach (ShareGroup group in _groups.Values)
        {
            foreach (ShareMember member in group.Members.Values)
            {
                KeepAlive(group, member, options, now, effects);
            }
        }
    }

    private void ReplayMember(ShareGroupMemberMetadataKey key, ReadOnlyMemory<byte>? value)
    {
        if (value is not { } bytes)
        {
            if (_groups.TryGetValue(key.GroupId, out ShareGroup? group)
                && group.Members.TryGetValue(key.MemberId, out ShareMember? gone))
            {
                group.Remove(gone);
            }

            return;
        }

        ShareGroupMemberMetadataValue stored = RecordBytes.Decode<ShareGroupMemberMetadataValue>(bytes);
        ShareMember member = MemberOf(key.GroupId, key.MemberId);
        member.RackId = stored.RackId;
        member.ClientId = stored.ClientId;
        member.ClientHost = stored.ClientHost;
        member.TopicNames = stored.SubscribedTopicNames;
    }

    private void ReplayCurrent(
        ShareGroupCurrentMemberAssignmentKey key, ShareGroupCurrentMemberAssignmentValue stored)
    {
        ShareMember member = MemberOf(key.GroupId, key.MemberId);
        member.Epoch = stored.MemberEpoch;
        member.PreviousEpoch = stored.PreviousMemberEpoch;
        member.Assigned = Partitions(
            stored.AssignedPartitions.Select(topic => (topic.TopicId, topic.Partitions)));
    }

    // A Kafka that stopped in the middle left topics whose state is being made or deleted; they may have state.
    private void ReplayTopics(string groupId, ShareGroupStatePartitionMetadataValue stored)
    {
        ShareGroup group = GetOrCreate(groupId);
        group.Topics.Clear();
        foreach (var topic in stored.InitializedTopics.Concat(stored.InitializingTopics))
        {
            int count = topic.Partitions.DefaultIfEmpty(-1).Max() + 1;
            int known = group.Topics.GetValueOrDefault(topic.TopicId)?.PartitionCount ?? 0;
            group.Topics[topic.TopicId] = new SharedTopic(topic.TopicId, topic.TopicName, Math.Max(count, known));
        }
    }

    private ShareGroup GetOrCreate(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out ShareGroup? group))
        {
            _groups[groupId] = group = new ShareGroup(groupId);
        }

        return group;
    }

    private ShareMember MemberOf(string groupId, string memberId)
    {
        ShareGroup group = GetOrCreate(groupId);
        if (!group.Members.TryGetValue(memberId, out ShareMember? member))
        {
            group.Members[memberId] = member = new ShareMember(memberId);
        }

        return member;
    }

    private static HashSet<TopicPartitionId> Partitions(IEnumerable<(Guid TopicId, List<int> Partitions)> topics) =>
    [
        .. topics.SelectMany(topic => topic.Partitions.Select(index => new TopicPartitionId(topic.TopicId, index))),
    ];
}
