// OffsetCommit and OffsetFetch: translates between topic ids (version 10) and names, and between the old form of one
// group and the new one of many (version 8); the coordinator's core knows one form only.
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.OffsetCommitRequest;
using static TypedStreams.Protocol.Messages.OffsetCommitResponse;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class OffsetHandlers(GroupCoordinators coordinators, PartitionDirectory partitions)
{
    private const short FirstVersionWithTopicIds = 10;
    private const short FirstVersionWithManyGroups = 8;
    private const short FirstVersionWithLeaderEpoch = 5;

    internal async ValueTask<OffsetCommitResponse?> CommitAsync(OffsetCommitRequest request, RequestContext context)
    {
        if (coordinators.Find(request.GroupId) is not { } host)
        {
            return Refuse(request.Topics, ErrorCode.NotCoordinator);
        }

        List<OffsetCommitRequestTopic> unknown = [];
        if (context.Version >= FirstVersionWithTopicIds)
        {
            unknown = request.Topics.FindAll(topic => partitions.Find(topic.TopicId) is null);
            request.Topics.RemoveAll(unknown.Contains);
            request.Topics.ForEach(topic => topic.Name = partitions.Find(topic.TopicId)?.Name ?? "");
        }

        OffsetCommitResponse response = await host.AskAsync<OffsetCommitResponse>(
            (core, token, now, effects) =>
                core.CommitRequested(request, context.Version, IsKnown, token, now, effects));
        response.Topics.AddRange(Refuse(unknown, ErrorCode.UnknownTopicId).Topics);
        return response;
    }

    internal async ValueTask<OffsetFetchResponse?> FetchAsync(OffsetFetchRequest request, RequestContext context)
    {
        if (context.Version < FirstVersionWithManyGroups)
        {
            OffsetFetchResponseGroup only = await FetchGroupAsync(
                NewForm(request), byId: false, request.RequireStable);
            return OldForm(only, context.Version);
        }

        var response = new OffsetFetchResponse();
        foreach (OffsetFetchRequestGroup group in request.Groups)
        {
            response.Groups.Add(await FetchGroupAsync(
                group, byId: context.Version >= FirstVersionWithTopicIds, request.RequireStable));
        }

        return response;
    }

    private bool IsKnown(string topic, int partition) => partitions.Find(topic)?.Find(partition) is not null;

    private async Task<OffsetFetchResponseGroup> FetchGroupAsync(
        OffsetFetchRequestGroup group, bool byId, bool requireStable)
    {
        if (coordinators.Find(group.GroupId) is not { } host)
        {
            return new OffsetFetchResponseGroup { GroupId = group.GroupId, ErrorCode = ErrorCode.NotCoordinator };
        }

        List<OffsetFetchRequestTopics> unknown = [];
        if (byId && group.Topics is { } topics)
        {
            unknown = topics.FindAll(topic => partitions.Find(topic.TopicId) is null);
            topics.RemoveAll(unknown.Contains);
            topics.ForEach(topic => topic.Name = partitions.Find(topic.TopicId)?.Name ?? "");
        }

        OffsetFetchResponseGroup response = await host.QueryAsync((core, _) => core.FetchOffsets(group, requireStable));
        if (byId)
        {
            response.Topics.ForEach(topic => topic.TopicId = partitions.Find(topic.Name)?.Id ?? topic.TopicId);
            response.Topics.AddRange(unknown.Select(Refuse));
        }

        return response;
    }

    private static OffsetFetchResponseTopics Refuse(OffsetFetchRequestTopics topic) => new()
    {
        TopicId = topic.TopicId,
        Partitions = topic.PartitionIndexes.ConvertAll(index => new OffsetFetchResponsePartitions
        {
            PartitionIndex = index,
            CommittedOffset = -1,
            Metadata = "",
            ErrorCode = ErrorCode.UnknownTopicId,
        }),
    };

    private static OffsetCommitResponse Refuse(List<OffsetCommitRequestTopic> topics, ErrorCode error) => new()
    {
        Topics = topics.ConvertAll(topic => new OffsetCommitResponseTopic
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            Partitions = topic.Partitions.ConvertAll(partition => new OffsetCommitResponsePartition
            {
                PartitionIndex = partition.PartitionIndex,
                ErrorCode = error,
            }),
        }),
    };

    private static OffsetFetchRequestGroup NewForm(OffsetFetchRequest request) => new()
    {
        GroupId = request.GroupId,
        Topics = request.Topics?.ConvertAll(topic => new OffsetFetchRequestTopics
        {
            Name = topic.Name,
            PartitionIndexes = topic.PartitionIndexes,
        }),
    };

    private static OffsetFetchResponse OldForm(OffsetFetchResponseGroup group, short version) => new()
    {
        ErrorCode = group.ErrorCode,
        Topics = group.Topics.ConvertAll(topic => new OffsetFetchResponseTopic
        {
            Name = topic.Name,
            Partitions = topic.Partitions.ConvertAll(partition => new OffsetFetchResponsePartition
            {
                PartitionIndex = partition.PartitionIndex,
                CommittedOffset = partition.CommittedOffset,
                CommittedLeaderEpoch = version < FirstVersionWithLeaderEpoch ? -1 : partition.CommittedLeaderEpoch,
                Metadata = partition.Metadata,
                ErrorCode = partition.ErrorCode,
            }),
        }),
    };
}
