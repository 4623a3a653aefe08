// Heartbeat and LeaveGroup: who is still there, who goes, and what that does to the group.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.LeaveGroupRequest;
using static TypedStreams.Protocol.Messages.LeaveGroupResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private const short FirstVersionWithManyLeavers = 3;

    /// <summary>A member says that it is alive; the answer tells it whether to rejoin.</summary>
    public void HeartbeatReceived(
        HeartbeatRequest request,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ErrorCode error = ErrorCode.UnknownMemberId;
        if (request.GroupId.Length == 0)
        {
            error = ErrorCode.InvalidGroupId;
        }
        else if (_groups.TryFind(request.GroupId, out Group? group))
        {
            if (group.Consumers is not null)
            {
                HeartbeatInConsumers(group, request, image, token, now, effects);
                return;
            }

            error = group.Check(request.MemberId, request.GroupInstanceId, out GroupMember? member);
            if (error == ErrorCode.None)
            {
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
            }
        }

        effects.Answer(token, new HeartbeatResponse { ErrorCode = error });
    }

    /// <summary>Members go; what they held is shared again at once.</summary>
    public void LeaveRequested(
        LeaveGroupRequest request, short version, ReplyToken token, CoreTime now, List<GroupEffect> effects)
    {
        if (request.GroupId.Length == 0)
        {
            effects.Answer(token, new LeaveGroupResponse { ErrorCode = ErrorCode.InvalidGroupId });
            return;
        }

        if (_groups.TryFind(request.GroupId, out Group? group) && group.Consumers is not null)
        {
            LeaveConsumers(group, request, version, token, now, effects);
            return;
        }

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
            CompleteJoinIfAllArrived(group, now, effects);
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

        RemoveMember(group, member, now, effects);
        return ErrorCode.None;
    }

    private void RemoveMember(Group group, GroupMember member, CoreTime now, List<GroupEffect> effects)
    {
        if (member.AwaitingJoin is { } join)
        {
            AnswerJoinError(join, ErrorCode.UnknownMemberId, member.MemberId, effects);
            member.AwaitingJoin = null;
        }

        if (member.AwaitingSync is { } sync)
        {
            AnswerSyncError(sync, ErrorCode.UnknownMemberId, effects);
            member.AwaitingSync = null;
        }

        ClassicSessions.Stop(member, effects);
        group.Remove(member);
        if (group.State is GroupState.Stable or GroupState.CompletingRebalance)
        {
            PrepareRebalance(group, now, effects);
        }

        CompleteJoinIfAllArrived(group, now, effects);
    }

    private static void BecomeEmpty(Group group, CoreTime now, List<GroupEffect> effects)
    {
        group.State = GroupState.Empty;
        group.EmptySinceMs = now.WallClockMs;
        group.GathersFirstMembers = false;
        group.ProtocolName = null;
        group.LeaderId = null;
        var append = new PendingAppend(
            [GroupRecords.Metadata(group, now)],
            committed: static (_, _) => { },
            failed: static (_, _, _) => { });
        effects.Add(new GroupEffect.AppendRecords(append));
    }
}
