// Who may send a heartbeat to a consumer group, and as whom (KIP-848): the request makes sense, the group is of the
// right kind and not full, the member is known by its id and epoch, a static name is not another's.
using TypedStreams.Broker.Core.Groups.Migration;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups.Consumer;

internal sealed class ConsumerAdmission(GroupSet groups, GroupOptions options, GroupMigration migration)
{
    private const short FirstVersionWithOwnMemberIds = 1;

    /// <summary>Whether the request makes sense by itself.</summary>
    internal Fault? CheckHeartbeat(ConsumerGroupHeartbeatRequest request, short version)
    {
        bool needsMemberId = version >= FirstVersionWithOwnMemberIds
            || request.MemberEpoch > 0 || request.MemberEpoch == ConsumerMember.LeaveEpoch;
        string? wrong =
            needsMemberId && string.IsNullOrWhiteSpace(request.MemberId) ? "MemberId can't be empty."
            : string.IsNullOrWhiteSpace(request.GroupId) ? "GroupId can't be empty."
            : request.InstanceId is { } instance && string.IsNullOrWhiteSpace(instance) ? "InstanceId can't be empty."
            : request.RackId is { } rack && string.IsNullOrWhiteSpace(rack) ? "RackId can't be empty."
            : request.MemberEpoch switch
            {
                ConsumerMember.JoinEpoch => WrongWithJoin(request),
                ConsumerMember.AwayEpoch when request.InstanceId is null => "InstanceId can't be null.",
                < ConsumerMember.AwayEpoch => "MemberEpoch is invalid.",
                _ => null,
            };
        if (wrong is not null)
        {
            return new Fault(ErrorCode.InvalidRequest, wrong);
        }

        if (request.ServerAssignor is { } assignor && !options.ConsumerAssignors.Contains(assignor))
        {
            return new Fault(
                ErrorCode.UnsupportedAssignor,
                $"ServerAssignor {assignor} is not supported. Supported assignors: "
                    + $"{string.Join(", ", options.ConsumerAssignors)}.");
        }

        return request.SubscribedTopicRegex is { Length: > 0 } expression
            && TopicPattern.Parse(expression, out string? fault) is null
            ? new Fault(
                ErrorCode.InvalidRegularExpression, $"SubscribedTopicRegex `{expression}` is not valid: {fault}.")
            : null;
    }

    /// <summary>
    /// The group that a heartbeat is for; null when it does not exist yet and the member may found it.
    /// </summary>
    internal Fault? Find(ConsumerGroupHeartbeatRequest request, bool joins, out Group? group)
    {
        groups.TryFind(request.GroupId, out group);
        if (group?.Consumers is not null)
        {
            return null;
        }

        if (groups.IsShareGroup(request.GroupId) || group?.Streams is not null)
        {
            return new Fault(ErrorCode.GroupIdNotFound, $"Group {request.GroupId} is not a consumer group.");
        }

        if (group is not null && !group.IsEmpty && !(joins && migration.MayUpgrade(group)))
        {
            return new Fault(
                ErrorCode.GroupIdNotFound, $"Group {request.GroupId} is not a consumer group: it has classic members.");
        }

        return joins ? null : new Fault(ErrorCode.GroupIdNotFound, $"Group {request.GroupId} not found.");
    }

    /// <summary>Whether there is room for the member, or it is there already.</summary>
    internal Fault? CheckSize(string groupId, Group? group, string memberId, string? instanceId)
    {
        ConsumerGroup? consumers = group?.Consumers;
        int size = consumers?.Members.Count ?? group?.Members.Count ?? 0;
        bool isThere = consumers is not null
            && (consumers.Members.ContainsKey(memberId)
                || (instanceId is not null && consumers.StaticMembers.ContainsKey(instanceId)));
        return !isThere && size >= options.MaxConsumerGroupSize
            ? new Fault(
                ErrorCode.GroupMaxSizeReached,
                $"The consumer group {groupId} has reached its maximum capacity of {options.MaxConsumerGroupSize} "
                    + "members.")
            : null;
    }

    /// <summary>Whether the member is who it says, with an epoch of the present.</summary>
    internal static Fault? CheckIdentity(
        ConsumerGroup? consumers,
        ConsumerGroupHeartbeatRequest request,
        string memberId,
        bool joins,
        IReadOnlySet<TopicPartitionId>? owned)
    {
        ConsumerMember? member = consumers?.Members.GetValueOrDefault(memberId);
        if (request.InstanceId is { } instanceId)
        {
            ConsumerMember? holder = consumers?.StaticMembers.GetValueOrDefault(instanceId);
            if (holder is not null && holder.MemberId != memberId)
            {
                return !joins
                    ? new Fault(
                        ErrorCode.FencedInstanceId,
                        $"Instance id {instanceId} belongs to member {holder.MemberId} now: {memberId} was replaced.")
                    : holder.Epoch == ConsumerMember.AwayEpoch || holder.Classic is not null ? null
                    : new Fault(
                        ErrorCode.UnreleasedInstanceId,
                        $"Instance id {instanceId} is in use by member {holder.MemberId}: it must leave or time out.");
            }

            member = holder;
        }

        if (joins)
        {
            return null;
        }

        return member is null || member.Classic is not null
            ? new Fault(ErrorCode.UnknownMemberId, $"Member {memberId} is not a member of group {request.GroupId}.")
            : CheckEpoch(member, request.MemberEpoch, owned);
    }

    private static string? WrongWithJoin(ConsumerGroupHeartbeatRequest request) =>
        request.RebalanceTimeoutMs == -1 ? "RebalanceTimeoutMs must be provided in first request."
        : request.TopicPartitions is not { Count: 0 } ? "TopicPartitions must be empty when (re-)joining."
        : request is { SubscribedTopicNames: null, SubscribedTopicRegex: null }
            ? "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining."
        : null;

    // An epoch behind is fine when it is the one before and the member has nothing that it should not: the answer that
    // told it the new one was lost, or the request comes a second time.
    private static Fault? CheckEpoch(ConsumerMember member, int epoch, IReadOnlySet<TopicPartitionId>? owned)
    {
        if (epoch > member.Epoch)
        {
            return new Fault(
                ErrorCode.FencedMemberEpoch,
                $"The consumer group member has a greater member epoch ({epoch}) than the one known by the group "
                    + $"coordinator ({member.Epoch}). The member must abandon all its partitions and rejoin.");
        }

        bool isRepeat = epoch == member.PreviousEpoch && (owned is null || owned.All(member.Assigned.ContainsKey));
        return epoch < member.Epoch && !isRepeat
            ? new Fault(
                ErrorCode.FencedMemberEpoch,
                $"The consumer group member has a smaller member epoch ({epoch}) than the one known by the group "
                    + $"coordinator ({member.Epoch}). The member must abandon all its partitions and rejoin.")
            : null;
    }
}
