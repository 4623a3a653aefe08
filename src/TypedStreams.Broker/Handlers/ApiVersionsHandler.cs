// ApiVersions: what this node serves, and the feature levels that the cluster has finalized.
using System.Text.RegularExpressions;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ApiVersionsResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed partial class ApiVersionsHandler(ApiTable apis, MetadataService metadata, string clusterId, int nodeId)
{
    private const short FirstVersionWithSoftwareName = 3;
    private const short FirstVersionWithAbsentFeatures = 4;
    private const short FirstVersionWithClusterId = 5;

    internal ValueTask<ApiVersionsResponse?> HandleAsync(ApiVersionsRequest request, RequestContext context) =>
        new(Answer(request, context));

    private ApiVersionsResponse Answer(ApiVersionsRequest request, RequestContext context)
    {
        short version = context.Version;
        if (version >= FirstVersionWithClusterId && request.ClusterId is null != request.NodeId < 0)
        {
            // A client that knows whom it wants to reach names both.
            return new ApiVersionsResponse { ErrorCode = ErrorCode.InvalidRequest };
        }

        if (version >= FirstVersionWithSoftwareName
            && !(SoftwareName().IsMatch(request.ClientSoftwareName)
                && SoftwareName().IsMatch(request.ClientSoftwareVersion)))
        {
            return new ApiVersionsResponse { ErrorCode = ErrorCode.InvalidRequest };
        }

        if (version >= FirstVersionWithClusterId && IsForAnotherNode(request))
        {
            return new ApiVersionsResponse { ErrorCode = ErrorCode.RebootstrapRequired };
        }

        if (version >= FirstVersionWithSoftwareName)
        {
            context.Peer.Introduce(request.ClientSoftwareName, request.ClientSoftwareVersion);
        }

        ClusterImage image = metadata.Image;
        var response = new ApiVersionsResponse { FinalizedFeaturesEpoch = image.EndOffset };
        foreach (Api api in apis.All)
        {
            response.ApiKeys.Add(new ApiVersion
            {
                ApiKey = api.Key,
                MinVersion = api.MinVersion,
                MaxVersion = api.MaxVersion,
            });
        }

        AddFeatures(response, image, version);
        return response;
    }

    private static void AddFeatures(ApiVersionsResponse response, ClusterImage image, short version)
    {
        foreach (FeatureRange feature in Features.All.OrderBy(known => known.Name, StringComparer.Ordinal))
        {
            // Clients of before version 4 take a feature that may be absent for an error (KAFKA-17011).
            if (feature.Min > 0 || version >= FirstVersionWithAbsentFeatures)
            {
                response.SupportedFeatures.Add(new SupportedFeatureKey
                {
                    Name = feature.Name,
                    MinVersion = feature.Min,
                    MaxVersion = feature.Max,
                });
            }
        }

        foreach ((string name, short level) in image.Features)
        {
            if (level > 0)
            {
                response.FinalizedFeatures.Add(
                    new FinalizedFeatureKey { Name = name, MinVersionLevel = level, MaxVersionLevel = level });
            }
        }
    }

    // KIP-1242: a client that remembers another cluster or node at this address must start over from its bootstrap
    // list.
    private bool IsForAnotherNode(ApiVersionsRequest request) =>
        (request.ClusterId is { } cluster && cluster != clusterId) || (request.NodeId >= 0 && request.NodeId != nodeId);

    [GeneratedRegex("^[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?$")]
    private static partial Regex SoftwareName();
}
