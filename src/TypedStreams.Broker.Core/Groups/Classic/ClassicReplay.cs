// Replay of the records of classic groups: the same state again when a broker starts or takes a partition over.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.GroupMetadataValue;

namespace TypedStreams.Broker.Core.Groups.Classic;

internal sealed class ClassicReplay(GroupSet groups, ClassicRebalance rebalance)
{
    /// <summary>Applies the record of a group, oldest first.</summary>
    internal void Replay(string groupId, ReadOnlyMemory<byte>? value)
    {
        Group group = groups.GetOrCreate(groupId);
        group.Members.Clear();
        group.StaticMembers.Clear();
        group.LeaderId = null;
        if (value is not { } bytes)
        {
            // The group is gone, unless it has become a consumer group and kept its positions.
            group.State = GroupState.Empty;
            group.EmptySinceMs = 0;
            (group.ProtocolType, group.ProtocolName, group.GenerationId) = (null, null, 0);
            groups.RemoveIfBare(group);
            return;
        }

        // While it has classic members of its own, whatever it was before is over.
        GroupMetadataValue stored = GroupRecords.ReadMetadata(bytes);
        group.Consumers = stored.Members.Count > 0 ? null : group.Consumers;
        group.Streams = stored.Members.Count > 0 ? null : group.Streams;
        foreach (MemberMetadata member in stored.Members)
        {
            group.Add(new GroupMember
            {
                MemberId = member.MemberId,
                GroupInstanceId = member.GroupInstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                ProtocolType = stored.ProtocolType,
                SessionTimeoutMs = member.SessionTimeout,
                RebalanceTimeoutMs = member.RebalanceTimeout < 0 ? member.SessionTimeout : member.RebalanceTimeout,
                Protocols = [new MemberProtocol(stored.Protocol ?? "", member.Subscription.ToArray())],
                Assignment = member.Assignment.ToArray(),
            });
        }

        // A generation that was given out and not written may come again, as on Kafka. Nobody has partitions under the
        // first one: they are handed out once they are written. Who still has its number joins again or is fenced.
        group.GenerationId = stored.Generation;
        group.ProtocolType = stored.ProtocolType;
        group.ProtocolName = stored.Protocol;
        group.LeaderId = stored.Leader;
        group.State = group.Members.Count == 0 ? GroupState.Empty : GroupState.Stable;
        group.EmptySinceMs = group.Members.Count == 0 ? stored.CurrentStateTimestamp : 0;
    }

    /// <summary>Everything is replayed: members get a full session to show that they are still there.</summary>
    internal void Finished(Group group, CoreTime now, List<GroupEffect> effects)
    {
        foreach (GroupMember member in group.Members)
        {
            ClassicSessions.KeepAlive(group, member, now, effects);
        }

        if (group is { State: GroupState.Stable, LeaderId: null or "" })
        {
            // It was a consumer group just before: see GroupMigration.Downgrade.
            rebalance.Prepare(group, now, effects);
        }
    }
}
