// Kafka's records of a streams group in __consumer_offsets (KIP-1071): one for the epoch of the group, one for its
// topology, one for the epoch of its target assignment, three for each member.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using CurrentValue = TypedStreams.Protocol.Messages.StreamsGroupCurrentMemberAssignmentValue;
using TargetValue = TypedStreams.Protocol.Messages.StreamsGroupTargetAssignmentMemberValue;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal static class StreamsGroupRecords
{
    private const short GroupType = 17;
    private const short MemberType = 19;
    private const short AssignmentType = 20;
    private const short TargetType = 21;
    private const short CurrentType = 22;
    private const short TopologyType = 23;
    private const short ValueVersion = 0;

    internal static CoordinatorRecord Group(string groupId, StreamsGroup group) => new(
        GroupKey(groupId),
        RecordBytes.Encode(ValueVersion, new StreamsGroupMetadataValue
        {
            Epoch = group.Epoch,
            MetadataHash = group.MetadataHash,
            ValidatedTopologyEpoch = group.ValidatedTopologyEpoch,
            LastAssignmentConfigs =
            [
                .. group.AssignmentSettings.Select(setting => new StreamsGroupMetadataValue.LastAssignmentConfig
                {
                    Key = setting.Key,
                    Value = setting.Value,
                }),
            ],
        }));

    internal static CoordinatorRecord Topology(string groupId, StreamsGroupTopologyValue topology) =>
        new(TopologyKey(groupId), RecordBytes.Encode(ValueVersion, topology));

    internal static CoordinatorRecord Assignment(string groupId, StreamsGroup group) => new(
        AssignmentKey(groupId),
        RecordBytes.Encode(ValueVersion, new StreamsGroupTargetAssignmentMetadataValue
        {
            AssignmentEpoch = group.AssignmentEpoch,
            AssignmentTimestamp = group.AssignedAtMs,
        }));

    internal static CoordinatorRecord Member(string groupId, StreamsMember member) => new(
        MemberKey(groupId, member.MemberId),
        RecordBytes.Encode(ValueVersion, new StreamsGroupMemberMetadataValue
        {
            InstanceId = member.InstanceId,
            RackId = member.RackId,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            RebalanceTimeoutMs = member.RebalanceTimeoutMs,
            TopologyEpoch = member.TopologyEpoch,
            ProcessId = member.ProcessId,
            UserEndpoint = member.Endpoint is not { } endpoint ? null : new StreamsGroupMemberMetadataValue.Endpoint
            {
                Host = endpoint.Host,
                Port = endpoint.Port,
            },
            ClientTags =
            [
                .. member.Tags.Select(tag => new StreamsGroupMemberMetadataValue.KeyValue
                {
                    Key = tag.Key,
                    Value = tag.Value,
                }),
            ],
        }));

    internal static CoordinatorRecord Target(string groupId, string memberId, TaskSet target) => new(
        TargetKey(groupId, memberId),
        RecordBytes.Encode(ValueVersion, new TargetValue
        {
            ActiveTasks = Targets(target.Active.Keys),
            StandbyTasks = Targets(target.Standby),
            WarmupTasks = Targets(target.Warmup),
        }));

    internal static CoordinatorRecord Current(string groupId, StreamsMember member) => new(
        CurrentKey(groupId, member.MemberId),
        RecordBytes.Encode(ValueVersion, new CurrentValue
        {
            MemberEpoch = member.Epoch,
            PreviousMemberEpoch = member.PreviousEpoch,
            State = (sbyte)member.State,
            ActiveTasks = WithEpochs(member.Assigned.Active),
            StandbyTasks = Plain(member.Assigned.Standby),
            WarmupTasks = Plain(member.Assigned.Warmup),
            ActiveTasksPendingRevocation = WithEpochs(member.Revoking.Active),
            StandbyTasksPendingRevocation = Plain(member.Revoking.Standby),
            WarmupTasksPendingRevocation = Plain(member.Revoking.Warmup),
        }));

    /// <summary>What undoes a member, what it is last.</summary>
    internal static IEnumerable<CoordinatorRecord> ForgetMember(string groupId, string memberId) =>
    [
        new(CurrentKey(groupId, memberId), Value: null),
        new(TargetKey(groupId, memberId), Value: null),
        new(MemberKey(groupId, memberId), Value: null),
    ];

    /// <summary>What undoes a group without members.</summary>
    internal static IEnumerable<CoordinatorRecord> ForgetGroup(string groupId) =>
    [
        new(AssignmentKey(groupId), Value: null),
        new(TopologyKey(groupId), Value: null),
        new(GroupKey(groupId), Value: null),
    ];

    /// <summary>Everything there is to a group, for a log that lacks some of it.</summary>
    internal static IEnumerable<CoordinatorRecord> All(string groupId, StreamsGroup group) =>
    [
        .. group.Members.Values.Select(member => Member(groupId, member)),
        .. group.Topology is { } topology ? [Topology(groupId, topology)] : Array.Empty<CoordinatorRecord>(),
        Group(groupId, group),
        .. group.Members.Keys.Select(memberId => Target(groupId, memberId, group.TargetOf(memberId))),
        Assignment(groupId, group),
        .. group.Members.Values.Select(member => Current(groupId, member)),
    ];

    /// <summary>A key of one of these records after its type; null when the type is another's.</summary>
    internal static object? ReadKey(short type, ref WireReader reader) => type switch
    {
        GroupType => StreamsGroupMetadataKey.Read(ref reader, version: 0),
        MemberType => StreamsGroupMemberMetadataKey.Read(ref reader, version: 0),
        AssignmentType => StreamsGroupTargetAssignmentMetadataKey.Read(ref reader, version: 0),
        TargetType => StreamsGroupTargetAssignmentMemberKey.Read(ref reader, version: 0),
        CurrentType => StreamsGroupCurrentMemberAssignmentKey.Read(ref reader, version: 0),
        TopologyType => StreamsGroupTopologyKey.Read(ref reader, version: 0),
        _ => null,
    };

    internal static TaskSet ReadTarget(TargetValue stored)
    {
        var target = new TaskSet();
        foreach (TaskId task in Tasks(stored.ActiveTasks))
        {
            target.Active[task] = 0;
        }

        target.Standby.UnionWith(Tasks(stored.StandbyTasks));
        target.Warmup.UnionWith(Tasks(stored.WarmupTasks));
        return target;

        static IEnumerable<TaskId> Tasks(List<TargetValue.TaskIds> parts) =>
            parts.SelectMany(part => part.Partitions.Select(index => new TaskId(part.SubtopologyId, index)));
    }

    internal static TaskSet ReadAssigned(CurrentValue stored) =>
        Read(stored.ActiveTasks, stored.StandbyTasks, stored.WarmupTasks, stored.MemberEpoch);

    internal static TaskSet ReadRevoking(CurrentValue stored) => Read(
        stored.ActiveTasksPendingRevocation,
        stored.StandbyTasksPendingRevocation,
        stored.WarmupTasksPendingRevocation,
        stored.MemberEpoch);

    /// <summary>Tasks by subtopology, with their partitions in order.</summary>
    internal static IEnumerable<(string Subtopology, List<int> Partitions)> BySubtopology(IEnumerable<TaskId> tasks) =>
        tasks.Order().GroupBy(task => task.Subtopology)
            .Select(part => (part.Key, part.Select(task => task.Partition).ToList()));

    // Of a Kafka before 4.2 there are no epochs of tasks: they count as got with the member's.
    private static TaskSet Read(
        List<CurrentValue.TaskIds> active,
        List<CurrentValue.TaskIds> standby,
        List<CurrentValue.TaskIds> warmup,
        int memberEpoch)
    {
        var tasks = new TaskSet();
        foreach (CurrentValue.TaskIds part in active)
        {
            for (int i = 0; i < part.Partitions.Count; i++)
            {
                int epoch = part.AssignmentEpochs is { } epochs && i < epochs.Count ? epochs[i] : memberEpoch;
                tasks.Active[new TaskId(part.SubtopologyId, part.Partitions[i])] = epoch;
            }
        }

        tasks.Standby.UnionWith(standby.SelectMany(
            part => part.Partitions.Select(index => new TaskId(part.SubtopologyId, index))));
        tasks.Warmup.UnionWith(warmup.SelectMany(
            part => part.Partitions.Select(index => new TaskId(part.SubtopologyId, index))));
        return tasks;
    }

    private static List<TargetValue.TaskIds> Targets(IEnumerable<TaskId> tasks) =>
    [
        .. BySubtopology(tasks).Select(part => new TargetValue.TaskIds
        {
            SubtopologyId = part.Subtopology,
            Partitions = part.Partitions,
        }),
    ];

    private static List<CurrentValue.TaskIds> Plain(IEnumerable<TaskId> tasks) =>
    [
        .. BySubtopology(tasks).Select(part => new CurrentValue.TaskIds
        {
            SubtopologyId = part.Subtopology,
            Partitions = part.Partitions,
        }),
    ];

    private static List<CurrentValue.TaskIds> WithEpochs(SortedDictionary<TaskId, int> tasks) =>
    [
        .. BySubtopology(tasks.Keys).Select(part => new CurrentValue.TaskIds
        {
            SubtopologyId = part.Subtopology,
            Partitions = part.Partitions,
            AssignmentEpochs = part.Partitions.ConvertAll(index => tasks[new TaskId(part.Subtopology, index)]),
        }),
    ];

    private static ReadOnlyMemory<byte> GroupKey(string groupId) =>
        Key(GroupType, new StreamsGroupMetadataKey { GroupId = groupId });

    private static ReadOnlyMemory<byte> TopologyKey(string groupId) =>
        Key(TopologyType, new StreamsGroupTopologyKey { GroupId = groupId });

    private static ReadOnlyMemory<byte> AssignmentKey(string groupId) =>
        Key(AssignmentType, new StreamsGroupTargetAssignmentMetadataKey { GroupId = groupId });

    private static ReadOnlyMemory<byte> MemberKey(string groupId, string memberId) =>
        Key(MemberType, new StreamsGroupMemberMetadataKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> TargetKey(string groupId, string memberId) =>
        Key(TargetType, new StreamsGroupTargetAssignmentMemberKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> CurrentKey(string groupId, string memberId) =>
        Key(CurrentType, new StreamsGroupCurrentMemberAssignmentKey { GroupId = groupId, MemberId = memberId });

    private static ReadOnlyMemory<byte> Key<T>(short type, T key)
        where T : IWireMessage<T> => RecordBytes.Encode(type, key, bodyVersion: 0);
}
