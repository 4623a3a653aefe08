// SyncGroup, Heartbeat and LeaveGroup of a classic member in a consumer group (KIP-848, online migration). A heartbeat
// asks it to join again whenever that would move it on: its epoch is behind, it must give something up, or what it
// waited for is free.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.LeaveGroupRequest;
using static TypedStreams.Protocol.Messages.LeaveGroupResponse;

namespace TypedStreams.Broker.Core.Groups.Migration;

internal sealed class ClassicMembers(ConsumerMembership membership, ConsumerSessions sessions)
{
    /// <summary>A classic member asks for what it may have.</summary>
    internal static void Sync(
        Group group,
        SyncGroupRequest request,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        ErrorCode error =
            consumers.CheckClassic(request.MemberId, request.GroupInstanceId, out ConsumerMember? member);
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
            ClassicAnswers.SyncError(token, error, effects);
            return;
        }

        ConsumerSessions.StopRevocation(member!, effects);
        ClassicTraits traits = member!.Classic!;
        effects.Add(new GroupEffect.ArmTimer(member.SessionTimer!, now.NowMs + traits.SessionTimeoutMs));
        var answer = new SyncGroupResponse
        {
            ProtocolType = ConsumerProtocol.Type,
            ProtocolName = traits.Preferred.Name,
            Assignment = ConsumerProtocol.WriteAssignment(
                member.Assigned.Keys, id => image.FindTopic(id)?.Name, traits),
        };
        ConsumerMembership.Settle(
            group, [], new WaitingAnswer(token, answer, static error => new SyncGroupResponse { ErrorCode = error }),
            now, effects);
    }

    /// <summary>A classic member says that it is alive; the answer tells it whether to rejoin.</summary>
    internal void Heartbeat(
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
            consumers.CheckClassic(request.MemberId, request.GroupInstanceId, out ConsumerMember? member);
        if (error == ErrorCode.None && request.GenerationId != member!.Epoch)
        {
            error = ErrorCode.IllegalGeneration;
        }

        if (error == ErrorCode.None)
        {
            sessions.KeepAlive(group, member!, now, effects);
            if (!ReferenceEquals(consumers.SeenTopics, image.Topics))
            {
                bool changed = ConsumerTargets.ResolvePatterns(group, image, now, records);
                ConsumerTargets.BumpIfChanged(group, image, force: changed, records);
            }

            if (ShouldRejoin(consumers, member!))
            {
                AwaitRejoin(group, member!, now, effects);
                error = ErrorCode.RebalanceInProgress;
            }
        }

        var answer = new HeartbeatResponse { ErrorCode = error };
        ConsumerMembership.Settle(
            group, records,
            new WaitingAnswer(token, answer, static failure => new HeartbeatResponse { ErrorCode = failure }),
            now, effects);
    }

    /// <summary>Classic members go; what they held is shared again.</summary>
    internal void Leave(
        Group group,
        LeaveGroupRequest request,
        short version,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        var response = new LeaveGroupResponse();
        var records = new List<CoordinatorRecord>();
        if (version < ClassicMembership.FirstVersionWithManyLeavers)
        {
            response.ErrorCode = Leave(group, request.MemberId, instanceId: null, records, effects);
        }
        else
        {
            foreach (MemberIdentity leaver in request.Members)
            {
                response.Members.Add(new MemberResponse
                {
                    MemberId = leaver.MemberId,
                    GroupInstanceId = leaver.GroupInstanceId,
                    ErrorCode = Leave(group, leaver.MemberId, leaver.GroupInstanceId, records, effects),
                });
            }
        }

        var answer = new WaitingAnswer(
            token, response, static error => new LeaveGroupResponse { ErrorCode = error });
        if (records.Count > 0)
        {
            membership.Departed(group, image: null, records, answer, now, effects);
        }
        else
        {
            ConsumerMembership.Settle(group, records, answer, now, effects);
        }
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

    private static ErrorCode Leave(
        Group group, string memberId, string? instanceId, List<CoordinatorRecord> records, List<GroupEffect> effects)
    {
        if (instanceId is null && group.PendingMembers.Remove(memberId, out GroupTimer? pending))
        {
            effects.Cancel(pending);
            return ErrorCode.None;
        }

        ConsumerGroup consumers = group.Consumers!;
        ErrorCode error = consumers.CheckClassic(memberId, instanceId, out ConsumerMember? member);
        if (instanceId is not null && memberId.Length == 0 && member is not null)
        {
            // An administrator removes a static member of either protocol by its instance id alone.
            error = ErrorCode.None;
        }

        if (error == ErrorCode.None)
        {
            ConsumerMembership.Remove(group, member!, records, effects);
        }

        return error;
    }
}
