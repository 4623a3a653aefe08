// SyncGroup, Heartbeat and LeaveGroup of a classic member in a consumer group (KIP-848, online migration). A heartbeat
// asks it to join again whenever that would move it on: its epoch is behind, it must give something up, or what it
// waited for is free.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.LeaveGroupRequest;
using static TypedStreams.Protocol.Messages.LeaveGroupResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private static ErrorCode CheckClassic(
        ConsumerGroup consumers, string memberId, string? instanceId, out ConsumerMember? member)
    {
        if (instanceId is not null)
        {
            member = consumers.StaticMembers.GetValueOrDefault(instanceId);
            if (member is not null && member.MemberId != memberId)
            {
                return ErrorCode.FencedInstanceId;
            }
        }
        else
        {
            member = consumers.Members.GetValueOrDefault(memberId);
        }

        return member?.Classic is null ? ErrorCode.UnknownMemberId : ErrorCode.None;
    }

    private static void SyncConsumers(
        Group group,
        SyncGroupRequest request,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        ErrorCode error =
            CheckClassic(consumers, request.MemberId, request.GroupInstanceId, out ConsumerMember? member);
        if (error == ErrorCode.None)
        {
            error = CheckSync(consumers, member!, request);
        }

        if (error == ErrorCode.RebalanceInProgress)
        {
            AwaitRejoin(group, member!, now, effects);
        }

        if (error != ErrorCode.None)
        {
            AnswerSyncError(token, error, effects);
            return;
        }

        StopRevocation(member!, effects);
        ClassicTraits traits = member!.Classic!;
        effects.Add(new GroupEffect.ArmTimer(member.SessionTimer!, now.NowMs + traits.SessionTimeoutMs));
        var answer = new SyncGroupResponse
        {
            ProtocolType = ConsumerProtocol.Type,
            ProtocolName = traits.Preferred.Name,
            Assignment = ConsumerProtocol.WriteAssignment(
                member.Assigned.Keys, id => image.FindTopic(id)?.Name, traits),
        };
        Settle(
            group, [], new WaitingAnswer(token, answer, static error => new SyncGroupResponse { ErrorCode = error }),
            now, effects);
    }

    private static ErrorCode CheckSync(ConsumerGroup consumers, ConsumerMember member, SyncGroupRequest request)
    {
        if (request.GenerationId != member.Epoch)
        {
            return ErrorCode.IllegalGeneration;
        }

        if ((request.ProtocolType is { } type && type != ConsumerProtocol.Type)
            || (request.ProtocolName is { } name && name != member.Classic!.Preferred.Name))
        {
            return ErrorCode.InconsistentGroupProtocol;
        }

        // One that gives up must hear of it before it can go on.
        return consumers.Epoch > member.Epoch && member.State != ConsumerMemberState.UnrevokedPartitions
            ? ErrorCode.RebalanceInProgress
            : ErrorCode.None;
    }

    private void HeartbeatInConsumers(
        Group group,
        HeartbeatRequest request,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        var records = new List<CoordinatorRecord>();
        ErrorCode error =
            CheckClassic(consumers, request.MemberId, request.GroupInstanceId, out ConsumerMember? member);
        if (error == ErrorCode.None && request.GenerationId != member!.Epoch)
        {
            error = ErrorCode.IllegalGeneration;
        }

        if (error == ErrorCode.None)
        {
            KeepAlive(group, member!, now, effects);
            if (!ReferenceEquals(consumers.SeenTopics, image.Topics))
            {
                BumpIfChanged(group, image, ResolvePatterns(group, image, now, records), records);
            }

            if (ShouldRejoin(consumers, member!))
            {
                AwaitRejoin(group, member!, now, effects);
                error = ErrorCode.RebalanceInProgress;
            }
        }

        var answer = new HeartbeatResponse { ErrorCode = error };
        Settle(
            group, records,
            new WaitingAnswer(token, answer, static failure => new HeartbeatResponse { ErrorCode = failure }),
            now, effects);
    }

    private static bool ShouldRejoin(ConsumerGroup consumers, ConsumerMember member) =>
        member.Epoch < consumers.Epoch
        || member.State == ConsumerMemberState.UnrevokedPartitions
        || (member.State == ConsumerMemberState.UnreleasedPartitions
            && consumers.TargetOf(member.MemberId).All(partition =>
                !consumers.Owners.TryGetValue(partition, out ConsumerMember? owner) || owner == member));

    // It has the time that a rebalance may take, from the first time that it is told.
    private static void AwaitRejoin(Group group, ConsumerMember member, CoreTime now, List<GroupEffect> effects)
    {
        if (member.RebalanceTimer is null)
        {
            member.RebalanceTimer = new GroupTimer(group, GroupTimerKind.ConsumerRebalance, member.MemberId);
            effects.Add(new GroupEffect.ArmTimer(member.RebalanceTimer, now.NowMs + member.RebalanceTimeoutMs));
        }
    }

    private void LeaveConsumers(
        Group group,
        LeaveGroupRequest request,
        short version,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        var response = new LeaveGroupResponse();
        var records = new List<CoordinatorRecord>();
        if (version < FirstVersionWithManyLeavers)
        {
            response.ErrorCode = LeaveConsumers(group, request.MemberId, instanceId: null, records, effects);
        }
        else
        {
            foreach (MemberIdentity leaver in request.Members)
            {
                response.Members.Add(new MemberResponse
                {
                    MemberId = leaver.MemberId,
                    GroupInstanceId = leaver.GroupInstanceId,
                    ErrorCode = LeaveConsumers(group, leaver.MemberId, leaver.GroupInstanceId, records, effects),
                });
            }
        }

        var answer = new WaitingAnswer(
            token, response, static error => new LeaveGroupResponse { ErrorCode = error });
        if (records.Count > 0)
        {
            Departed(group, image: null, records, answer, now, effects);
        }
        else
        {
            Settle(group, records, answer, now, effects);
        }
    }

    private static ErrorCode LeaveConsumers(
        Group group, string memberId, string? instanceId, List<CoordinatorRecord> records, List<GroupEffect> effects)
    {
        if (instanceId is null && group.PendingMembers.Remove(memberId, out GroupTimer? pending))
        {
            effects.Cancel(pending);
            return ErrorCode.None;
        }

        ConsumerGroup consumers = group.Consumers!;
        ErrorCode error = CheckClassic(consumers, memberId, instanceId, out ConsumerMember? member);
        if (instanceId is not null && memberId.Length == 0 && member is not null)
        {
            // An administrator removes a static member of either protocol by its instance id alone.
            error = ErrorCode.None;
        }

        if (error == ErrorCode.None)
        {
            Remove(group, member!, records, effects);
        }

        return error;
    }
}
