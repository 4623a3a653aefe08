// SyncGroup of a classic group: the leader brings the assignment, it is written down, and every member fetches its
// part.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.SyncGroupRequest;

namespace TypedStreams.Broker.Core.Groups.Classic;

internal sealed class ClassicSyncs(ClassicRebalance rebalance)
{
    /// <summary>A member asks for its assignment; the leader brings everyone's.</summary>
    internal void Sync(
        Group group, SyncGroupRequest request, ReplyToken token, CoreTime now, List<GroupEffect> effects)
    {
        ErrorCode error = Check(group, request, out GroupMember? member);
        if (error != ErrorCode.None)
        {
            ClassicAnswers.SyncError(token, error, effects);
            return;
        }

        if (group.State == GroupState.Stable)
        {
            ClassicAnswers.Sync(group, member!, token, effects);
            ClassicSessions.KeepAlive(group, member!, now, effects);
            return;
        }

        if (member!.AwaitingSync is { } superseded)
        {
            ClassicAnswers.SyncError(superseded, ErrorCode.RebalanceInProgress, effects);
        }

        member.AwaitingSync = token;
        ClassicSessions.KeepAlive(group, member, now, effects);
        if (group.IsLeader(member))
        {
            WriteAssignment(group, request.Assignments, now, effects);
        }
    }

    private static ErrorCode Check(Group group, SyncGroupRequest request, out GroupMember? member)
    {
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
        ClassicRebalance.StopSync(group, effects);
        foreach (GroupMember member in group.Members)
        {
            if (member.AwaitingSync is { } waiting)
            {
                member.AwaitingSync = null;
                ClassicAnswers.Sync(group, member, waiting, effects);
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
                ClassicAnswers.SyncError(waiting, error, effects);
            }
        }

        rebalance.Prepare(group, now, effects);
    }
}
