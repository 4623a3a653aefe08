// The APIs of share groups (KIP-932): heartbeats, and what administrators ask and change. A request goes to the
// coordinator of its group, and to the share partitions where those are concerned.
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.ShareGroups;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shares;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using Altered = TypedStreams.Protocol.Messages.AlterShareGroupOffsetsResponse;
using Deleted = TypedStreams.Protocol.Messages.DeleteShareGroupOffsetsResponse;
using Positions = TypedStreams.Protocol.Messages.DescribeShareGroupOffsetsResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class ShareGroupHandlers(
    GroupCoordinators coordinators,
    ShareStates states,
    ShareSettings settings,
    PartitionDirectory partitions,
    MetadataService metadata)
{
    internal async ValueTask<ShareGroupHeartbeatResponse?> HeartbeatAsync(
        ShareGroupHeartbeatRequest request, RequestContext context)
    {
        if (coordinators.Find(request.GroupId) is not { } host)
        {
            return new ShareGroupHeartbeatResponse { ErrorCode = ErrorCode.NotCoordinator };
        }

        var caller = new JoinCaller(context.ClientId, context.ClientHost, context.Version, FreshMemberId: "");
        ShareGroupOptions options = settings.GroupOf(request.GroupId);
        return await host.Shares.AskAsync<ShareGroupHeartbeatResponse>((core, token, now, effects) =>
            core.HeartbeatReceived(
                request, caller, host.Has(request.GroupId), options, metadata.Image, token, now, effects));
    }

    internal async ValueTask<ShareGroupDescribeResponse?> DescribeAsync(
        ShareGroupDescribeRequest request, RequestContext context)
    {
        var response = new ShareGroupDescribeResponse();
        foreach (string groupId in request.GroupIds)
        {
            response.Groups.Add(coordinators.Find(groupId) is { } host
                ? await host.Shares.QueryAsync((core, _) => core.Describe(groupId, host.Has(groupId), metadata.Image))
                : new ShareGroupCoordinator().Describe(groupId, isTaken: false, metadata.Image));
        }

        return response;
    }

    /// <summary>Deletes an empty share group with everything that it has done.</summary>
    internal async Task<ErrorCode> DeleteGroupAsync(CoordinatorHost host, string groupId)
    {
        ErrorCode error = await host.Shares.QueryAsync((core, _) => core.CheckEmpty(groupId));
        if (error != ErrorCode.None)
        {
            return error;
        }

        var shared = await host.Shares.QueryAsync((core, _) => core.PartitionsOf(groupId)) ?? [];
        foreach ((ShareKey key, _) in shared)
        {
            ShareOutcome outcome = await DeleteStateAsync(key);
            if (outcome.Error != ErrorCode.None)
            {
                return outcome.Error;
            }
        }

        return await host.Shares.AskAsync<ErrorCode>(
            (core, token, now, effects) => core.DeleteRequested(groupId, token, now, effects));
    }

    internal async ValueTask<Positions?> DescribeOffsetsAsync(
        DescribeShareGroupOffsetsRequest request, RequestContext context)
    {
        var response = new Positions();
        foreach (DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestGroup asked in request.Groups)
        {
            CoordinatorHost? host = coordinators.Find(asked.GroupId);
            var shared = host is null
                ? null
                : await host.Shares.QueryAsync((core, _) => core.PartitionsOf(asked.GroupId));
            shared ??= [];
            var described = new Positions.DescribeShareGroupOffsetsResponseGroup { GroupId = asked.GroupId };
            response.Groups.Add(described);

            // A group that does not exist has no offsets, which is no error.
            var wanted = asked.Topics is { } named
                ? named.SelectMany(topic => topic.Partitions.Select(index => (topic.TopicName, Index: index)))
                    .Distinct()
                : shared.Where(one => metadata.Image.FindTopic(one.Key.TopicId) is not null)
                    .Select(one => (one.TopicName, Index: one.Key.Partition));
            foreach (var topic in wanted.GroupBy(one => one.TopicName, one => one.Index))
            {
                described.Topics.Add(await DescribeAsync(asked.GroupId, topic.Key, topic));
            }
        }

        return response;
    }

    internal async ValueTask<Altered?> AlterOffsetsAsync(AlterShareGroupOffsetsRequest request, RequestContext context)
    {
        CoordinatorHost? host = coordinators.Find(request.GroupId);
        ErrorCode error = await CheckEmptyAsync(host, request.GroupId);
        if (error != ErrorCode.None)
        {
            return new Altered { ErrorCode = error, ErrorMessage = Reason(error, request.GroupId) };
        }

        await states.EnsureAsync();
        var response = new Altered();
        var known = new List<TopicImage>();
        foreach (AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestTopic wanted in request.Topics)
        {
            TopicImage? topic = metadata.Image.Topics.GetValueOrDefault(wanted.TopicName);
            var answered = new Altered.AlterShareGroupOffsetsResponseTopic
            {
                TopicName = wanted.TopicName,
                TopicId = topic?.Id ?? Guid.Empty,
            };
            foreach (var partition in wanted.Partitions)
            {
                ShareOutcome outcome = await ResetAsync(
                    request.GroupId, topic?.Id, partition.PartitionIndex, partition.StartOffset);
                answered.Partitions.Add(new Altered.AlterShareGroupOffsetsResponsePartition
                {
                    PartitionIndex = partition.PartitionIndex,
                    ErrorCode = outcome.Error,
                    ErrorMessage = outcome.Message,
                });
            }

            if (topic is not null)
            {
                known.Add(topic);
            }

            response.Responses.Add(answered);
        }

        response.ErrorCode = await host!.Shares.AskAsync<ErrorCode>((core, token, now, effects) =>
            core.TopicsChanged(
                request.GroupId,
                [.. known.Where(topic => metadata.Image.FindTopic(topic.Id) is not null)],
                removed: [],
                token,
                now,
                effects));
        return response;
    }

    internal async ValueTask<Deleted?> DeleteOffsetsAsync(
        DeleteShareGroupOffsetsRequest request, RequestContext context)
    {
        CoordinatorHost? host = coordinators.Find(request.GroupId);
        ErrorCode error = await CheckEmptyAsync(host, request.GroupId);
        if (error != ErrorCode.None)
        {
            return new Deleted { ErrorCode = error, ErrorMessage = Reason(error, request.GroupId) };
        }

        var shared = await host!.Shares.QueryAsync((core, _) => core.PartitionsOf(request.GroupId)) ?? [];
        var response = new Deleted();
        var removed = new List<Guid>();
        foreach (DeleteShareGroupOffsetsRequest.DeleteShareGroupOffsetsRequestTopic wanted in request.Topics)
        {
            TopicImage? topic = metadata.Image.Topics.GetValueOrDefault(wanted.TopicName);
            var answered = new Deleted.DeleteShareGroupOffsetsResponseTopic
            {
                TopicName = wanted.TopicName,
                TopicId = topic?.Id ?? Guid.Empty,
                ErrorCode = topic is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None,
                ErrorMessage = topic is null ? "This server does not host this topic-partition." : null,
            };
            foreach ((ShareKey key, _) in shared.Where(one => one.Key.TopicId == topic?.Id))
            {
                ShareOutcome outcome = await DeleteStateAsync(key);
                answered.ErrorCode = outcome.Error;
            }

            if (topic is not null && answered.ErrorCode == ErrorCode.None)
            {
                removed.Add(topic.Id);
            }

            response.Responses.Add(answered);
        }

        response.ErrorCode = await host.Shares.AskAsync<ErrorCode>((core, token, now, effects) =>
            core.TopicsChanged(request.GroupId, added: [], removed, token, now, effects));
        return response;
    }

    private async Task<Positions.DescribeShareGroupOffsetsResponseTopic> DescribeAsync(
        string groupId, string topicName, IEnumerable<int> indexes)
    {
        TopicImage? topic = metadata.Image.Topics.GetValueOrDefault(topicName);
        var described = new Positions.DescribeShareGroupOffsetsResponseTopic
        {
            TopicName = topicName,
            TopicId = topic?.Id ?? Guid.Empty,
        };
        foreach (int index in indexes)
        {
            var partition = new Positions.DescribeShareGroupOffsetsResponsePartition
            {
                PartitionIndex = index,
                StartOffset = -1,
            };
            described.Partitions.Add(partition);
            if (topic is null || partitions.Find(topic.Id)?.Find(index) is not { } log)
            {
                partition.ErrorCode = ErrorCode.UnknownTopicOrPartition;
                partition.ErrorMessage = "This server does not host this topic-partition.";
                continue;
            }

            var key = new ShareKey(groupId, topic.Id, index);
            SharePosition? position =
                states.Find(key) is { } state ? await state.QueryAsync((core, _) => core.Position(key)) : null;
            if (position is { StartOffset: >= 0 } known)
            {
                long end = await log.Shard.AskAsync(() => log.Leader.HighWatermark);
                partition.StartOffset = known.StartOffset;
                partition.LeaderEpoch = known.LeaderEpoch;
                partition.Lag = Math.Max(0, end - known.StartOffset - known.FinishedCount);
            }
        }

        return described;
    }

    private async Task<ShareOutcome> ResetAsync(string groupId, Guid? topicId, int index, long offset)
    {
        if (topicId is not { } id || partitions.Find(id)?.Find(index) is not { } log)
        {
            return ShareStateHost.NoSuchPartition;
        }

        var key = new ShareKey(groupId, id, index);
        int epoch = await log.Shard.AskAsync(() => log.Leader.LeaderEpoch);
        return await states.Find(key)!.ChangeAsync(
            log, (core, token, now, effects) => core.ResetRequested(key, offset, epoch, token, now, effects));
    }

    private async Task<ShareOutcome> DeleteStateAsync(ShareKey key) => states.Find(key) is { } state
        ? await state.AskAsync<ShareOutcome>(
            (core, token, _, effects) => core.DeleteRequested(key, token, effects))
        : ShareOutcome.Success;

    private static async Task<ErrorCode> CheckEmptyAsync(CoordinatorHost? host, string groupId) =>
        groupId.Length == 0 ? ErrorCode.InvalidGroupId
        : host is null ? ErrorCode.NotCoordinator
        : await host.Shares.QueryAsync((core, _) => core.CheckEmpty(groupId));

    private static string? Reason(ErrorCode error, string groupId) => error switch
    {
        ErrorCode.GroupIdNotFound => $"Group {groupId} not found.",
        ErrorCode.NonEmptyGroup => "The group is not empty.",
        _ => null,
    };
}
