// JoinGroup of a classic group: which members are admitted, and how. With KIP-345 (static members), KIP-394 (two-step
// join) and KIP-814 (skip assignment).
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups.Classic;

internal sealed class ClassicJoins(GroupOptions options, ClassicRebalance rebalance)
{
    /// <summary>The first version in which a new member is told its id, and joins again with it.</summary>
    internal const short FirstVersionWithTwoStepJoin = 4;

    /// <summary>Whether the request makes sense by itself.</summary>
    internal ErrorCode Check(JoinGroupRequest request)
    {
        if (request.GroupId.Length == 0)
        {
            return ErrorCode.InvalidGroupId;
        }

        if (request.SessionTimeoutMs < options.MinSessionTimeoutMs
            || request.SessionTimeoutMs > options.MaxSessionTimeoutMs)
        {
            return ErrorCode.InvalidSessionTimeout;
        }

        return request.ProtocolType.Length == 0 || request.Protocols.Count == 0
            ? ErrorCode.InconsistentGroupProtocol
            : ErrorCode.None;
    }

    /// <summary>A member joins or rejoins. Answered when the rebalance has gathered everyone.</summary>
    internal void Join(ClassicJoin join, CoreTime now, List<GroupEffect> effects)
    {
        if (!join.Group.CouldAgreeOn(join.Request.ProtocolType, join.Protocols))
        {
            ClassicAnswers.JoinError(join.Token, ErrorCode.InconsistentGroupProtocol, join.Request.MemberId, effects);
        }
        else if (join.Request.MemberId.Length == 0)
        {
            JoinWithoutId(join, now, effects);
        }
        else
        {
            JoinWithId(join, now, effects);
        }
    }

    /// <summary>A new member has got its id and has a session to join with it.</summary>
    internal static void AwaitSecondJoin(
        Group group, JoinGroupRequest request, string memberId, CoreTime now, List<GroupEffect> effects)
    {
        var timer = new GroupTimer(group, GroupTimerKind.PendingMember, memberId);
        group.PendingMembers[memberId] = timer;
        effects.Add(new GroupEffect.ArmTimer(timer, now.NowMs + request.SessionTimeoutMs));
    }

    private void JoinWithoutId(ClassicJoin join, CoreTime now, List<GroupEffect> effects)
    {
        Group group = join.Group;
        string? instanceId = join.Request.GroupInstanceId;
        if (instanceId is not null && group.StaticMembers.TryGetValue(instanceId, out GroupMember? previous))
        {
            ReplaceStaticMember(join, previous, now, effects);
        }
        else if (group.Members.Count + group.PendingMembers.Count >= options.MaxGroupSize)
        {
            ClassicAnswers.JoinError(join.Token, ErrorCode.GroupMaxSizeReached, join.Request.MemberId, effects);
        }
        else if (instanceId is null && join.Caller.ApiVersion >= FirstVersionWithTwoStepJoin)
        {
            string memberId = join.Caller.FreshMemberId;
            AwaitSecondJoin(group, join.Request, memberId, now, effects);
            ClassicAnswers.JoinError(join.Token, ErrorCode.MemberIdRequired, memberId, effects);
        }
        else
        {
            AdmitMember(join, join.Caller.FreshMemberId, now, effects);
        }
    }

    private void JoinWithId(ClassicJoin join, CoreTime now, List<GroupEffect> effects)
    {
        Group group = join.Group;
        string memberId = join.Request.MemberId;
        if (group.PendingMembers.Remove(memberId, out GroupTimer? pending))
        {
            effects.Cancel(pending);
            AdmitMember(join, memberId, now, effects);
            return;
        }

        ErrorCode error = group.Check(memberId, join.Request.GroupInstanceId, out GroupMember? member);
        if (error != ErrorCode.None)
        {
            ClassicAnswers.JoinError(join.Token, error, memberId, effects);
            return;
        }

        Rejoin(join, member!, now, effects);
    }

    private void Rejoin(ClassicJoin join, GroupMember member, CoreTime now, List<GroupEffect> effects)
    {
        Group group = join.Group;
        bool sameProtocols = member.HasProtocols(join.Protocols);
        switch (group.State)
        {
            case GroupState.CompletingRebalance when sameProtocols && !HasShared(group, member):
                // Its answer was lost: the generation stands, so it gets the same answer again.
                ClassicAnswers.Join(group, member, join.Token, join.Caller.ApiVersion, effects);
                ClassicSessions.KeepAlive(group, member, now, effects);
                break;
            case GroupState.Stable when sameProtocols && !group.IsLeader(member):
                ClassicAnswers.Join(group, member, join.Token, join.Caller.ApiVersion, effects);
                ClassicSessions.KeepAlive(group, member, now, effects);
                break;
            default:
                AwaitJoin(group, member, join, now, effects);
                rebalance.Prepare(group, now, effects);
                rebalance.CompleteIfAllArrived(group, now, effects);
                break;
        }
    }

    // The assignment is on its way to the log: a leader that joins now may share otherwise, and would not be heard.
    private static bool HasShared(Group group, GroupMember member) =>
        group.IsLeader(member) && member.AwaitingSync is not null;

    private void AdmitMember(ClassicJoin join, string memberId, CoreTime now, List<GroupEffect> effects)
    {
        Group group = join.Group;
        var member = new GroupMember
        {
            MemberId = memberId,
            GroupInstanceId = join.Request.GroupInstanceId,
            ClientId = join.Caller.ClientId,
            ClientHost = join.Caller.ClientHost,
            ProtocolType = join.Request.ProtocolType,
            SessionTimeoutMs = join.Request.SessionTimeoutMs,
            RebalanceTimeoutMs = join.RebalanceTimeoutMs,
            Protocols = join.Protocols,
        };
        group.Add(member);
        AwaitJoin(group, member, join, now, effects);
        if (group.GathersFirstMembers && group.JoinTimer is { } gathering)
        {
            long dueMs = Math.Min(now.NowMs + options.InitialRebalanceDelayMs, group.InitialJoinLimitMs);
            effects.Add(new GroupEffect.ArmTimer(gathering, dueMs));
        }

        rebalance.Prepare(group, now, effects);
        rebalance.CompleteIfAllArrived(group, now, effects);
    }

    private void ReplaceStaticMember(ClassicJoin join, GroupMember previous, CoreTime now, List<GroupEffect> effects)
    {
        // A static member that restarted takes its predecessor's place; whoever still waits under the old id is fenced.
        Group group = join.Group;
        bool wasLeader = group.IsLeader(previous);
        ClassicAnswers.RefuseWaiting(previous, ErrorCode.FencedInstanceId, effects);
        ClassicSessions.Stop(previous, effects);
        previous.Protocols = join.Protocols;
        previous.MemberId = join.Caller.FreshMemberId;
        previous.ClientId = join.Caller.ClientId;
        previous.ClientHost = join.Caller.ClientHost;
        group.LeaderId = wasLeader ? previous.MemberId : group.LeaderId;

        // As on Kafka, only a vote that now ends otherwise disturbs the others. What it says of itself differs as a
        // rule: its predecessor had last joined with a generation and partitions, which one that restarted has not.
        if (group.State == GroupState.Stable && group.SelectProtocol() == group.ProtocolName)
        {
            previous.SessionTimeoutMs = join.Request.SessionTimeoutMs;
            previous.RebalanceTimeoutMs = join.RebalanceTimeoutMs;
            ClassicSessions.KeepAlive(group, previous, now, effects);
            WriteReplacement(group, previous, join, now, effects);
            return;
        }

        AwaitJoin(group, previous, join, now, effects);
        rebalance.Prepare(group, now, effects);
        rebalance.CompleteIfAllArrived(group, now, effects);
    }

    private static void WriteReplacement(
        Group group, GroupMember member, ClassicJoin join, CoreTime now, List<GroupEffect> effects)
    {
        // The new member id must survive a restart of the coordinator, or the member would be fenced by its own past.
        var append = new PendingAppend(
            [GroupRecords.Metadata(group, now)],
            (_, then) => AnswerReplaced(group, member, join, then),
            (error, _, then) => ClassicAnswers.JoinError(join.Token, error, member.MemberId, then));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    private static void AnswerReplaced(Group group, GroupMember member, ClassicJoin join, List<GroupEffect> effects)
    {
        // The group may have become a consumer group while the record was on its way; it finds itself there.
        if (group.Consumers is not null)
        {
            ClassicAnswers.JoinError(join.Token, ErrorCode.RebalanceInProgress, member.MemberId, effects);
            return;
        }

        ClassicAnswers.Join(group, member, join.Token, join.Caller.ApiVersion, effects, skipAssignment: true);
    }

    private static void AwaitJoin(
        Group group, GroupMember member, ClassicJoin join, CoreTime now, List<GroupEffect> effects)
    {
        if (member.AwaitingJoin is { } superseded)
        {
            ClassicAnswers.JoinError(superseded, ErrorCode.RebalanceInProgress, member.MemberId, effects);
        }

        member.SessionTimeoutMs = join.Request.SessionTimeoutMs;
        member.RebalanceTimeoutMs = join.RebalanceTimeoutMs;
        member.Protocols = join.Protocols;
        member.AwaitingJoin = join.Token;
        member.JoinVersion = join.Caller.ApiVersion;

        // While its request waits here the member cannot send heartbeats, so its session must not run.
        ClassicSessions.Stop(member, effects);
    }
}
