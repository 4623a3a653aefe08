// What a member of a streams group is told: its tasks, what the group suffers from, and where other processes answer
// queries (KIP-1071).
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.StreamsGroupHeartbeatResponse;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal static class StreamsAnswers
{
    private const short FirstVersionWithMissingTags = 1;

    /// <summary>The answer to a heartbeat that is refused.</summary>
    internal static StreamsHeartbeatAnswer Refused(ErrorCode error, string? message = null) =>
        new(new StreamsGroupHeartbeatResponse { ErrorCode = error, ErrorMessage = message }, Missing: []);

    /// <summary>An answer that waits for the records it rests on.</summary>
    internal static WaitingAnswer Waiting(ReplyToken token, StreamsHeartbeatAnswer answer) =>
        new(token, answer, static error => Refused(error));

    /// <summary>The answer to a heartbeat; with <paramref name="tells"/> it names the tasks.</summary>
    internal static StreamsGroupHeartbeatResponse ResponseTo(
        StreamsGroup streams, StreamsMember member, StreamsBeat beat, bool tells, List<GroupStatus> told) => new()
        {
            MemberId = member.MemberId,
            MemberEpoch = member.Epoch,
            HeartbeatIntervalMs = beat.Options.HeartbeatIntervalMs,
            TaskOffsetIntervalMs = beat.Options.TaskOffsetIntervalMs,
            AcceptableRecoveryLag = beat.Options.AcceptableRecoveryLag,
            ActiveTasks = tells ? Told(member.Assigned.Active.Keys) : null,
            StandbyTasks = tells ? Told(member.Assigned.Standby) : null,
            WarmupTasks = tells ? Told(member.Assigned.Warmup) : null,
            Status = told,
            EndpointInformationEpoch = streams.EndpointEpoch,
            PartitionsByUserEndpoint = streams.EndpointEpoch == beat.Request.EndpointInformationEpoch
                ? null
                : [.. streams.Members.Values.Where(other => other.Endpoint is not null)
                    .Select(other => PartitionsOf(streams, other, beat.Image))],
        };

    /// <summary>Adds what the group or the member suffers from.</summary>
    internal static void AddStatuses(
        StreamsGroup streams, StreamsMember member, StreamsBeat beat, List<GroupStatus> told)
    {
        int topologyEpoch = streams.Topology!.Epoch;
        if (member.TopologyEpoch < topologyEpoch)
        {
            told.Add(Status(
                StreamsStatus.StaleTopology,
                $"The member's topology epoch {member.TopologyEpoch} is behind the group's topology epoch "
                    + $"{topologyEpoch}."));
        }

        if (streams.Plan?.Problem is { } problem)
        {
            told.Add(Status(problem.Status, problem.Detail));
        }

        if (streams.ShutdownMemberId is { } memberId)
        {
            told.Add(Status(
                StreamsStatus.ShutdownApplication,
                $"Streams group member {memberId} encountered a fatal error and requested a shutdown for the entire "
                    + "application."));
        }

        var missing = beat.Options.RackAwareTags.Where(tag => !member.Tags.ContainsKey(tag)).ToList();
        if (missing.Count > 0 && beat.Caller.ApiVersion >= FirstVersionWithMissingTags)
        {
            told.Add(Status(
                StreamsStatus.MissingClientTags,
                $"Missing client tags for placing standby tasks: {string.Join(", ", missing)}. Set client.tag.<tag> in "
                    + "the configuration of the application."));
        }
    }

    internal static GroupStatus Status(StreamsStatus status, string detail) =>
        new() { StatusCode = (sbyte)status, StatusDetail = detail };

    private static List<TaskIds> Told(IEnumerable<TaskId> tasks) =>
    [
        .. StreamsGroupRecords.BySubtopology(tasks).Select(
            part => new TaskIds { SubtopologyId = part.Subtopology, Partitions = part.Partitions }),
    ];

    private static EndpointToPartitions PartitionsOf(StreamsGroup streams, StreamsMember member, ClusterImage image) =>
        new()
        {
            UserEndpoint = new Endpoint { Host = member.Endpoint!.Value.Host, Port = member.Endpoint.Value.Port },
            ActivePartitions = PartitionsOf(streams, member.Assigned.Active.Keys, image),
            StandbyPartitions = PartitionsOf(streams, member.Assigned.Standby.Concat(member.Assigned.Warmup), image),
        };

    // A task reads its partition of each source topic that has as many.
    private static List<StreamsGroupHeartbeatResponse.TopicPartition> PartitionsOf(
        StreamsGroup streams, IEnumerable<TaskId> tasks, ClusterImage image) =>
    [
        .. StreamsGroupRecords.BySubtopology(tasks).SelectMany(part =>
            (streams.Plan?.Subtopologies ?? []).Where(planned => planned.Id == part.Subtopology)
                .SelectMany(planned => planned.Reads)
                .Where(image.Topics.ContainsKey)
                .Select(topic => new StreamsGroupHeartbeatResponse.TopicPartition
                {
                    Topic = topic,
                    Partitions = part.Partitions.FindAll(index => index < image.Topics[topic].Partitions.Length),
                })
                .Where(topic => topic.Partitions.Count > 0)),
    ];
}
