// Who may send a heartbeat to a streams group, and as whom (KIP-1071): the request makes sense, the group is of the
// right kind and not full, the member is known by its id and epoch, a static name is not another's.
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal sealed class StreamsAdmission(GroupSet groups)
{
    /// <summary>Whether the request makes sense by itself.</summary>
    internal static Fault? CheckHeartbeat(StreamsGroupHeartbeatRequest request)
    {
        bool isPartial = (request.ActiveTasks is null) != (request.StandbyTasks is null)
            || (request.ActiveTasks is null) != (request.WarmupTasks is null);
        string? wrong =
            string.IsNullOrWhiteSpace(request.MemberId) ? "MemberId can't be empty."
            : string.IsNullOrWhiteSpace(request.GroupId) ? "GroupId can't be empty."
            : request.InstanceId is { } instance && string.IsNullOrWhiteSpace(instance) ? "InstanceId can't be empty."
            : request.RackId is { } rack && string.IsNullOrWhiteSpace(rack) ? "RackId can't be empty."
            : request.MemberEpoch switch
            {
                StreamsMember.JoinEpoch => WrongWithJoin(request),
                StreamsMember.AwayEpoch when request.InstanceId is null => "InstanceId can't be null.",
                < StreamsMember.AwayEpoch =>
                    $"MemberEpoch is {request.MemberEpoch}, but must be greater than or equal to -2.",
                _ => null,
            }
            ?? (isPartial ? "If one task-type is non-null, all must be non-null."
            : request is { MemberEpoch: not StreamsMember.JoinEpoch, Topology: not null }
                ? "Topology can only be provided when (re-)joining."
            : null);
        if (wrong is not null)
        {
            return new Fault(ErrorCode.InvalidRequest, wrong);
        }

        return request.Topology?.Subtopologies.SelectMany(part => part.StateChangelogTopics)
            .FirstOrDefault(topic => topic.Partitions != 0) is { } fixedTopic
            ? new Fault(
                ErrorCode.StreamsInvalidTopology,
                $"Changelog topic {fixedTopic.Name} must have an undefined partition count, but it is set to "
                    + $"{fixedTopic.Partitions}.")
            : null;
    }

    /// <summary>
    /// The group that a heartbeat is for; null when it does not exist yet and the member may found it.
    /// </summary>
    internal Fault? Find(StreamsBeat beat, out Group? group)
    {
        string groupId = beat.Request.GroupId;
        groups.TryFind(groupId, out group);
        if (group?.Streams is not null)
        {
            return null;
        }

        bool isTaken = groups.IsShareGroup(groupId) || group?.Consumers is not null || group is { IsEmpty: false };
        return isTaken ? new Fault(ErrorCode.GroupIdNotFound, $"Group {groupId} is not a streams group.")
            : beat.Joins ? null
            : new Fault(ErrorCode.GroupIdNotFound, $"Streams group {groupId} not found.");
    }

    /// <summary>Whether there is room for the member, or it is there already.</summary>
    internal static Fault? CheckSize(StreamsBeat beat, StreamsGroup? streams)
    {
        StreamsGroupHeartbeatRequest request = beat.Request;
        bool isThere = !beat.Joins || streams is null
            || streams.Members.ContainsKey(request.MemberId)
            || (request.InstanceId is { } instanceId && streams.StaticMembers.ContainsKey(instanceId));
        return !isThere && streams!.Members.Count >= beat.Options.MaxSize
            ? new Fault(
                ErrorCode.GroupMaxSizeReached,
                $"The streams group has reached its maximum capacity of {beat.Options.MaxSize} members.")
            : null;
    }

    /// <summary>Whether the member is who it says, with an epoch of the present.</summary>
    internal static Fault? CheckIdentity(StreamsBeat beat, StreamsGroup? streams)
    {
        StreamsGroupHeartbeatRequest request = beat.Request;
        StreamsMember? member = streams?.Members.GetValueOrDefault(request.MemberId);
        if (request.InstanceId is { } instanceId)
        {
            StreamsMember? holder = streams?.StaticMembers.GetValueOrDefault(instanceId);
            if (holder is not null && holder.MemberId != request.MemberId)
            {
                return !beat.Joins ? Replaced(instanceId, request.MemberId, holder)
                    : holder.Epoch == StreamsMember.AwayEpoch ? null
                    : new Fault(
                        ErrorCode.UnreleasedInstanceId,
                        $"Instance id {instanceId} is in use by member {holder.MemberId}: it must leave or time out.");
            }

            member = holder;
        }

        return beat.Joins ? null
            : member is null ? UnknownMember(request)
            : CheckEpoch(member, request.MemberEpoch, StreamsBeat.OwnedBy(request));
    }

    /// <summary>Whether the tasks that it says it has are in the plan.</summary>
    internal static Fault? CheckTasks(StreamsGroupHeartbeatRequest request, TopologyPlan plan)
    {
        if (!plan.IsReady || StreamsBeat.OwnedBy(request) is not { } owned)
        {
            return null;
        }

        foreach (TaskId task in owned.Active.Keys.Concat(owned.Standby).Concat(owned.Warmup))
        {
            PlannedSubtopology? part = plan.Subtopologies.FirstOrDefault(known => known.Id == task.Subtopology);
            if (part is null || task.Partition < 0 || task.Partition >= part.TaskCount)
            {
                return new Fault(
                    ErrorCode.InvalidRequest,
                    part is null
                        ? $"Subtopology {task.Subtopology} does not exist in the topology."
                        : $"Task {task.Partition} for subtopology {task.Subtopology} is invalid. Number of tasks for "
                            + $"this subtopology: {part.TaskCount}");
            }
        }

        return null;
    }

    internal static Fault Replaced(string instanceId, string memberId, StreamsMember holder) => new(
        ErrorCode.FencedInstanceId,
        $"Instance id {instanceId} belongs to member {holder.MemberId} now: {memberId} was replaced.");

    internal static Fault UnknownMember(StreamsGroupHeartbeatRequest request) => new(
        ErrorCode.UnknownMemberId, $"Member {request.MemberId} is not a member of group {request.GroupId}.");

    private static string? WrongWithJoin(StreamsGroupHeartbeatRequest request) =>
        request.RebalanceTimeoutMs == -1 ? "RebalanceTimeoutMs must be provided in first request."
        : request.ActiveTasks is { Count: > 0 } ? "ActiveTasks must be empty when (re-)joining."
        : request.StandbyTasks is { Count: > 0 } ? "StandbyTasks must be empty when (re-)joining."
        : request.WarmupTasks is { Count: > 0 } ? "WarmupTasks must be empty when (re-)joining."
        : request.Topology is not { } topology ? "Topology must be non-null when (re-)joining."
        : topology.Subtopologies.Exists(part => part.SourceTopicRegex.Count > 0)
            ? "Regular expressions for source topics are not supported yet."
        : null;

    // An epoch behind is fine when it is the one before and the member has nothing that it should not.
    private static Fault? CheckEpoch(StreamsMember member, int epoch, TaskSet? owned)
    {
        bool isRepeat = epoch == member.PreviousEpoch && owned is not null && owned.IsWithin(member.Assigned);
        if (epoch == member.Epoch || (epoch < member.Epoch && isRepeat))
        {
            return null;
        }

        string relation = epoch > member.Epoch ? "greater" : "smaller";
        return new Fault(
            ErrorCode.FencedMemberEpoch,
            $"The streams group member has a {relation} member epoch ({epoch}) than the one known by the group "
                + $"coordinator ({member.Epoch}). The member must abandon all its partitions and rejoin.");
    }
}
