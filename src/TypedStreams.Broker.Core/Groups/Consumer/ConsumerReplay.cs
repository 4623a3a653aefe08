// Replay of the records of consumer groups (KIP-848). Compaction keeps the newest record of each key in its place, so a
// member's records may come in any order and before those of its group.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal sealed class ConsumerReplay(GroupSet groups, ConsumerSessions sessions)
{
    /// <summary>Applies one record, oldest first; returns false when its key is of another kind.</summary>
    internal bool Replay(object? key, ReadOnlyMemory<byte>? value)
    {
        switch (key)
        {
            case ConsumerGroupMetadataKey group:
                ReplayGroup(group.GroupId, value);
                return true;
            case ConsumerGroupPartitionMetadataKey:
                // Kafka before 4.1: the hash in the group's record has taken its place.
                return true;
            case ConsumerGroupMemberMetadataKey member:
                ReplayMember(member, value);
                return true;
            case ConsumerGroupTargetAssignmentMetadataKey assignment when value is { } bytes:
                ConsumersOf(assignment.GroupId).AssignmentEpoch =
                    RecordBytes.Decode<ConsumerGroupTargetAssignmentMetadataValue>(bytes).AssignmentEpoch;
                return true;
            case ConsumerGroupTargetAssignmentMemberKey target when value is { } bytes:
                ConsumersOf(target.GroupId).Targets[target.MemberId] = ConsumerGroupRecords.ReadTarget(bytes);
                return true;
            case ConsumerGroupCurrentMemberAssignmentKey current when value is { } bytes:
                ReplayCurrentAssignment(current, bytes);
                return true;
            case ConsumerGroupRegularExpressionKey pattern when value is { } bytes:
                ConsumersOf(pattern.GroupId).Patterns[pattern.RegularExpression] =
                    RecordBytes.Decode<ConsumerGroupRegularExpressionValue>(bytes).Topics;
                return true;
            default:
                return Forget(key);
        }
    }

    /// <summary>Everything is replayed: members get a full session to show that they are still there.</summary>
    internal void Finished(Group group, CoreTime now, List<GroupEffect> effects)
    {
        if (group.Consumers is not { } consumers)
        {
            return;
        }

        foreach (ConsumerMember member in consumers.Members.Values)
        {
            sessions.KeepAlive(group, member, now, effects);
            ConsumerSessions.WatchRevocation(group, member, isNews: true, now, effects);
        }
    }

    private bool Forget(object? key)
    {
        switch (key)
        {
            case ConsumerGroupTargetAssignmentMetadataKey:
                // Comes with the tombstone of the group.
                return true;
            case ConsumerGroupTargetAssignmentMemberKey target:
                Find(target.GroupId)?.Targets.Remove(target.MemberId);
                return true;
            case ConsumerGroupCurrentMemberAssignmentKey current:
                if (Find(current.GroupId) is { } consumers
                    && consumers.Members.TryGetValue(current.MemberId, out ConsumerMember? member))
                {
                    consumers.Own(member, assigned: [], revoking: []);
                }

                return true;
            case ConsumerGroupRegularExpressionKey pattern:
                Find(pattern.GroupId)?.Patterns.Remove(pattern.RegularExpression);
                return true;
            default:
                return false;
        }
    }

    private void ReplayGroup(string groupId, ReadOnlyMemory<byte>? value)
    {
        if (value is { } bytes)
        {
            ConsumerGroup consumers = ConsumersOf(groupId);
            ConsumerGroupMetadataValue stored = RecordBytes.Decode<ConsumerGroupMetadataValue>(bytes);
            consumers.Epoch = stored.Epoch;
            consumers.MetadataHash = stored.MetadataHash;
        }
        else if (groups.TryFind(groupId, out Group? group))
        {
            group.Consumers = null;
            groups.RemoveIfBare(group);
        }
    }

    private void ReplayMember(ConsumerGroupMemberMetadataKey key, ReadOnlyMemory<byte>? value)
    {
        if (value is not { } bytes)
        {
            if (Find(key.GroupId) is { } known && known.Members.TryGetValue(
                key.MemberId, out ConsumerMember? gone))
            {
                known.Remove(gone);
            }

            return;
        }

        ConsumerGroup consumers = ConsumersOf(key.GroupId);
        ConsumerMember member = MemberOf(consumers, key.MemberId);
        ConsumerGroupMemberMetadataValue stored = RecordBytes.Decode<ConsumerGroupMemberMetadataValue>(bytes);
        member.InstanceId = stored.InstanceId;
        member.RackId = stored.RackId;
        member.ClientId = stored.ClientId;
        member.ClientHost = stored.ClientHost;
        member.TopicNames = stored.SubscribedTopicNames;
        member.TopicPattern = stored.SubscribedTopicRegex is { Length: > 0 } pattern ? pattern : null;
        member.RebalanceTimeoutMs = stored.RebalanceTimeoutMs;
        member.Assignor = stored.ServerAssignor;
        member.Classic = ConsumerGroupRecords.ReadClassic(stored.ClassicMemberMetadata);
        consumers.Add(member);
    }

    private void ReplayCurrentAssignment(ConsumerGroupCurrentMemberAssignmentKey key, ReadOnlyMemory<byte> value)
    {
        ConsumerGroup consumers = ConsumersOf(key.GroupId);
        ConsumerMember member = MemberOf(consumers, key.MemberId);
        var stored = RecordBytes.Decode<ConsumerGroupCurrentMemberAssignmentValue>(value);
        member.Epoch = stored.MemberEpoch;
        member.PreviousEpoch = stored.PreviousMemberEpoch;
        member.State = (ConsumerMemberState)stored.State;
        consumers.Own(
            member,
            ConsumerGroupRecords.ReadPartitions(stored.AssignedPartitions, stored.MemberEpoch),
            ConsumerGroupRecords.ReadPartitions(stored.PartitionsPendingRevocation, stored.MemberEpoch));
    }

    private ConsumerGroup ConsumersOf(string groupId) => groups.GetOrCreate(groupId).Consumers ??= new ConsumerGroup();

    private ConsumerGroup? Find(string groupId) =>
        groups.TryFind(groupId, out Group? group) ? group.Consumers : null;

    private static ConsumerMember MemberOf(ConsumerGroup consumers, string memberId)
    {
        if (!consumers.Members.TryGetValue(memberId, out ConsumerMember? member))
        {
            consumers.Add(member = new ConsumerMember(memberId));
        }

        return member;
    }
}
