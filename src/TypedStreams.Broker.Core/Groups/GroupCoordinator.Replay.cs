// Replay: the same state again from the records of __consumer_offsets, when a broker starts or takes a partition over.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.GroupMetadataValue;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    /// <summary>
    /// Applies one record of the partition, oldest first. Returns false when its key is of a kind that this version
    /// does
    /// not know; the record is then left alone.
    /// </summary>
    public bool Replay(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        switch (GroupRecords.ReadKey(key))
        {
            case OffsetCommitKey commit:
                _offsets.Replay(commit, value);
                return true;
            case GroupMetadataKey metadata:
                ReplayGroup(metadata.Group, value);
                return true;
            case { } other:
                return ReplayConsumers(other, value) || _streamsReplay.Replay(other, value);
            default:
                return false;
        }
    }

    /// <summary>
    /// Everything is replayed: members that were there get a full session to show that they still are.
    /// </summary>
    public void ReplayFinished(CoreTime now, List<GroupEffect> effects)
    {
        foreach (Group group in _groups.All)
        {
            foreach (GroupMember member in group.Members)
            {
                ClassicSessions.KeepAlive(group, member, now, effects);
            }

            if (group is { State: GroupState.Stable, LeaderId: null or "" })
            {
                // It was a consumer group just before: see .Downgrade.
                PrepareRebalance(group, now, effects);
            }

            WatchReplayedConsumers(group, now, effects);
            _streamsReplay.Finished(group, now, effects);
        }
    }

    private void ReplayGroup(string groupId, ReadOnlyMemory<byte>? value)
    {
        Group group = _groups.GetOrCreate(groupId);
        group.Members.Clear();
        group.StaticMembers.Clear();
        group.LeaderId = null;
        if (value is not { } bytes)
        {
            // The group is gone, unless it has become a consumer group and kept its positions.
            group.State = GroupState.Empty;
            group.EmptySinceMs = 0;
            (group.ProtocolType, group.ProtocolName, group.GenerationId) = (null, null, 0);
            _groups.RemoveIfBare(group);
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
}
