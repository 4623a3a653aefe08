// JoinGroup of a classic member in a consumer group (KIP-848, online migration). It never waits for others: the member
// is moved one step towards the target and answered with its epoch as the generation; it is no leader, so it asks with
// SyncGroup for what it may have. A join says exactly what the member has: it is sent when the member has taken in
// every answer before it and, when it is an eager one, has given everything up.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Classic;
using TypedStreams.Broker.Core.Groups.Consumer;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups.Migration;

internal sealed class ClassicMemberJoins(
    GroupOptions options, ConsumerMembership membership, ConsumerSessions sessions, GroupMigration migration)
{
    /// <summary>A classic member joins a consumer group.</summary>
    internal void Join(ClassicJoin join, ClusterImage image, CoreTime now, List<GroupEffect> effects)
    {
        ConsumerGroup consumers = join.Group.Consumers!;
        var traits = new ClassicTraits(join.Request.SessionTimeoutMs, join.Protocols);
        string memberId = join.Request.MemberId;
        if (join.Request.ProtocolType != ConsumerProtocol.Type
            || !consumers.CouldAgreeOn(traits, memberId, join.Request.GroupInstanceId)
            || ConsumerProtocol.ReadSubscription(traits.Preferred.Metadata) is not { } subscription)
        {
            ClassicAnswers.JoinError(join.Token, ErrorCode.InconsistentGroupProtocol, memberId, effects);
            return;
        }

        ErrorCode error = memberId.Length == 0
            ? CheckNewcomer(consumers, join)
            : CheckKnown(join.Group, join, effects);
        if (error == ErrorCode.None && memberId.Length == 0)
        {
            memberId = join.Caller.FreshMemberId;
            if (join.Request.GroupInstanceId is null
                && join.Caller.ApiVersion >= ClassicJoins.FirstVersionWithTwoStepJoin)
            {
                ClassicJoins.AwaitSecondJoin(join.Group, join.Request, memberId, now, effects);
                error = ErrorCode.MemberIdRequired;
            }
        }

        if (error != ErrorCode.None)
        {
            ClassicAnswers.JoinError(join.Token, error, memberId, effects);
            return;
        }

        JoinAs(memberId, join, traits, subscription, image, now, effects);
    }

    private ErrorCode CheckNewcomer(ConsumerGroup consumers, ClassicJoin join)
    {
        bool takesPlace =
            join.Request.GroupInstanceId is { } instanceId && consumers.StaticMembers.ContainsKey(instanceId);
        return !takesPlace && consumers.Members.Count >= options.MaxConsumerGroupSize
            ? ErrorCode.GroupMaxSizeReached
            : ErrorCode.None;
    }

    private static ErrorCode CheckKnown(Group group, ClassicJoin join, List<GroupEffect> effects)
    {
        if (group.PendingMembers.Remove(join.Request.MemberId, out GroupTimer? pending))
        {
            effects.Cancel(pending);
            return ErrorCode.None;
        }

        return group.Consumers!.CheckClassic(join.Request.MemberId, join.Request.GroupInstanceId, out _);
    }

    private void JoinAs(
        string memberId,
        ClassicJoin join,
        ClassicTraits traits,
        ConsumerProtocolSubscription subscription,
        ClusterImage image,
        CoreTime now,
        List<GroupEffect> effects)
    {
        Group group = join.Group;
        ConsumerGroup consumers = group.Consumers!;
        var records = new List<CoordinatorRecord>();
        ConsumerMember member =
            ConsumerMembership.Admit(group, memberId, join.Request.GroupInstanceId, records, effects, out bool isNew);
        bool resubscribes = UpdateClassic(group, member, join, traits, subscription, isNew, records);

        var owned = ConsumerProtocol.OwnedBy(subscription, image).ToHashSet();
        var report = new MemberReport(owned, owned, IsAssumed: false, Joins: false, IsFull: true) { IsExact = true };
        (member.HasReported, member.Reported) = (true, owned);
        membership.Progress(group, member, resubscribes, image, isNew, report, now, records, effects);
        var response = new JoinGroupResponse
        {
            GenerationId = member.Epoch,
            ProtocolType = ConsumerProtocol.Type,
            ProtocolName = traits.Preferred.Name,
            MemberId = memberId,
        };
        if (migration.MayDowngrade(consumers))
        {
            // It took the place of the last member of KIP-848: it joins the classic group with the others.
            response = new JoinGroupResponse
            {
                ErrorCode = ErrorCode.RebalanceInProgress,
                MemberId = memberId,
                ProtocolName = "",
            };
            migration.Downgrade(group, records, Waiting(join.Token, response), now, effects);
            return;
        }

        // Now it must fetch what it may have, in the time that a rebalance may take.
        sessions.KeepAlive(group, member, now, effects);
        member.RebalanceTimer ??= new GroupTimer(group, GroupTimerKind.ConsumerRebalance, member.MemberId);
        effects.Add(new GroupEffect.ArmTimer(member.RebalanceTimer, now.NowMs + member.RebalanceTimeoutMs));
        ConsumerMembership.Settle(group, records, Waiting(join.Token, response), now, effects);
    }

    private static bool UpdateClassic(
        Group group,
        ConsumerMember member,
        ClassicJoin join,
        ClassicTraits traits,
        ConsumerProtocolSubscription subscription,
        bool isNew,
        List<CoordinatorRecord> records)
    {
        ConsumerGroup consumers = group.Consumers!;
        List<string> names = ConsumerProtocol.NamesOf(subscription);
        string? rack = subscription.RackId is { Length: > 0 } named ? named : null;
        bool resubscribes = !names.SequenceEqual(member.TopicNames) || member.TopicPattern is not null;
        bool changed = isNew || resubscribes || rack != member.RackId
            || join.RebalanceTimeoutMs != member.RebalanceTimeoutMs
            || join.Caller.ClientId != member.ClientId || join.Caller.ClientHost != member.ClientHost
            || !traits.Says(member.Classic);
        (member.TopicNames, member.TopicPattern, member.RackId) = (names, null, rack);
        (member.Assignor, member.RebalanceTimeoutMs) = (null, join.RebalanceTimeoutMs);
        (member.ClientId, member.ClientHost, member.Classic) = (join.Caller.ClientId, join.Caller.ClientHost, traits);
        if (changed)
        {
            records.Add(ConsumerGroupRecords.Member(group.GroupId, member));
        }

        return resubscribes || (isNew && !consumers.Targets.ContainsKey(member.MemberId));
    }

    private static WaitingAnswer Waiting(ReplyToken token, JoinGroupResponse answer) => new(
        token, answer, error => new JoinGroupResponse
        {
            ErrorCode = error,
            MemberId = answer.MemberId,
            ProtocolName = "",
        });
}
