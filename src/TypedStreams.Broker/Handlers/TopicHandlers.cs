// Requests that change topics: they go to the controller core through the metadata service.
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Handlers;

internal sealed class TopicHandlers(MetadataService metadata, ClusterController controller)
{
    internal async ValueTask<CreateTopicsResponse?> CreateAsync(CreateTopicsRequest request, RequestContext context)
    {
        Guid[] topicIds = [.. request.Topics.Select(_ => TopicIds.New())];
        return await metadata.ChangeAsync(image => controller.CreateTopics(image, request, topicIds));
    }

    internal async ValueTask<CreatePartitionsResponse?> CreatePartitionsAsync(
        CreatePartitionsRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => ClusterController.CreatePartitions(image, request));

    internal async ValueTask<ElectLeadersResponse?> ElectAsync(ElectLeadersRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => ClusterController.ElectLeaders(image, request));

    internal async ValueTask<DeleteTopicsResponse?> DeleteAsync(DeleteTopicsRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => ClusterController.DeleteTopics(image, request));
}
