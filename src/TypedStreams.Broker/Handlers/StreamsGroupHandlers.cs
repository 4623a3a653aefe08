// The APIs of streams groups (KIP-1071): heartbeats, with the internal topics that the application lacks, and what
// administrators ask. A request goes to the coordinator of its group.
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using Described = TypedStreams.Protocol.Messages.StreamsGroupDescribeResponse;
using DescriptionUpdated = TypedStreams.Protocol.Messages.StreamsGroupTopologyDescriptionUpdateResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class StreamsGroupHandlers(
    GroupCoordinators coordinators, StreamsSettings settings, MetadataService metadata, ClusterController controller)
{
    private const sbyte DescriptionNotStored = 1;
    private const sbyte MissingInternalTopics = 3;

    internal async ValueTask<StreamsGroupHeartbeatResponse?> HeartbeatAsync(
        StreamsGroupHeartbeatRequest request, RequestContext context)
    {
        if (coordinators.Find(request.GroupId) is not { } host)
        {
            return new StreamsGroupHeartbeatResponse { ErrorCode = ErrorCode.NotCoordinator };
        }

        var caller = new JoinCaller(context.ClientId, context.ClientHost, context.Version, FreshMemberId: "");
        StreamsGroupOptions options = settings.Of(request.GroupId);
        StreamsHeartbeatAnswer answer = await host.AskAsync<StreamsHeartbeatAnswer>((core, token, now, effects) =>
            core.StreamsHeartbeatReceived(request, caller, options, metadata.Image, token, now, effects));
        if (answer.Missing.Count > 0)
        {
            await CreateAsync(answer);
        }

        return answer.Response;
    }

    internal async ValueTask<Described?> DescribeAsync(StreamsGroupDescribeRequest request, RequestContext context)
    {
        var response = new Described();
        foreach (string groupId in request.GroupIds)
        {
            Described.DescribedGroup described = coordinators.Find(groupId) is { } host
                ? await host.QueryAsync((core, _) => core.DescribeStreams(groupId, metadata.Image))
                : new GroupCoordinator(new GroupOptions()).DescribeStreams(groupId, metadata.Image);
            bool wantsDescription = request.IncludeTopologyDescription && described.ErrorCode == ErrorCode.None;
            described.TopologyDescriptionStatus = wantsDescription ? DescriptionNotStored : (sbyte)0;
            response.Groups.Add(described);
        }

        return response;
    }

    /// <summary>
    /// Nothing here stores descriptions, as in a Kafka without a plugin for it; no heartbeat asks for one.
    /// </summary>
    internal ValueTask<DescriptionUpdated?> UpdateDescriptionAsync(
        StreamsGroupTopologyDescriptionUpdateRequest request, RequestContext context) =>
        ValueTask.FromResult<DescriptionUpdated?>(new DescriptionUpdated
        {
            ErrorCode = ErrorCode.UnsupportedVersion,
            ErrorMessage = "The broker has no streams group topology description plugin configured.",
        });

    // The member is told that topics are missing, and by a later heartbeat gets its tasks. Another heartbeat may have
    // created them in between, which is as good.
    private async Task CreateAsync(StreamsHeartbeatAnswer answer)
    {
        Guid[] topicIds = [.. answer.Missing.Select(_ => TopicIds.New())];
        var request = new CreateTopicsRequest { Topics = [.. answer.Missing] };
        CreateTopicsResponse created =
            await metadata.ChangeAsync(image => controller.CreateTopics(image, request, topicIds));
        var failed = created.Topics.FindAll(
            topic => topic.ErrorCode is not (ErrorCode.None or ErrorCode.TopicAlreadyExists));
        if (failed.Count > 0
            && answer.Response.Status?.Find(status => status.StatusCode == MissingInternalTopics) is { } told)
        {
            told.StatusDetail += "; Creation failed: "
                + string.Join(", ", failed.Select(topic => $"{topic.Name} ({topic.ErrorMessage})")) + ".";
        }
    }
}
