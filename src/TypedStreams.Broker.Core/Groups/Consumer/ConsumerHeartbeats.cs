// ConsumerGroupHeartbeat (KIP-848): joining, staying, leaving and what a member gets. A member joins with epoch 0 and
// is then known by an epoch that advances with every target assignment it has reached; the answer says what it may own
// now.
using System.Globalization;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups.Migration;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ConsumerGroupHeartbeatRequest;
using static TypedStreams.Protocol.Messages.ConsumerGroupHeartbeatResponse;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal sealed class ConsumerHeartbeats(
    GroupSet groups,
    GroupOptions options,
    ConsumerAdmission admission,
    ConsumerMembership membership,
    ConsumerSessions sessions,
    GroupMigration migration)
{
    /// <summary>See <see cref="GroupCoordinator.ConsumerHeartbeatReceived"/>.</summary>
    internal void Received(
        ConsumerGroupHeartbeatRequest request,
        JoinCaller caller,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        Fault? fault = admission.CheckHeartbeat(request, caller.ApiVersion);
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
        Fault? fault = admission.Find(request, joins, out Group? found);
        if (fault is not null)
        {
            return fault;
        }

        string memberId = request.MemberId.Length > 0 ? request.MemberId : caller.FreshMemberId;
        ConsumerGroup? present = found?.Consumers;
        if (admission.CheckSize(request.GroupId, found, memberId, request.InstanceId) is { } full)
        {
            return full;
        }

        IReadOnlySet<TopicPartitionId>? owned = OwnedBy(request);
        fault = ConsumerAdmission.CheckIdentity(present, request, memberId, joins, owned);
        if (fault is not null)
        {
            return fault;
        }

        var records = new List<CoordinatorRecord>();
        Group group = found ?? groups.GetOrCreate(request.GroupId);
        if (migration.BecomeConsumers(group, image, now, records, effects) is { } malformed)
        {
            return malformed;
        }

        ReadSettings(group, image);
        ConsumerMember member = ConsumerMembership.Admit(
            group, memberId, request.InstanceId, records, effects, out bool isNew);
        var assignedBefore = member.Assigned;

        // After a restart of the coordinator a member has whatever it was told, until it says otherwise.
        var before = member.Reported ?? assignedBefore.Keys.Concat(member.Revoking.Keys).ToHashSet();
        member.HasReported |= owned is not null;
        var report = new MemberReport(owned, before, !member.HasReported, joins, IsFull(request));
        member.Reported = report.Has;
        bool missedAnswer = !joins && request.MemberEpoch < member.Epoch;
        bool resubscribes = Update(group, member, request, caller, isNew, records);
        membership.Progress(group, member, resubscribes, image, isNew, report, now, records, effects);
        sessions.KeepAlive(group, member, now, effects);

        var answer = new ConsumerGroupHeartbeatResponse
        {
            MemberId = memberId,
            MemberEpoch = member.Epoch,
            HeartbeatIntervalMs = group.Consumers!.HeartbeatIntervalMs ?? options.ConsumerHeartbeatIntervalMs,
        };

        // Until the member has said that it has what it was told: an answer may have been lost without anyone noticing.
        bool knows = member.State != ConsumerMemberState.UnrevokedPartitions
            && member.Reported.SetEquals(member.Assigned.Keys);
        if (missedAnswer || !knows || IsFull(request) || !ConsumerMembership.SameKeys(assignedBefore, member.Assigned))
        {
            answer.Assignment = AssignmentOf(member);
        }

        ConsumerMembership.Settle(group, records, Waiting(token, answer), now, effects);
        return null;
    }

    private Fault? Depart(
        ConsumerGroupHeartbeatRequest request,
        ClusterImage image,
        ReplyToken token,
        CoreTime now,
        List<GroupEffect> effects)
    {
        Fault? fault = admission.Find(request, joins: false, out Group? group);
        if (fault is not null)
        {
            return fault;
        }

        ConsumerGroup consumers = group!.Consumers!;
        ConsumerMember? member = request.InstanceId is { } instanceId
            ? consumers.StaticMembers.GetValueOrDefault(instanceId)
            : consumers.Members.GetValueOrDefault(request.MemberId);
        if (member is null || member.Classic is not null)
        {
            return new Fault(
                ErrorCode.UnknownMemberId, $"Member {request.MemberId} is not a member of group {request.GroupId}.");
        }

        if (member.MemberId != request.MemberId)
        {
            return new Fault(
                ErrorCode.FencedInstanceId,
                $"Instance id {request.InstanceId} belongs to member {member.MemberId}: {request.MemberId} was "
                    + "replaced.");
        }

        var answer = new ConsumerGroupHeartbeatResponse
        {
            MemberId = request.MemberId,
            MemberEpoch = request.MemberEpoch,
        };
        var records = new List<CoordinatorRecord>();
        if (request.MemberEpoch == ConsumerMember.AwayEpoch)
        {
            ConsumerMembership.GoAway(group, member, records, effects);
            ConsumerMembership.Settle(group, records, Waiting(token, answer), now, effects);
        }
        else
        {
            ConsumerMembership.Remove(group, member, records, effects);
            membership.Departed(group, image, records, Waiting(token, answer), now, effects);
        }

        return null;
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

    private static MemberAssignment AssignmentOf(ConsumerMember member) => new()
    {
        TopicPartitions = ConsumerGroupRecords.ByTopic(member.Assigned.Keys)
            .Select(topic => new ConsumerGroupHeartbeatResponse.TopicPartitions
            {
                TopicId = topic.Key,
                Partitions = topic.Select(partition => partition.Partition).ToList(),
            }).ToList(),
    };

    // What was set on the group itself (IncrementalAlterConfigs on a group) goes before the broker's configuration.
    private static void ReadSettings(Group group, ClusterImage image)
    {
        var own = image.ConfigsOf(new ConfigResource(ConfigResourceType.Group, group.GroupId));
        group.Consumers!.SessionTimeoutMs = Number("consumer.session.timeout.ms");
        group.Consumers.HeartbeatIntervalMs = Number("consumer.heartbeat.interval.ms");

        int? Number(string name) =>
            own.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    private static WaitingAnswer Waiting(ReplyToken token, ConsumerGroupHeartbeatResponse answer) =>
        new(token, answer, static error => new ConsumerGroupHeartbeatResponse { ErrorCode = error });
}
