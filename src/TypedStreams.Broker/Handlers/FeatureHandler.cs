// UpdateFeatures: the change of levels goes to the controller core.
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Handlers;

internal sealed class FeatureHandler(MetadataService metadata)
{
    internal async ValueTask<UpdateFeaturesResponse?> UpdateAsync(
        UpdateFeaturesRequest request, RequestContext context) =>
        await metadata.ChangeAsync(image => ClusterController.UpdateFeatures(image, request, context.Version));
}
