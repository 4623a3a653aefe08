// StreamsGroupDescribe (KIP-1071): epochs, topology, members, the tasks they have and shall have.
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.StreamsGroupDescribeResponse;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal sealed class StreamsGroupDescriber(GroupSet groups)
{
    /// <summary>See <see cref="GroupCoordinator.DescribeStreams"/>.</summary>
    internal DescribedGroup Describe(string groupId, ClusterImage image)
    {
        if (groupId.Length == 0)
        {
            return new DescribedGroup { GroupId = groupId, ErrorCode = ErrorCode.InvalidGroupId };
        }

        groups.TryFind(groupId, out Group? group);
        if (group?.Streams is not { } streams)
        {
            return new DescribedGroup
            {
                GroupId = groupId,
                ErrorCode = ErrorCode.GroupIdNotFound,
                ErrorMessage = group is null && !groups.IsShareGroup(groupId)
                    ? $"Group {groupId} not found."
                    : $"Group {groupId} is not a streams group.",
            };
        }

        return new DescribedGroup
        {
            GroupId = groupId,
            GroupState = streams.StateName,
            GroupEpoch = streams.Epoch,
            AssignmentEpoch = streams.AssignmentEpoch,
            AssignorName = StickyTaskAssignor.Name,
            Topology = streams.Topology is { } topology ? Describe(topology, image) : null,
            Members = [.. streams.Members.Values.Select(member => Describe(streams, member))],
        };
    }

    // With the numbers of partitions that were decided, once they are; else as the application gave it.
    private static Topology Describe(StreamsGroupTopologyValue topology, ClusterImage image)
    {
        TopologyPlan plan = TopologyPlan.Of(topology, image);
        return new Topology
        {
            Epoch = topology.Epoch,
            Subtopologies = plan.IsReady
                ?
                [
                    .. plan.Subtopologies.Select(part => new Subtopology
                    {
                        SubtopologyId = part.Id,
                        SourceTopics = [.. part.Sources.Order(StringComparer.Ordinal)],
                        RepartitionSinkTopics = [.. part.Sinks.Order(StringComparer.Ordinal)],
                        StateChangelogTopics = [.. part.Changelogs.Select(Describe)],
                        RepartitionSourceTopics = [.. part.RepartitionSources.Select(Describe)],
                    }),
                ]
                :
                [
                    .. topology.Subtopologies.Select(part => new Subtopology
                    {
                        SubtopologyId = part.SubtopologyId,
                        SourceTopics = part.SourceTopics,
                        RepartitionSinkTopics = part.RepartitionSinkTopics,
                        StateChangelogTopics = part.StateChangelogTopics.ConvertAll(Describe),
                        RepartitionSourceTopics = part.RepartitionSourceTopics.ConvertAll(Describe),
                    }),
                ],
        };
    }

    private static TopicInfo Describe(CreateTopicsRequest.CreatableTopic topic) => new()
    {
        Name = topic.Name,
        Partitions = topic.NumPartitions,
        ReplicationFactor = Math.Max((short)0, topic.ReplicationFactor),
        TopicConfigs = topic.Configs.ConvertAll(
            config => new KeyValue { Key = config.Name, Value = config.Value ?? "" }),
    };

    private static TopicInfo Describe(StreamsGroupTopologyValue.TopicInfo topic) => new()
    {
        Name = topic.Name,
        Partitions = topic.Partitions,
        ReplicationFactor = topic.ReplicationFactor,
        TopicConfigs = topic.TopicConfigs.ConvertAll(
            config => new KeyValue { Key = config.Key, Value = config.Value }),
    };

    private static Member Describe(StreamsGroup streams, StreamsMember member) => new()
    {
        MemberId = member.MemberId,
        MemberEpoch = member.Epoch,
        InstanceId = member.InstanceId,
        RackId = member.RackId,
        ClientId = member.ClientId,
        ClientHost = member.ClientHost,
        TopologyEpoch = member.TopologyEpoch,
        ProcessId = member.ProcessId,
        UserEndpoint = member.Endpoint is { } endpoint
            ? new Endpoint { Host = endpoint.Host, Port = endpoint.Port } : null,
        ClientTags = [.. member.Tags.Select(tag => new KeyValue { Key = tag.Key, Value = tag.Value })],
        TaskOffsets = Describe(member.Offsets),
        TaskEndOffsets = Describe(member.EndOffsets),
        Assignment = Describe(member.Assigned),
        TargetAssignment = Describe(streams.TargetOf(member.MemberId)),
    };

    private static List<TaskOffset> Describe(SortedDictionary<TaskId, long> offsets) =>
    [
        .. offsets.Select(offset => new TaskOffset
        {
            SubtopologyId = offset.Key.Subtopology,
            Partition = offset.Key.Partition,
            Offset = offset.Value,
        }),
    ];

    private static Assignment Describe(TaskSet tasks) => new()
    {
        ActiveTasks = Described(tasks.Active.Keys),
        StandbyTasks = Described(tasks.Standby),
        WarmupTasks = Described(tasks.Warmup),
    };

    private static List<TaskIds> Described(IEnumerable<TaskId> tasks) =>
    [
        .. StreamsGroupRecords.BySubtopology(tasks).Select(
            part => new TaskIds { SubtopologyId = part.Subtopology, Partitions = part.Partitions }),
    ];
}
