// Requests that change topics: they go to the controller core through the metadata service, under the quota of changes.
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Quotas;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Handlers;

internal sealed class TopicHandlers(MetadataService metadata, ClusterController controller, ClientQuotas quotas)
{
    // From these versions on a client knows that it may be refused for its quota's sake (KIP-599).
    private const short StrictCreateTopics = 6;
    private const short StrictCreatePartitions = 3;
    private const short StrictDeleteTopics = 5;

    internal async ValueTask<CreateTopicsResponse?> CreateAsync(CreateTopicsRequest request, RequestContext context)
    {
        Guid[] topicIds = [.. request.Topics.Select(_ => TopicIds.New())];
        return await metadata.ChangeAsync(image => controller.CreateTopics(
            image, request, topicIds, quota: quotas.MutationOf(context, context.Version >= StrictCreateTopics)));
    }

    internal async ValueTask<CreatePartitionsResponse?> CreatePartitionsAsync(
        CreatePartitionsRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => ClusterController.CreatePartitions(
            image, request, quotas.MutationOf(context, context.Version >= StrictCreatePartitions)));

    internal async ValueTask<ElectLeadersResponse?> ElectAsync(ElectLeadersRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => ClusterController.ElectLeaders(image, request));

    internal async ValueTask<AlterPartitionReassignmentsResponse?> ReassignAsync(
        AlterPartitionReassignmentsRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => ClusterController.AlterReassignments(image, request));

    internal ValueTask<ListPartitionReassignmentsResponse?> ListReassignmentsAsync(
        ListPartitionReassignmentsRequest request, RequestContext context) =>
        new(ClusterController.ListReassignments());

    internal async ValueTask<DeleteTopicsResponse?> DeleteAsync(DeleteTopicsRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => ClusterController.DeleteTopics(
            image, request, quotas.MutationOf(context, context.Version >= StrictDeleteTopics)));
}
