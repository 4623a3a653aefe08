// Who may send a heartbeat to a streams group, and as whom (KIP-1071): the request makes sense, the group is of the
// right kind and not full, the member is known by its id and epoch, a static name is not another's.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    private static Fault? CheckHeartbeat(StreamsGroupHeartbeatRequest request)
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

    private static string? WrongWithJoin(StreamsGroupHeartbeatRequest request) =>
        request.RebalanceTimeoutMs == -1 ? "RebalanceTimeoutMs must be provided in first request."
        : request.ActiveTasks is { Count: > 0 } ? "ActiveTasks must be empty when (re-)joining."
        : request.StandbyTasks is { Count: > 0 } ? "StandbyTasks must be empty when (re-)joining."
        : request.WarmupTasks is { Count: > 0 } ? "WarmupTasks must be empty when (re-)joining."
        : request.Topology is not { } topology ? "Topology must be non-null when (re-)joining."
        : topology.Subtopologies.Exists(part => part.SourceTopicRegex.Count > 0)
            ? "Regular expressions for source topics are not supported yet."
        : null;

    // The group that a heartbeat is for; null when it does not exist yet and the member may found it.
    private Fault? FindStreams(StreamsBeat beat, out Group? group)
    {
        string groupId = beat.Request.GroupId;
        _groups.TryFind(groupId, out group);
        if (group?.Streams is not null)
        {
            return null;
        }

        bool isTaken = _groups.IsShareGroup(groupId) || group?.Consumers is not null || group is { IsEmpty: false };
        return isTaken ? new Fault(ErrorCode.GroupIdNotFound, $"Group {groupId} is not a streams group.")
            : beat.Joins ? null
            : new Fault(ErrorCode.GroupIdNotFound, $"Streams group {groupId} not found.");
    }

    private static Fault? CheckSize(StreamsBeat beat, StreamsGroup? streams)
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

    private static Fault? CheckIdentity(StreamsBeat beat, StreamsGroup? streams)
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
            : CheckEpoch(member, request.MemberEpoch, OwnedBy(request));
    }

    private static Fault Replaced(string instanceId, string memberId, StreamsMember holder) => new(
        ErrorCode.FencedInstanceId,
        $"Instance id {instanceId} belongs to member {holder.MemberId} now: {memberId} was replaced.");

    private static Fault UnknownMember(StreamsGroupHeartbeatRequest request) => new(
        ErrorCode.UnknownMemberId, $"Member {request.MemberId} is not a member of group {request.GroupId}.");

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

    private static Fault? CheckTasks(StreamsGroupHeartbeatRequest request, TopologyPlan plan)
    {
        if (!plan.IsReady || OwnedBy(request) is not { } owned)
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

    // An empty classic group becomes a streams group and keeps its positions.
    private static StreamsGroup BecomeStreams(Group group, List<CoordinatorRecord> records)
    {
        if (group.Streams is { } streams)
        {
            return streams;
        }

        records.AddRange(group.OwedTombstones);
        group.OwedTombstones = [];
        if (group.ProtocolType is not null || group.GenerationId > 0)
        {
            records.Add(GroupRecords.ForgetGroup(group.GroupId));
        }

        (group.ProtocolType, group.ProtocolName, group.GenerationId) = (null, null, 0);
        return group.Streams = new StreamsGroup();
    }

    private static StreamsMember Admit(
        Group group,
        StreamsBeat beat,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects,
        out bool isNew)
    {
        StreamsGroup streams = group.Streams!;
        isNew = !streams.Members.TryGetValue(beat.Request.MemberId, out StreamsMember? member);
        if (member is not null)
        {
            return member;
        }

        member = new StreamsMember(beat.Request.MemberId) { InstanceId = beat.Request.InstanceId };
        if (beat.Request.InstanceId is { } instanceId
            && streams.StaticMembers.TryGetValue(instanceId, out StreamsMember? away))
        {
            TakeOver(group, away, member, records, effects);
        }
        else
        {
            streams.Add(member);
        }

        return member;
    }

    // A static member is back under a new id: what its predecessor had is kept for it.
    private static void TakeOver(
        Group group,
        StreamsMember away,
        StreamsMember member,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        StreamsGroup streams = group.Streams!;
        TaskSet assigned = away.Assigned;
        TaskSet target = streams.TargetOf(away.MemberId);
        (member.RackId, member.ProcessId, member.Endpoint) = (away.RackId, away.ProcessId, away.Endpoint);
        (member.Tags, member.TopologyEpoch) = (away.Tags, away.TopologyEpoch);
        (member.Offsets, member.EndOffsets) = (away.Offsets, away.EndOffsets);
        StopTimers(away, effects);
        streams.Remove(away);
        streams.Add(member);
        streams.Own(member, assigned, revoking: new TaskSet());
        streams.Targets[member.MemberId] = target;
        records.AddRange(StreamsGroupRecords.ForgetMember(group.GroupId, away.MemberId));
        records.Add(StreamsGroupRecords.Target(group.GroupId, member.MemberId, target));
    }

    // Takes over what the heartbeat says of the member; returns whether the tasks must be shared out anew for it.
    private static bool Update(
        Group group, StreamsMember member, StreamsBeat beat, bool isNew, List<CoordinatorRecord> records)
    {
        StreamsGroupHeartbeatRequest request = beat.Request;
        ReadOnlyMemory<byte> before = StreamsGroupRecords.Member(group.GroupId, member).Value!.Value;
        var relevantBefore = (member.TopologyEpoch, member.RackId, member.ProcessId);
        SortedDictionary<string, string> tagsBefore = member.Tags;
        member.RackId = request.RackId ?? member.RackId;
        member.RebalanceTimeoutMs =
            request.RebalanceTimeoutMs >= 0 ? request.RebalanceTimeoutMs : member.RebalanceTimeoutMs;
        member.TopologyEpoch = request.Topology?.Epoch ?? member.TopologyEpoch;
        (member.ClientId, member.ClientHost) = (beat.Caller.ClientId, beat.Caller.ClientHost);
        member.ProcessId = request.ProcessId ?? member.ProcessId;
        member.Endpoint = request.UserEndpoint is { } endpoint ? new StreamsEndpoint(endpoint.Host, endpoint.Port)
            : beat.Joins ? null
            : member.Endpoint;
        member.Tags = request.ClientTags is { } tags ? StreamsTopology.Sorted(tags) : member.Tags;
        member.Offsets = request.TaskOffsets is { } offsets ? StreamsTopology.Offsets(offsets) : member.Offsets;
        member.EndOffsets = request.TaskEndOffsets is { } ends ? StreamsTopology.Offsets(ends) : member.EndOffsets;

        CoordinatorRecord record = StreamsGroupRecords.Member(group.GroupId, member);
        bool isOther = isNew || !record.Value!.Value.Span.SequenceEqual(before.Span);
        if (isOther)
        {
            records.Add(record);
        }

        // A static member that is back as it was finds its share as it left it.
        bool isRelevant = relevantBefore != (member.TopologyEpoch, member.RackId, member.ProcessId)
            || !tagsBefore.SequenceEqual(member.Tags);
        bool hasShare = group.Streams!.Targets.ContainsKey(member.MemberId);
        return isOther && (member.InstanceId is null || isRelevant || !hasShare);
    }

    private static TaskSet? OwnedBy(StreamsGroupHeartbeatRequest request)
    {
        if (request is not { ActiveTasks: { } active, StandbyTasks: { } standby, WarmupTasks: { } warmup })
        {
            return null;
        }

        var owned = new TaskSet();
        foreach (TaskId task in Tasks(active))
        {
            owned.Active[task] = 0;
        }

        owned.Standby.UnionWith(Tasks(standby));
        owned.Warmup.UnionWith(Tasks(warmup));
        return owned;

        static IEnumerable<TaskId> Tasks(List<StreamsGroupHeartbeatRequest.TaskIds> parts) =>
            parts.SelectMany(part => part.Partitions.Select(index => new TaskId(part.SubtopologyId, index)));
    }
}
