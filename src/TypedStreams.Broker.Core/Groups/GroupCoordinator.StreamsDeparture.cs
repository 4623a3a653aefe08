// How members of a streams group go (KIP-1071): they leave, a static one for a while, or they are put out when their
// session or the time to give tasks up is over. What they had is free at once; the next heartbeat shares it out anew.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private Fault? Depart(StreamsBeat beat, ReplyToken token, List<GroupEffect> effects)
    {
        StreamsGroupHeartbeatRequest request = beat.Request;
        Fault? fault = FindStreams(beat, out Group? group);
        if (fault is not null)
        {
            return fault;
        }

        StreamsGroup streams = group!.Streams!;
        StreamsMember? member = request.InstanceId is { } instanceId
            ? streams.StaticMembers.GetValueOrDefault(instanceId)
            : streams.Members.GetValueOrDefault(request.MemberId);
        if (member is null)
        {
            return UnknownMember(request);
        }

        if (member.MemberId != request.MemberId)
        {
            return Replaced(request.InstanceId!, request.MemberId, member);
        }

        var records = new List<CoordinatorRecord>();
        streams.ShutdownMemberId = request.ShutdownApplication ? member.MemberId : streams.ShutdownMemberId;
        if (request.MemberEpoch == StreamsMember.AwayEpoch)
        {
            GoAway(group, member, records, effects);
        }
        else
        {
            Remove(group, member, beat.Now, records, effects);
        }

        var response = new StreamsGroupHeartbeatResponse
        {
            MemberId = request.MemberId,
            MemberEpoch = request.MemberEpoch,
            Status = [],
        };
        var answer = new StreamsHeartbeatAnswer(response, Missing: []);
        SettleStreams(group, records, new WaitingAnswer(token, answer, static error => RefusedBeat(error)), effects);
        return null;
    }

    // Its session goes on: a static member that is not back in time is put out like any other.
    private static void GoAway(
        Group group, StreamsMember member, List<CoordinatorRecord> records, List<GroupEffect> effects)
    {
        StopRevocation(member, effects);
        member.PreviousEpoch = member.Epoch;
        member.Epoch = StreamsMember.AwayEpoch;
        member.State = StreamsMemberState.Stable;
        group.Streams!.Own(member, member.Assigned.FromTheBeginning(), revoking: new TaskSet());
        records.Add(StreamsGroupRecords.Current(group.GroupId, member));
    }

    private static void ExpelFromStreams(Group group, string memberId, CoreTime now, List<GroupEffect> effects)
    {
        if (group.Streams is { } streams && streams.Members.TryGetValue(memberId, out StreamsMember? member))
        {
            var records = new List<CoordinatorRecord>();
            Remove(group, member, now, records, effects);
            SettleStreams(group, records, answer: null, effects);
        }
    }

    private static void Remove(
        Group group,
        StreamsMember member,
        CoreTime now,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        StreamsGroup streams = group.Streams!;
        StopTimers(member, effects);
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

    private static void StopTimers(StreamsMember member, List<GroupEffect> effects)
    {
        StopRevocation(member, effects);
        effects.Cancel(member.SessionTimer);
        member.SessionTimer = null;
    }
}
