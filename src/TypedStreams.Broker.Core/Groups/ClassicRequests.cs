// JoinGroup, SyncGroup, Heartbeat and LeaveGroup as they come in: to the classic group, or to the consumer group in
// which the member is that sends them.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Groups.Migration;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups;

internal sealed class ClassicRequests(
    GroupSet groups,
    ClassicJoins joins,
    ClassicSyncs syncs,
    ClassicMembership membership,
    ClassicMemberJoins memberJoins,
    ClassicMembers members)
{
    private const short FirstVersionWithProtocolNames = 5;

    /// <summary>See <see cref="GroupCoordinator.JoinRequested"/>.</summary>
    internal void Join(
        JoinGroupRequest request,
        JoinCaller caller,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ErrorCode error =
            groups.IsShareGroup(request.GroupId) ? ErrorCode.InconsistentGroupProtocol : joins.Check(request);
        Group? group = null;
        if (error == ErrorCode.None && !groups.TryFind(request.GroupId, out group) && request.MemberId.Length > 0)
        {
            error = ErrorCode.UnknownMemberId;
        }

        if (error != ErrorCode.None)
        {
            ClassicAnswers.JoinError(token, error, request.MemberId, effects);
            return;
        }

        var protocols = request.Protocols
            .ConvertAll(protocol => new MemberProtocol(protocol.Name, protocol.Metadata.ToArray()));
        var join = new ClassicJoin(group ?? groups.GetOrCreate(request.GroupId), request, protocols, caller, token);
        if (join.Group.Streams is { Members.Count: > 0 })
        {
            ClassicAnswers.JoinError(token, ErrorCode.InconsistentGroupProtocol, request.MemberId, effects);
        }
        else if (join.Group.Consumers is { Members.Count: > 0 })
        {
            memberJoins.Join(join, image, now, effects);
        }
        else
        {
            GroupMigration.BecomeClassic(join.Group, effects);
            joins.Join(join, now, effects);
        }
    }

    /// <summary>See <see cref="GroupCoordinator.SyncRequested"/>.</summary>
    internal void Sync(
        SyncGroupRequest request,
        short version,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        Group? group = null;
        bool lacksNames = version >= FirstVersionWithProtocolNames
            && (request.ProtocolType is null || request.ProtocolName is null);
        ErrorCode error = lacksNames ? ErrorCode.InconsistentGroupProtocol
            : request.GroupId.Length == 0 ? ErrorCode.InvalidGroupId
            : !groups.TryFind(request.GroupId, out group) ? ErrorCode.UnknownMemberId
            : ErrorCode.None;
        if (error != ErrorCode.None)
        {
            ClassicAnswers.SyncError(token, error, effects);
        }
        else if (group!.Consumers is not null)
        {
            ClassicMembers.Sync(group, request, image, token, now, effects);
        }
        else
        {
            syncs.Sync(group, request, token, now, effects);
        }
    }

    /// <summary>See <see cref="GroupCoordinator.HeartbeatReceived"/>.</summary>
    internal void Heartbeat(
        HeartbeatRequest request, ClusterImage image, ReplyToken token, CoreTime now, List<GroupEffect> effects)
    {
        ErrorCode error = ErrorCode.UnknownMemberId;
        if (request.GroupId.Length == 0)
        {
            error = ErrorCode.InvalidGroupId;
        }
        else if (groups.TryFind(request.GroupId, out Group? group))
        {
            if (group.Consumers is not null)
            {
                members.Heartbeat(group, request, image, token, now, effects);
                return;
            }

            error = ClassicMembership.Heartbeat(group, request, now, effects);
        }

        effects.Answer(token, new HeartbeatResponse { ErrorCode = error });
    }

    /// <summary>See <see cref="GroupCoordinator.LeaveRequested"/>.</summary>
    internal void Leave(
        LeaveGroupRequest request, short version, ReplyToken token, CoreTime now, List<GroupEffect> effects)
    {
        if (request.GroupId.Length == 0)
        {
            effects.Answer(token, new LeaveGroupResponse { ErrorCode = ErrorCode.InvalidGroupId });
        }
        else if (groups.TryFind(request.GroupId, out Group? group) && group.Consumers is not null)
        {
            members.Leave(group, request, version, token, now, effects);
        }
        else
        {
            membership.Leave(group, request, version, token, now, effects);
        }
    }
}
