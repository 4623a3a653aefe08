// SyncGroup: the leader brings the assignment, it is written down, and every member fetches its part.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.SyncGroupRequest;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private const short FirstVersionWithProtocolNames = 5;

    /// <summary>A member asks for its assignment; the leader brings everyone's.</summary>
    public void SyncRequested(
        SyncGroupRequest request,
        short version,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ErrorCode error = CheckSync(request, version, out Group? group, out GroupMember? member);
        if (group?.Consumers is not null)
        {
            SyncConsumers(group, request, image, token, now, effects);
            return;
        }

        if (error != ErrorCode.None)
        {
            AnswerSyncError(token, error, effects);
            return;
        }

        if (group!.State == GroupState.Stable)
        {
            AnswerSync(group, member!, token, effects);
            ClassicSessions.KeepAlive(group, member!, now, effects);
            return;
        }

        if (member!.AwaitingSync is { } superseded)
        {
            AnswerSyncError(superseded, ErrorCode.RebalanceInProgress, effects);
        }

        member.AwaitingSync = token;
        ClassicSessions.KeepAlive(group, member, now, effects);
        if (group.IsLeader(member))
        {
            WriteAssignment(group, request.Assignments, now, effects);
        }
    }

    private ErrorCode CheckSync(
        SyncGroupRequest request, short version, out Group? group, out GroupMember? member)
    {
        member = null;
        if (version >= FirstVersionWithProtocolNames && (request.ProtocolType is null || request.ProtocolName is null))
        {
            group = null;
            return ErrorCode.InconsistentGroupProtocol;
        }

        if (request.GroupId.Length == 0)
        {
            group = null;
            return ErrorCode.InvalidGroupId;
        }

        if (!_groups.TryFind(request.GroupId, out group))
        {
            return ErrorCode.UnknownMemberId;
        }

        ErrorCode error = group.Check(request.MemberId, request.GroupInstanceId, out member);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (request.GenerationId != group.GenerationId)
        {
            return ErrorCode.IllegalGeneration;
        }

        if ((request.ProtocolType is { } type && type != group.ProtocolType)
            || (request.ProtocolName is { } name && name != group.ProtocolName))
        {
            return ErrorCode.InconsistentGroupProtocol;
        }

        return group.State switch
        {
            GroupState.PreparingRebalance => ErrorCode.RebalanceInProgress,
            GroupState.CompletingRebalance or GroupState.Stable => ErrorCode.None,
            _ => ErrorCode.UnknownMemberId,
        };
    }

    private void WriteAssignment(
        Group group, List<SyncGroupRequestAssignment> assignments, CoreTime now, List<GroupEffect> effects)
    {
        foreach (GroupMember member in group.Members)
        {
            SyncGroupRequestAssignment? own = assignments.Find(given => given.MemberId == member.MemberId);
            member.Assignment = own?.Assignment.ToArray() ?? ReadOnlyMemory<byte>.Empty;
        }

        int generationId = group.GenerationId;
        List<CoordinatorRecord> owed = group.OwedTombstones;
        var append = new PendingAppend(
            [.. owed, GroupRecords.Metadata(group, now)],
            (_, then) =>
            {
                group.OwedTombstones = group.OwedTombstones == owed ? [] : group.OwedTombstones;
                AssignmentWritten(group, generationId, then);
            },
            (error, at, then) => AssignmentNotWritten(group, generationId, error, at, then));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    private static void AssignmentWritten(Group group, int generationId, List<GroupEffect> effects)
    {
        // Another rebalance may have begun while the record was on its way; its own assignment will follow.
        if (group.State != GroupState.CompletingRebalance || group.GenerationId != generationId)
        {
            return;
        }

        group.State = GroupState.Stable;
        CancelSyncTimer(group, effects);
        foreach (GroupMember member in group.Members)
        {
            if (member.AwaitingSync is { } waiting)
            {
                member.AwaitingSync = null;
                AnswerSync(group, member, waiting, effects);
            }
        }
    }

    private void AssignmentNotWritten(
        Group group, int generationId, ErrorCode error, CoreTime now, List<GroupEffect> effects)
    {
        if (group.State != GroupState.CompletingRebalance || group.GenerationId != generationId)
        {
            return;
        }

        foreach (GroupMember member in group.Members)
        {
            if (member.AwaitingSync is { } waiting)
            {
                member.AwaitingSync = null;
                AnswerSyncError(waiting, error, effects);
            }
        }

        PrepareRebalance(group, now, effects);
    }

    private void SyncTimeUp(Group group, CoreTime now, List<GroupEffect> effects)
    {
        // KIP-559: members that never came for their assignment are gone; the others must share anew.
        int before = group.Members.Count;
        foreach (GroupMember member in group.Members.ToArray())
        {
            if (member.AwaitingSync is null)
            {
                ClassicSessions.Stop(member, effects);
                group.Remove(member);
            }
        }

        if (group.Members.Count < before)
        {
            PrepareRebalance(group, now, effects);
            CompleteJoinIfAllArrived(group, now, effects);
        }
    }

    private static void AbandonSync(Group group, CoreTime now, List<GroupEffect> effects)
    {
        CancelSyncTimer(group, effects);
        foreach (GroupMember member in group.Members)
        {
            member.Assignment = default;
            if (member.AwaitingSync is { } waiting)
            {
                member.AwaitingSync = null;
                AnswerSyncError(waiting, ErrorCode.RebalanceInProgress, effects);
                ClassicSessions.KeepAlive(group, member, now, effects);
            }
        }
    }

    private static void CancelSyncTimer(Group group, List<GroupEffect> effects)
    {
        effects.Cancel(group.SyncTimer);
        group.SyncTimer = null;
    }

    private static void FenceWaiting(GroupMember member, List<GroupEffect> effects)
    {
        if (member.AwaitingJoin is { } join)
        {
            member.AwaitingJoin = null;
            AnswerJoinError(join, ErrorCode.FencedInstanceId, member.MemberId, effects);
        }

        if (member.AwaitingSync is { } sync)
        {
            member.AwaitingSync = null;
            AnswerSyncError(sync, ErrorCode.FencedInstanceId, effects);
        }
    }

    private static void AnswerSync(
        Group group, GroupMember member, ReplyToken token, List<GroupEffect> effects) =>
        effects.Answer(
            token,
            new SyncGroupResponse
            {
                ProtocolType = group.ProtocolType,
                ProtocolName = group.ProtocolName,
                Assignment = member.Assignment,
            });

    private static void AnswerSyncError(ReplyToken token, ErrorCode error, List<GroupEffect> effects) =>
        effects.Answer(token, new SyncGroupResponse { ErrorCode = error });
}
