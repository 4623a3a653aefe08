// Requests that describe or change configuration. Changes go to the controller core through the metadata service and
// are in force on this node when they are answered.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Handlers;

internal sealed class ConfigHandlers(
    MetadataService metadata, ClusterController controller, ConfigDescriber describer)
{
    internal ValueTask<DescribeConfigsResponse?> DescribeAsync(DescribeConfigsRequest request, RequestContext context)
    {
        ClusterImage image = metadata.Image;
        var response = new DescribeConfigsResponse();
        foreach (DescribeConfigsRequest.DescribeConfigsResource resource in request.Resources)
        {
            response.Results.Add(
                describer.Describe(image, resource, request.IncludeSynonyms, request.IncludeDocumentation));
        }

        return new ValueTask<DescribeConfigsResponse?>(response);
    }

    internal async ValueTask<AlterConfigsResponse?> AlterAsync(AlterConfigsRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => controller.AlterConfigs(image, request));

    internal async ValueTask<IncrementalAlterConfigsResponse?> AlterAsync(
        IncrementalAlterConfigsRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => controller.AlterConfigs(image, request));

    internal ValueTask<ListConfigResourcesResponse?> ListAsync(
        ListConfigResourcesRequest request, RequestContext context) =>
        new(ConfigResources.List(metadata.Image, request, context.Version));
}
