// ConsumerGroupHeartbeat (KIP-848): joining, staying and what a member gets. A member joins with epoch 0 and is then
// known by an epoch that advances with every target assignment it has reached; the answer says what it may own now.
using System.Globalization;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ConsumerGroupHeartbeatRequest;
using static TypedStreams.Protocol.Messages.ConsumerGroupHeartbeatResponse;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    /// <summary>
    /// A member of a consumer group joins, stays or leaves. Answered with a
    /// <see cref="ConsumerGroupHeartbeatResponse"/> when all that the answer rests on is committed.
    /// </summary>
    /// <param name="request">The heartbeat.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="image">The cluster's topics as they are now.</param>
    /// <param name="token">Who waits for the answer.</param>
    /// <param name="now">The present.</param>
    /// <param name="effects">Gets what is to be done.</param>
    public void ConsumerHeartbeatReceived(
        ConsumerGroupHeartbeatRequest request,
        JoinCaller caller,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        Fault? fault = CheckHeartbeat(request, caller.ApiVersion);
        if (fault is null && request.MemberEpoch < ConsumerMember.JoinEpoch)
        {
            fault = Depart(request, image, token, now, effects);
        }
        else if (fault is null)
        {
            fault = Stay(request, caller, image, token, now, effects);
        }

        if (fault is { } reason)
        {
            effects.Answer(
                token,
                new ConsumerGroupHeartbeatResponse { ErrorCode = reason.Error, ErrorMessage = reason.Message });
        }
    }

    private Fault? Stay(
        ConsumerGroupHeartbeatRequest request,
        JoinCaller caller,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        bool joins = request.MemberEpoch == ConsumerMember.JoinEpoch;
        Fault? fault = FindConsumers(request, joins, out Group? found);
        if (fault is not null)
        {
            return fault;
        }

        string memberId = request.MemberId.Length > 0 ? request.MemberId : caller.FreshMemberId;
        ConsumerGroup? present = found?.Consumers;
        if (CheckSize(request.GroupId, found, memberId, request.InstanceId) is { } full)
        {
            return full;
        }

        IReadOnlySet<TopicPartitionId>? owned = OwnedBy(request);
        fault = CheckIdentity(present, request, memberId, joins, owned);
        if (fault is not null)
        {
            return fault;
        }

        var records = new List<CoordinatorRecord>();
        Group group = found ?? _groups.GetOrCreate(request.GroupId);
        if (BecomeConsumers(group, image, now, records, effects) is { } malformed)
        {
            return malformed;
        }

        ReadSettings(group, image);
        ConsumerMember member = Admit(group, memberId, request.InstanceId, records, effects, out bool isNew);
        var assignedBefore = member.Assigned;

        // After a restart of the coordinator a member has whatever it was told, until it says otherwise.
        var before = member.Reported ?? assignedBefore.Keys.Concat(member.Revoking.Keys).ToHashSet();
        member.HasReported |= owned is not null;
        var report = new MemberReport(owned, before, !member.HasReported, joins, IsFull(request));
        member.Reported = report.Has;
        bool missedAnswer = !joins && request.MemberEpoch < member.Epoch;
        bool resubscribes = Update(group, member, request, caller, isNew, records);
        Progress(group, member, resubscribes, image, isNew, report, now, records, effects);
        KeepAlive(group, member, now, effects);

        var answer = new ConsumerGroupHeartbeatResponse
        {
            MemberId = memberId,
            MemberEpoch = member.Epoch,
            HeartbeatIntervalMs = group.Consumers!.HeartbeatIntervalMs ?? _options.ConsumerHeartbeatIntervalMs,
        };

        // Until the member has said that it has what it was told: an answer may have been lost without anyone noticing.
        bool knows = member.State != ConsumerMemberState.UnrevokedPartitions
            && member.Reported.SetEquals(member.Assigned.Keys);
        if (missedAnswer || !knows || IsFull(request) || !SameKeys(assignedBefore, member.Assigned))
        {
            answer.Assignment = AssignmentOf(member);
        }

        Settle(group, records, Waiting(token, answer), now, effects);
        return null;
    }

    // Everything that a heartbeat moves: the group's epoch, the target, then the member itself.
    private void Progress(
        Group group,
        ConsumerMember member,
        bool resubscribes,
        ClusterImage image,
        bool isNew,
        MemberReport report,
        CoreTime now,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        ConsumerGroup consumers = group.Consumers!;
        bool subscriptionChanged = ResolvePatterns(group, image, now, records) || resubscribes;
        if (subscriptionChanged || !ReferenceEquals(consumers.SeenTopics, image.Topics))
        {
            BumpIfChanged(group, image, force: subscriptionChanged, records);
        }

        if (consumers.Epoch > consumers.AssignmentEpoch)
        {
            Retarget(group, image, now, records);
        }

        var revokingBefore = member.Revoking;
        if (MemberReconciliation.Advance(consumers, member, report) || isNew)
        {
            records.Add(ConsumerGroupRecords.Current(group.GroupId, member));
            WatchRevocation(group, member, !SameKeys(revokingBefore, member.Revoking), now, effects);
        }
    }

    private static bool Update(
        Group group,
        ConsumerMember member,
        ConsumerGroupHeartbeatRequest request,
        JoinCaller caller,
        bool isNew,
        List<CoordinatorRecord> records)
    {
        ConsumerGroup consumers = group.Consumers!;
        List<string> names = request.SubscribedTopicNames is { } asked
            ? asked.Distinct().Order(StringComparer.Ordinal).ToList()
            : member.TopicNames;
        string? pattern = request.SubscribedTopicRegex switch
        {
            null => member.TopicPattern,
            "" => null,
            { } expression => expression,
        };
        bool resubscribes = !names.SequenceEqual(member.TopicNames) || pattern != member.TopicPattern;
        string? rack = request.RackId ?? member.RackId;
        string? assignor = request.ServerAssignor ?? member.Assignor;
        int rebalanceTimeoutMs = request.RebalanceTimeoutMs >= 0
            ? request.RebalanceTimeoutMs : member.RebalanceTimeoutMs;
        bool changed = isNew || resubscribes || rack != member.RackId || assignor != member.Assignor
            || rebalanceTimeoutMs != member.RebalanceTimeoutMs
            || caller.ClientId != member.ClientId || caller.ClientHost != member.ClientHost
            || member.Classic is not null;
        (member.TopicNames, member.TopicPattern, member.RackId) = (names, pattern, rack);
        (member.Assignor, member.RebalanceTimeoutMs) = (assignor, rebalanceTimeoutMs);
        (member.ClientId, member.ClientHost, member.Classic) = (caller.ClientId, caller.ClientHost, null);
        if (changed)
        {
            records.Add(ConsumerGroupRecords.Member(group.GroupId, member));
        }

        // A newcomer's own part of the target is still to be made; one that takes another's place has inherited it.
        return resubscribes || (isNew && !consumers.Targets.ContainsKey(member.MemberId));
    }

    private static HashSet<TopicPartitionId>? OwnedBy(ConsumerGroupHeartbeatRequest request)
    {
        if (request.TopicPartitions is not { } topics)
        {
            return null;
        }

        var owned = new HashSet<TopicPartitionId>();
        foreach (OwnedTopicPartitions topic in topics)
        {
            foreach (int partition in topic.Partitions)
            {
                owned.Add(new TopicPartitionId(topic.TopicId, partition));
            }
        }

        return owned;
    }

    // A member that says all there is to say wants to hear all as well: it joins, or an answer did not reach it.
    private static bool IsFull(ConsumerGroupHeartbeatRequest request) =>
        request.MemberEpoch == ConsumerMember.JoinEpoch
        || (request.RebalanceTimeoutMs >= 0
            && (request.SubscribedTopicNames is not null || request.SubscribedTopicRegex is not null)
            && request.TopicPartitions is not null);

    private static bool SameKeys(
        Dictionary<TopicPartitionId, int> left, Dictionary<TopicPartitionId, int> right) =>
        ReferenceEquals(left, right) || (left.Count == right.Count && left.Keys.All(right.ContainsKey));

    private static MemberAssignment AssignmentOf(ConsumerMember member) => new()
    {
        TopicPartitions = ConsumerGroupRecords.ByTopic(member.Assigned.Keys)
            .Select(topic => new ConsumerGroupHeartbeatResponse.TopicPartitions
            {
                TopicId = topic.Key,
                Partitions = topic.Select(partition => partition.Partition).ToList(),
            }).ToList(),
    };

    private void KeepAlive(Group group, ConsumerMember member, CoreTime now, List<GroupEffect> effects)
    {
        member.SessionTimer ??= new GroupTimer(group, GroupTimerKind.ConsumerSession, member.MemberId);
        int timeoutMs = member.Classic?.SessionTimeoutMs
            ?? group.Consumers!.SessionTimeoutMs
            ?? _options.ConsumerSessionTimeoutMs;
        effects.Add(new GroupEffect.ArmTimer(member.SessionTimer, now.NowMs + timeoutMs));
    }

    // What was set on the group itself (IncrementalAlterConfigs on a group) goes before the broker's configuration.
    private static void ReadSettings(Group group, ClusterImage image)
    {
        var own = image.ConfigsOf(new ConfigResource(ConfigResourceType.Group, group.GroupId));
        group.Consumers!.SessionTimeoutMs = Number("consumer.session.timeout.ms");
        group.Consumers.HeartbeatIntervalMs = Number("consumer.heartbeat.interval.ms");

        int? Number(string name) =>
            own.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    private static void WatchRevocation(
        Group group, ConsumerMember member, bool isNews, CoreTime now, List<GroupEffect> effects)
    {
        if (member.Classic is not null)
        {
            // It gives up when it joins again: see AwaitRejoin.
            return;
        }

        if (member.State != ConsumerMemberState.UnrevokedPartitions)
        {
            StopRevocation(member, effects);
        }
        else if (isNews && member.RebalanceTimeoutMs >= 0)
        {
            member.RebalanceTimer ??= new GroupTimer(group, GroupTimerKind.ConsumerRebalance, member.MemberId);
            effects.Add(new GroupEffect.ArmTimer(member.RebalanceTimer, now.NowMs + member.RebalanceTimeoutMs));
        }
    }

    private static void StopRevocation(ConsumerMember member, List<GroupEffect> effects)
    {
        effects.Cancel(member.RebalanceTimer);
        member.RebalanceTimer = null;
    }
}
