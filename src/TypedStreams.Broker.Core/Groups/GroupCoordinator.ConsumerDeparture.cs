// How members of a consumer group go (KIP-848): they leave, a static one for a while, or they are put out when their
// session or the time to give partitions up is over. What they had is free at once; the next heartbeat shares it anew.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private Fault? Depart(
        ConsumerGroupHeartbeatRequest request,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        Fault? fault = FindConsumers(request, joins: false, out Group? group);
        if (fault is not null)
        {
            return fault;
        }

        ConsumerGroup consumers = group!.Consumers!;
        ConsumerMember? member = request.InstanceId is { } instanceId
            ? consumers.StaticMembers.GetValueOrDefault(instanceId)
            : consumers.Members.GetValueOrDefault(request.MemberId);
        if (member is null || member.Classic is not null)
        {
            return new Fault(
                ErrorCode.UnknownMemberId, $"Member {request.MemberId} is not a member of group {request.GroupId}.");
        }

        if (member.MemberId != request.MemberId)
        {
            return new Fault(
                ErrorCode.FencedInstanceId,
                $"Instance id {request.InstanceId} belongs to member {member.MemberId}: {request.MemberId} was "
                    + "replaced.");
        }

        var answer = new ConsumerGroupHeartbeatResponse
        {
            MemberId = request.MemberId,
            MemberEpoch = request.MemberEpoch,
        };
        var records = new List<CoordinatorRecord>();
        if (request.MemberEpoch == ConsumerMember.AwayEpoch)
        {
            GoAway(group, member, records, effects);
            Settle(group, records, Waiting(token, answer), now, effects);
        }
        else
        {
            Remove(group, member, records, effects);
            Departed(group, image, records, Waiting(token, answer), now, effects);
        }

        return null;
    }

    // Its session goes on: a static member that is not back in time is put out like any other.
    private static void GoAway(
        Group group, ConsumerMember member, List<CoordinatorRecord> records, List<GroupEffect> effects)
    {
        StopRevocation(member, effects);
        member.PreviousEpoch = member.Epoch;
        member.Epoch = ConsumerMember.AwayEpoch;
        member.State = ConsumerMemberState.Stable;
        group.Consumers!.Own(member, member.Assigned, revoking: []);
        records.Add(ConsumerGroupRecords.Current(group.GroupId, member));
    }

    private void Expel(Group group, string memberId, CoreTime now, List<GroupEffect> effects)
    {
        if (group.Consumers is not { } consumers
            || !consumers.Members.TryGetValue(memberId, out ConsumerMember? member))
        {
            return;
        }

        var records = new List<CoordinatorRecord>();
        Remove(group, member, records, effects);
        Departed(group, image: null, records, answer: null, now, effects);
    }

    private static void Remove(
        Group group,
        ConsumerMember member,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        StopTimers(member, effects);
        consumers.Remove(member);
        records.AddRange(ConsumerGroupRecords.ForgetMember(group.GroupId, member.MemberId));
        if (member.TopicPattern is { } expression
            && !consumers.Members.Values.Any(other => other.TopicPattern == expression)
            && consumers.Patterns.Remove(expression))
        {
            records.Add(ConsumerGroupRecords.ForgetPattern(group.GroupId, expression));
        }
    }

    // Members were removed: the others share anew, in a classic group when only classic ones are left.
    private void Departed(
        Group group,
        ClusterImage? image,
        List<CoordinatorRecord> records,
        WaitingAnswer? answer,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        if (MayDowngrade(consumers))
        {
            Downgrade(group, records, answer, now, effects);
            return;
        }

        // Without an image the hash stays: the next heartbeat looks at the topics, because they were never seen.
        consumers.MetadataHash = image is null ? consumers.MetadataHash : TopicHash.Of(TopicsOf(consumers, image));
        consumers.SeenTopics = null;
        consumers.Epoch++;
        records.Add(ConsumerGroupRecords.Group(group.GroupId, consumers));
        if (consumers.Members.Count == 0)
        {
            group.EmptySinceMs = now.WallClockMs;
        }

        Settle(group, records, answer, now, effects);
    }

    private static void StopTimers(ConsumerMember member, List<GroupEffect> effects)
    {
        StopRevocation(member, effects);
        effects.Cancel(member.SessionTimer);
        member.SessionTimer = null;
    }
}
