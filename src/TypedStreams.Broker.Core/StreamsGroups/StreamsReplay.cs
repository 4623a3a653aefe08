// Replay of the records of streams groups (KIP-1071). Compaction keeps the newest record of each key in its place, so a
// member's records may come in any order and before those of its group.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal sealed class StreamsReplay(GroupSet groups, GroupOptions options)
{
    /// <summary>Applies one record, oldest first; returns false when its key is of another kind.</summary>
    internal bool Replay(object? key, ReadOnlyMemory<byte>? value)
    {
        switch (key)
        {
            case StreamsGroupMetadataKey group:
                ReplayGroup(group.GroupId, value);
                return true;
            case StreamsGroupTopologyKey topology when value is { } bytes:
                StreamsOf(topology.GroupId).Topology = RecordBytes.Decode<StreamsGroupTopologyValue>(bytes);
                return true;
            case StreamsGroupMemberMetadataKey member:
                ReplayMember(member, value);
                return true;
            case StreamsGroupTargetAssignmentMetadataKey assignment when value is { } bytes:
                var made = RecordBytes.Decode<StreamsGroupTargetAssignmentMetadataValue>(bytes);
                StreamsGroup assigned = StreamsOf(assignment.GroupId);
                (assigned.AssignmentEpoch, assigned.AssignedAtMs) = (made.AssignmentEpoch, made.AssignmentTimestamp);
                return true;
            case StreamsGroupTargetAssignmentMemberKey target when value is { } bytes:
                StreamsOf(target.GroupId).Targets[target.MemberId] = StreamsGroupRecords.ReadTarget(
                    RecordBytes.Decode<StreamsGroupTargetAssignmentMemberValue>(bytes));
                return true;
            case StreamsGroupCurrentMemberAssignmentKey current when value is { } bytes:
                ReplayCurrentTasks(
                    current, RecordBytes.Decode<StreamsGroupCurrentMemberAssignmentValue>(bytes));
                return true;
            default:
                return Forget(key);
        }
    }

    /// <summary>Everything is replayed: members get a full session to show that they are still there.</summary>
    internal void Finished(Group group, CoreTime now, List<GroupEffect> effects)
    {
        foreach (StreamsMember member in group.Streams?.Members.Values.ToList() ?? [])
        {
            StreamsSessions.KeepAlive(group, member, options.Streams.SessionTimeoutMs, now, effects);
            if (member is { State: StreamsMemberState.UnrevokedTasks, RebalanceTimeoutMs: >= 0 })
            {
                StreamsSessions.WatchRevocation(group, member, now, effects);
            }
        }
    }

    private bool Forget(object? key)
    {
        switch (key)
        {
            case StreamsGroupTargetAssignmentMetadataKey or StreamsGroupTopologyKey:
                // Comes with the tombstone of the group.
                return true;
            case StreamsGroupTargetAssignmentMemberKey target:
                Find(target.GroupId)?.Targets.Remove(target.MemberId);
                return true;
            case StreamsGroupCurrentMemberAssignmentKey current:
                if (Find(current.GroupId) is { } streams
                    && streams.Members.TryGetValue(current.MemberId, out StreamsMember? member))
                {
                    streams.Own(member, assigned: new TaskSet(), revoking: new TaskSet());
                }

                return true;
            default:
                return false;
        }
    }

    private void ReplayGroup(string groupId, ReadOnlyMemory<byte>? value)
    {
        if (value is { } bytes)
        {
            StreamsGroup streams = StreamsOf(groupId);
            StreamsGroupMetadataValue stored = RecordBytes.Decode<StreamsGroupMetadataValue>(bytes);
            (streams.Epoch, streams.MetadataHash) = (stored.Epoch, stored.MetadataHash);
            streams.ValidatedTopologyEpoch = stored.ValidatedTopologyEpoch;
            streams.AssignmentSettings.Clear();
            foreach (var setting in stored.LastAssignmentConfigs ?? [])
            {
                streams.AssignmentSettings[setting.Key] = setting.Value;
            }
        }
        else if (groups.TryFind(groupId, out Group? group))
        {
            group.Streams = null;
            groups.RemoveIfBare(group);
        }
    }

    private void ReplayMember(StreamsGroupMemberMetadataKey key, ReadOnlyMemory<byte>? value)
    {
        if (value is not { } bytes)
        {
            if (Find(key.GroupId) is { } known && known.Members.TryGetValue(
                key.MemberId, out StreamsMember? gone))
            {
                known.Remove(gone);
            }

            return;
        }

        StreamsGroup streams = StreamsOf(key.GroupId);
        StreamsMember member = MemberOf(streams, key.MemberId);
        StreamsGroupMemberMetadataValue stored = RecordBytes.Decode<StreamsGroupMemberMetadataValue>(bytes);
        (member.InstanceId, member.RackId) = (stored.InstanceId, stored.RackId);
        (member.ClientId, member.ClientHost) = (stored.ClientId, stored.ClientHost);
        (member.RebalanceTimeoutMs, member.TopologyEpoch) = (stored.RebalanceTimeoutMs, stored.TopologyEpoch);
        member.ProcessId = stored.ProcessId;
        member.Endpoint = stored.UserEndpoint is { } endpoint
            ? new StreamsEndpoint(endpoint.Host, endpoint.Port) : null;
        member.Tags.Clear();
        foreach (var tag in stored.ClientTags)
        {
            member.Tags[tag.Key] = tag.Value;
        }

        streams.Add(member);
    }

    private void ReplayCurrentTasks(
        StreamsGroupCurrentMemberAssignmentKey key, StreamsGroupCurrentMemberAssignmentValue stored)
    {
        StreamsGroup streams = StreamsOf(key.GroupId);
        StreamsMember member = MemberOf(streams, key.MemberId);
        member.Epoch = stored.MemberEpoch;
        member.PreviousEpoch = stored.PreviousMemberEpoch;
        member.State = (StreamsMemberState)stored.State;
        streams.Own(member, StreamsGroupRecords.ReadAssigned(stored), StreamsGroupRecords.ReadRevoking(stored));
    }

    private StreamsGroup StreamsOf(string groupId) => groups.GetOrCreate(groupId).Streams ??= new StreamsGroup();

    private StreamsGroup? Find(string groupId) =>
        groups.TryFind(groupId, out Group? group) ? group.Streams : null;

    private static StreamsMember MemberOf(StreamsGroup streams, string memberId)
    {
        if (!streams.Members.TryGetValue(memberId, out StreamsMember? member))
        {
            streams.Add(member = new StreamsMember(memberId));
        }

        return member;
    }
}
