// Heartbeat and LeaveGroup of a classic group: who is still there, who goes, and what that does to the group.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.LeaveGroupRequest;
using static TypedStreams.Protocol.Messages.LeaveGroupResponse;

namespace TypedStreams.Broker.Core.Groups.Classic;

internal sealed class ClassicMembership(ClassicRebalance rebalance)
{
    /// <summary>The first version in which one request names several members that leave.</summary>
    internal const short FirstVersionWithManyLeavers = 3;

    /// <summary>A member says that it is alive; returns what it is told.</summary>
    internal static ErrorCode Heartbeat(
        Group group, HeartbeatRequest request, CoreTime now, List<GroupEffect> effects)
    {
        ErrorCode error = group.Check(request.MemberId, request.GroupInstanceId, out GroupMember? member);
        if (error != ErrorCode.None)
        {
            return error;
        }

        error = group.State switch
        {
            GroupState.Empty or GroupState.Dead => ErrorCode.UnknownMemberId,
            _ when request.GenerationId != group.GenerationId => ErrorCode.IllegalGeneration,
            GroupState.PreparingRebalance => ErrorCode.RebalanceInProgress,
            _ => ErrorCode.None,
        };
        if (error is ErrorCode.None or ErrorCode.RebalanceInProgress)
        {
            ClassicSessions.KeepAlive(group, member!, now, effects);
        }

        return error;
    }

    /// <summary>Members go; what they held is shared again at once. There may be no group of this name.</summary>
    internal void Leave(
        Group? group,
        LeaveGroupRequest request,
        short version,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        var response = new LeaveGroupResponse();
        if (version < FirstVersionWithManyLeavers)
        {
            response.ErrorCode = Leave(group, request.MemberId, instanceId: null, now, effects);
        }
        else
        {
            foreach (MemberIdentity leaver in request.Members)
            {
                response.Members.Add(new MemberResponse
                {
                    MemberId = leaver.MemberId,
                    GroupInstanceId = leaver.GroupInstanceId,
                    ErrorCode = Leave(group, leaver.MemberId, leaver.GroupInstanceId, now, effects),
                });
            }
        }

        effects.Answer(token, response);
    }

    /// <summary>A member is gone, or its session is over: the others share anew.</summary>
    internal void Remove(Group group, GroupMember member, CoreTime now, List<GroupEffect> effects)
    {
        ClassicAnswers.RefuseWaiting(member, ErrorCode.UnknownMemberId, effects);
        ClassicSessions.Stop(member, effects);
        group.Remove(member);
        if (group.State is GroupState.Stable or GroupState.CompletingRebalance)
        {
            rebalance.Prepare(group, now, effects);
        }

        rebalance.CompleteIfAllArrived(group, now, effects);
    }

    /// <summary>A member id was handed out and never used to join.</summary>
    internal void PendingTimeUp(Group group, string memberId, CoreTime now, List<GroupEffect> effects)
    {
        group.PendingMembers.Remove(memberId);
        rebalance.CompleteIfAllArrived(group, now, effects);
    }

    private ErrorCode Leave(
        Group? group, string memberId, string? instanceId, CoreTime now, List<GroupEffect> effects)
    {
        if (group is null)
        {
            return ErrorCode.UnknownMemberId;
        }

        if (instanceId is null && group.PendingMembers.Remove(memberId, out GroupTimer? pending))
        {
            effects.Cancel(pending);
            rebalance.CompleteIfAllArrived(group, now, effects);
            return ErrorCode.None;
        }

        GroupMember? member;
        if (instanceId is not null && memberId.Length == 0)
        {
            // An administrator removes a static member by its instance id alone.
            member = group.StaticMembers.GetValueOrDefault(instanceId);
        }
        else
        {
            ErrorCode error = group.Check(memberId, instanceId, out member);
            if (error != ErrorCode.None)
            {
                return error;
            }
        }

        if (member is null)
        {
            return ErrorCode.UnknownMemberId;
        }

        Remove(group, member, now, effects);
        return ErrorCode.None;
    }
}
