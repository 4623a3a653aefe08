// JoinGroup: admission of members, and the rebalance from its first joiner to the moment all know the new generation.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.JoinGroupResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private const short FirstVersionWithTwoStepJoin = 4;
    private const short FirstVersionWithSkipAssignment = 9;

    /// <summary>A member joined or rejoined. Answered when the rebalance has gathered everyone.</summary>
    public void JoinRequested(
        JoinGroupRequest request,
        JoinCaller caller,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ErrorCode error =
            _groups.IsShareGroup(request.GroupId) ? ErrorCode.InconsistentGroupProtocol : CheckJoin(request);
        if (error != ErrorCode.None)
        {
            AnswerJoinError(token, error, request.MemberId, effects);
            return;
        }

        if (!_groups.TryFind(request.GroupId, out Group? group) && request.MemberId.Length > 0)
        {
            AnswerJoinError(token, ErrorCode.UnknownMemberId, request.MemberId, effects);
            return;
        }

        var protocols = request.Protocols
            .ConvertAll(protocol => new MemberProtocol(protocol.Name, protocol.Metadata.ToArray()));
        var join = new Join(group ?? _groups.GetOrCreate(request.GroupId), request, protocols, caller, token);
        if (join.Group.Streams is { Members.Count: > 0 })
        {
            AnswerJoinError(token, ErrorCode.InconsistentGroupProtocol, request.MemberId, effects);
            return;
        }

        if (join.Group.Consumers is { Members.Count: > 0 })
        {
            JoinConsumers(join, image, now, effects);
            return;
        }

        BecomeClassic(join.Group, effects);
        if (!join.Group.CouldAgreeOn(request.ProtocolType, protocols))
        {
            AnswerJoinError(token, ErrorCode.InconsistentGroupProtocol, request.MemberId, effects);
        }
        else if (request.MemberId.Length == 0)
        {
            JoinWithoutId(join, now, effects);
        }
        else
        {
            JoinWithId(join, now, effects);
        }
    }

    // A consumer group or a streams group without members turns back.
    private static void BecomeClassic(Group group, List<GroupEffect> effects)
    {
        if ((group.Consumers?.Writes ?? group.Streams?.Writes) is not { } writes)
        {
            return;
        }

        List<CoordinatorRecord> tombstones = [.. writes.LostTombstones, .. GroupRecords.Forget(group)];

        // The classic group's first record follows in the same log, so it needs no wait.
        effects.Add(new GroupEffect.AppendRecords(new PendingAppend(
            tombstones,
            committed: static (_, _) => { },
            failed: (_, _, _) => group.OwedTombstones = tombstones)));
        (group.Consumers, group.Streams) = (null, null);
    }

    private ErrorCode CheckJoin(JoinGroupRequest request)
    {
        if (request.GroupId.Length == 0)
        {
            return ErrorCode.InvalidGroupId;
        }

        if (request.SessionTimeoutMs < _options.MinSessionTimeoutMs
            || request.SessionTimeoutMs > _options.MaxSessionTimeoutMs)
        {
            return ErrorCode.InvalidSessionTimeout;
        }

        return request.ProtocolType.Length == 0 || request.Protocols.Count == 0
            ? ErrorCode.InconsistentGroupProtocol
            : ErrorCode.None;
    }

    private void JoinWithoutId(Join join, CoreTime now, List<GroupEffect> effects)
    {
        Group group = join.Group;
        string? instanceId = join.Request.GroupInstanceId;
        if (instanceId is not null && group.StaticMembers.TryGetValue(instanceId, out GroupMember? previous))
        {
            ReplaceStaticMember(join, previous, now, effects);
        }
        else if (group.Members.Count + group.PendingMembers.Count >= _options.MaxGroupSize)
        {
            AnswerJoinError(join.Token, ErrorCode.GroupMaxSizeReached, join.Request.MemberId, effects);
        }
        else if (instanceId is null && join.Caller.ApiVersion >= FirstVersionWithTwoStepJoin)
        {
            string memberId = join.Caller.FreshMemberId;
            AwaitSecondJoin(group, join.Request, memberId, now, effects);
            AnswerJoinError(join.Token, ErrorCode.MemberIdRequired, memberId, effects);
        }
        else
        {
            AdmitMember(join, join.Caller.FreshMemberId, now, effects);
        }
    }

    private void JoinWithId(Join join, CoreTime now, List<GroupEffect> effects)
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
            AnswerJoinError(join.Token, error, memberId, effects);
            return;
        }

        Rejoin(join, member!, now, effects);
    }

    private void Rejoin(Join join, GroupMember member, CoreTime now, List<GroupEffect> effects)
    {
        Group group = join.Group;
        bool sameProtocols = member.HasProtocols(join.Protocols);
        switch (group.State)
        {
            case GroupState.CompletingRebalance when sameProtocols && !HasShared(group, member):
                // Its answer was lost: the generation stands, so it gets the same answer again.
                AnswerJoin(group, member, join.Token, join.Caller.ApiVersion, effects);
                ClassicSessions.KeepAlive(group, member, now, effects);
                break;
            case GroupState.Stable when sameProtocols && !group.IsLeader(member):
                AnswerJoin(group, member, join.Token, join.Caller.ApiVersion, effects);
                ClassicSessions.KeepAlive(group, member, now, effects);
                break;
            default:
                AwaitJoin(group, member, join, now, effects);
                PrepareRebalance(group, now, effects);
                CompleteJoinIfAllArrived(group, now, effects);
                break;
        }
    }

    // The assignment is on its way to the log: a leader that joins now may share otherwise, and would not be heard.
    private static bool HasShared(Group group, GroupMember member) =>
        group.IsLeader(member) && member.AwaitingSync is not null;

    private void AdmitMember(Join join, string memberId, CoreTime now, List<GroupEffect> effects)
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
            long dueMs = Math.Min(now.NowMs + _options.InitialRebalanceDelayMs, group.InitialJoinLimitMs);
            effects.Add(new GroupEffect.ArmTimer(gathering, dueMs));
        }

        PrepareRebalance(group, now, effects);
        CompleteJoinIfAllArrived(group, now, effects);
    }

    private void ReplaceStaticMember(Join join, GroupMember previous, CoreTime now, List<GroupEffect> effects)
    {
        // A static member that restarted takes its predecessor's place; whoever still waits under the old id is fenced.
        Group group = join.Group;
        bool wasLeader = group.IsLeader(previous);
        FenceWaiting(previous, effects);
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
        PrepareRebalance(group, now, effects);
        CompleteJoinIfAllArrived(group, now, effects);
    }

    private static void WriteReplacement(
        Group group, GroupMember member, Join join, CoreTime now, List<GroupEffect> effects)
    {
        // The new member id must survive a restart of the coordinator, or the member would be fenced by its own past.
        var append = new PendingAppend(
            [GroupRecords.Metadata(group, now)],
            (_, then) => AnswerReplaced(group, member, join, then),
            (error, _, then) => AnswerJoinError(join.Token, error, member.MemberId, then));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    private static void AnswerReplaced(Group group, GroupMember member, Join join, List<GroupEffect> effects)
    {
        // The group may have become a consumer group while the record was on its way; it finds itself there.
        if (group.Consumers is not null)
        {
            AnswerJoinError(join.Token, ErrorCode.RebalanceInProgress, member.MemberId, effects);
            return;
        }

        AnswerJoin(group, member, join.Token, join.Caller.ApiVersion, effects, skipAssignment: true);
    }

    private static void AwaitJoin(
        Group group, GroupMember member, Join join, CoreTime now, List<GroupEffect> effects)
    {
        if (member.AwaitingJoin is { } superseded)
        {
            AnswerJoinError(superseded, ErrorCode.RebalanceInProgress, member.MemberId, effects);
        }

        member.SessionTimeoutMs = join.Request.SessionTimeoutMs;
        member.RebalanceTimeoutMs = join.RebalanceTimeoutMs;
        member.Protocols = join.Protocols;
        member.AwaitingJoin = join.Token;
        member.JoinVersion = join.Caller.ApiVersion;

        // While its request waits here the member cannot send heartbeats, so its session must not run.
        ClassicSessions.Stop(member, effects);
    }

    private void PrepareRebalance(Group group, CoreTime now, List<GroupEffect> effects)
    {
        if (group.State == GroupState.PreparingRebalance)
        {
            return;
        }

        if (group.State == GroupState.CompletingRebalance)
        {
            AbandonSync(group, now, effects);
        }

        group.JoinTimer ??= new GroupTimer(group, GroupTimerKind.Join, memberId: "");
        long dueMs = now.NowMs + group.MaxRebalanceTimeoutMs();
        group.GathersFirstMembers = group.State == GroupState.Empty && _options.InitialRebalanceDelayMs > 0;
        if (group.GathersFirstMembers)
        {
            group.InitialJoinLimitMs = dueMs;
            dueMs = Math.Min(dueMs, now.NowMs + _options.InitialRebalanceDelayMs);
        }

        group.State = GroupState.PreparingRebalance;
        effects.Add(new GroupEffect.ArmTimer(group.JoinTimer, dueMs));
    }

    private void CompleteJoinIfAllArrived(Group group, CoreTime now, List<GroupEffect> effects)
    {
        if (group.State == GroupState.PreparingRebalance
            && !group.GathersFirstMembers
            && group.PendingMembers.Count == 0
            && group.Members.TrueForAll(member => member.AwaitingJoin is not null))
        {
            CompleteJoin(group, now, effects);
        }
    }

    private void JoinTimeUp(Group group, CoreTime now, List<GroupEffect> effects)
    {
        group.GathersFirstMembers = false;
        foreach (GroupMember member in group.Members.ToArray())
        {
            // A static member may be away for a restart: it keeps its place until its session ends.
            if (member.AwaitingJoin is null && member.GroupInstanceId is null)
            {
                ClassicSessions.Stop(member, effects);
                group.Remove(member);
            }
        }

        CompleteJoin(group, now, effects);
    }

    private void CompleteJoin(Group group, CoreTime now, List<GroupEffect> effects)
    {
        effects.Cancel(group.JoinTimer);
        group.JoinTimer = null;
        group.GenerationId++;
        if (group.Members.Count == 0)
        {
            BecomeEmpty(group, now, effects);
            return;
        }

        GroupMember leader = group.Members.Find(member => group.IsLeader(member) && member.AwaitingJoin is not null)
            ?? group.Members.Find(member => member.AwaitingJoin is not null)
            ?? group.Members[0];
        group.LeaderId = leader.MemberId;
        group.ProtocolName = group.SelectProtocol();
        group.State = GroupState.CompletingRebalance;
        group.SyncTimer = new GroupTimer(group, GroupTimerKind.Sync, memberId: "");
        effects.Add(new GroupEffect.ArmTimer(group.SyncTimer, now.NowMs + group.MaxRebalanceTimeoutMs()));
        foreach (GroupMember member in group.Members)
        {
            if (member.AwaitingJoin is { } waiting)
            {
                member.AwaitingJoin = null;
                AnswerJoin(group, member, waiting, member.JoinVersion, effects);
                ClassicSessions.KeepAlive(group, member, now, effects);
            }
        }
    }

    private static void AnswerJoin(
        Group group,
        GroupMember member,
        ReplyToken token,
        short version,
        List<GroupEffect> effects,
        bool skipAssignment = false)
    {
        bool isLeader = group.IsLeader(member);
        var response = new JoinGroupResponse
        {
            GenerationId = group.GenerationId,
            ProtocolType = group.ProtocolType,
            ProtocolName = group.ProtocolName ?? "",
            Leader = group.LeaderId ?? "",
            MemberId = member.MemberId,
        };

        if (skipAssignment && isLeader && version < FirstVersionWithSkipAssignment)
        {
            // An older client would compute an assignment that nobody asked for; let it think another leads.
            response.Leader = "";
            isLeader = false;
        }

        if (isLeader)
        {
            response.SkipAssignment = skipAssignment;
            foreach (GroupMember other in group.Members)
            {
                response.Members.Add(new JoinGroupResponseMember
                {
                    MemberId = other.MemberId,
                    GroupInstanceId = other.GroupInstanceId,
                    Metadata = other.MetadataFor(group.ProtocolName!),
                });
            }
        }

        effects.Answer(token, response);
    }

    private static void AnswerJoinError(
        ReplyToken token, ErrorCode error, string memberId, List<GroupEffect> effects) =>
        effects.Answer(token, new JoinGroupResponse { ErrorCode = error, MemberId = memberId, ProtocolName = "" });

    /// <summary>One join on its way through the handlers.</summary>
    private readonly record struct Join(
        Group Group,
        JoinGroupRequest Request,
        List<MemberProtocol> Protocols,
        JoinCaller Caller,
        ReplyToken Token)
    {
        // Version 0 has no rebalance timeout: the session timeout serves for both.
        internal int RebalanceTimeoutMs =>
            Request.RebalanceTimeoutMs >= 0 ? Request.RebalanceTimeoutMs : Request.SessionTimeoutMs;
    }
}
