// How members of a streams group come, change and go (KIP-1071): they join, a static one takes its predecessor's place,
// they leave, a static one for a while, or they are put out when their session or the time to give tasks up is over.
// What they had is free at once; the next heartbeat shares it out anew.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal static class StreamsMembership
{
    /// <summary>An empty classic group becomes a streams group and keeps its positions.</summary>
    internal static StreamsGroup BecomeStreams(Group group, List<CoordinatorRecord> records)
    {
        if (group.Streams is { } streams)
        {
            return streams;
        }

        records.AddRange(group.OwedTombstones);
        group.OwedTombstones = [];
        if (group.ProtocolType is not null || group.GenerationId > 0)
        {
            records.Add(GroupRecords.ForgetGroup(group.GroupId));
        }

        (group.ProtocolType, group.ProtocolName, group.GenerationId) = (null, null, 0);
        return group.Streams = new StreamsGroup();
    }

    /// <summary>The member of a heartbeat: one that is there, a newcomer, or a static one that is back.</summary>
    internal static StreamsMember Admit(
        Group group,
        StreamsBeat beat,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects,
        out bool isNew)
    {
        StreamsGroup streams = group.Streams!;
        isNew = !streams.Members.TryGetValue(beat.Request.MemberId, out StreamsMember? member);
        if (member is not null)
        {
            return member;
        }

        member = new StreamsMember(beat.Request.MemberId) { InstanceId = beat.Request.InstanceId };
        if (beat.Request.InstanceId is { } instanceId
            && streams.StaticMembers.TryGetValue(instanceId, out StreamsMember? away))
        {
            TakeOver(group, away, member, records, effects);
        }
        else
        {
            streams.Add(member);
        }

        return member;
    }

    /// <summary>
    /// Takes over what the heartbeat says of the member; returns whether the tasks must be shared out anew.
    /// </summary>
    internal static bool Update(
        Group group, StreamsMember member, StreamsBeat beat, bool isNew, List<CoordinatorRecord> records)
    {
        StreamsGroupHeartbeatRequest request = beat.Request;
        ReadOnlyMemory<byte> before = StreamsGroupRecords.Member(group.GroupId, member).Value!.Value;
        var relevantBefore = (member.TopologyEpoch, member.RackId, member.ProcessId);
        SortedDictionary<string, string> tagsBefore = member.Tags;
        member.RackId = request.RackId ?? member.RackId;
        member.RebalanceTimeoutMs =
            request.RebalanceTimeoutMs >= 0 ? request.RebalanceTimeoutMs : member.RebalanceTimeoutMs;
        member.TopologyEpoch = request.Topology?.Epoch ?? member.TopologyEpoch;
        (member.ClientId, member.ClientHost) = (beat.Caller.ClientId, beat.Caller.ClientHost);
        member.ProcessId = request.ProcessId ?? member.ProcessId;
        member.Endpoint = request.UserEndpoint is { } endpoint ? new StreamsEndpoint(endpoint.Host, endpoint.Port)
            : beat.Joins ? null
            : member.Endpoint;
        member.Tags = request.ClientTags is { } tags ? StreamsTopology.Sorted(tags) : member.Tags;
        member.Offsets = request.TaskOffsets is { } offsets ? StreamsTopology.Offsets(offsets) : member.Offsets;
        member.EndOffsets = request.TaskEndOffsets is { } ends ? StreamsTopology.Offsets(ends) : member.EndOffsets;

        CoordinatorRecord record = StreamsGroupRecords.Member(group.GroupId, member);
        bool isOther = isNew || !record.Value!.Value.Span.SequenceEqual(before.Span);
        if (isOther)
        {
            records.Add(record);
        }

        // A static member that is back as it was finds its share as it left it.
        bool isRelevant = relevantBefore != (member.TopologyEpoch, member.RackId, member.ProcessId)
            || !tagsBefore.SequenceEqual(member.Tags);
        bool hasShare = group.Streams!.Targets.ContainsKey(member.MemberId);
        return isOther && (member.InstanceId is null || isRelevant || !hasShare);
    }

    /// <summary>
    /// A static member goes for a while. Its session goes on: not back in time, it is put out like any other.
    /// </summary>
    internal static void GoAway(
        Group group, StreamsMember member, List<CoordinatorRecord> records, List<GroupEffect> effects)
    {
        StreamsSessions.StopRevocation(member, effects);
        member.PreviousEpoch = member.Epoch;
        member.Epoch = StreamsMember.AwayEpoch;
        member.State = StreamsMemberState.Stable;
        group.Streams!.Own(member, member.Assigned.FromTheBeginning(), revoking: new TaskSet());
        records.Add(StreamsGroupRecords.Current(group.GroupId, member));
    }

    /// <summary>The session of a member, or its time to give tasks up, is over.</summary>
    internal static void Expel(Group group, string memberId, CoreTime now, List<GroupEffect> effects)
    {
        if (group.Streams is { } streams && streams.Members.TryGetValue(memberId, out StreamsMember? member))
        {
            var records = new List<CoordinatorRecord>();
            Remove(group, member, now, records, effects);
            Settle(group, records, answer: null, effects);
        }
    }

    /// <summary>The member is gone.</summary>
    internal static void Remove(
        Group group,
        StreamsMember member,
        CoreTime now,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        StreamsGroup streams = group.Streams!;
        StreamsSessions.Stop(member, effects);
        bool hadEndpoint = member.Endpoint is not null;
        streams.Remove(member);
        records.AddRange(StreamsGroupRecords.ForgetMember(group.GroupId, member.MemberId));
        streams.Epoch++;
        streams.EndpointEpoch += hadEndpoint ? 1 : 0;
        records.Add(StreamsGroupRecords.Group(group.GroupId, streams));
        if (streams.Members.Count == 0)
        {
            // There is nobody to share tasks out to, and nobody to be told to stop.
            group.EmptySinceMs = now.WallClockMs;
            streams.ShutdownMemberId = null;
            streams.AssignmentEpoch = streams.Epoch;
            records.Add(StreamsGroupRecords.Assignment(group.GroupId, streams));
        }
    }

    /// <summary>
    /// Answers when the records, and everything decided before them, are committed: see <see cref="GroupWrites"/>.
    /// </summary>
    internal static void Settle(
        Group group, List<CoordinatorRecord> records, WaitingAnswer? answer, List<GroupEffect> effects)
    {
        StreamsGroup streams = group.Streams!;
        if (streams.Writes.IsBehind)
        {
            records = streams.Writes.CatchUp(records, StreamsGroupRecords.All(group.GroupId, streams));
        }

        streams.Writes.Settle(records, answer, effects);
    }

    // A static member is back under a new id: what its predecessor had is kept for it.
    private static void TakeOver(
        Group group,
        StreamsMember away,
        StreamsMember member,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        StreamsGroup streams = group.Streams!;
        TaskSet assigned = away.Assigned;
        TaskSet target = streams.TargetOf(away.MemberId);
        (member.RackId, member.ProcessId, member.Endpoint) = (away.RackId, away.ProcessId, away.Endpoint);
        (member.Tags, member.TopologyEpoch) = (away.Tags, away.TopologyEpoch);
        (member.Offsets, member.EndOffsets) = (away.Offsets, away.EndOffsets);
        StreamsSessions.Stop(away, effects);
        streams.Remove(away);
        streams.Add(member);
        streams.Own(member, assigned, revoking: new TaskSet());
        streams.Targets[member.MemberId] = target;
        records.AddRange(StreamsGroupRecords.ForgetMember(group.GroupId, away.MemberId));
        records.Add(StreamsGroupRecords.Target(group.GroupId, member.MemberId, target));
    }
}
