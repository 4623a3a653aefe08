using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Configs;

/// <summary>Answers ListConfigResources: what there is that has configuration.</summary>
public static class ConfigResources
{
    // Version 0 asks for client metrics only (it was called ListClientMetricsResources).
    private static readonly sbyte[] OfVersion0 = [(sbyte)ConfigResourceType.ClientMetrics];

    private static readonly sbyte[] Known =
    [
        (sbyte)ConfigResourceType.Topic,
        (sbyte)ConfigResourceType.Broker,
        (sbyte)ConfigResourceType.BrokerLogger,
        (sbyte)ConfigResourceType.ClientMetrics,
        (sbyte)ConfigResourceType.Group,
    ];

    /// <summary>The resources of the types that the request names; an empty list asks for all types.</summary>
    public static ListConfigResourcesResponse List(
        ClusterImage image, ListConfigResourcesRequest request, short version)
    {
        IReadOnlyList<sbyte> types = version == 0 ? OfVersion0
            : request.ResourceTypes.Count == 0 ? Known
            : request.ResourceTypes;
        var response = new ListConfigResourcesResponse();
        foreach (sbyte type in types.Distinct())
        {
            if (!Known.Contains(type))
            {
                return new ListConfigResourcesResponse { ErrorCode = ErrorCode.UnsupportedVersion };
            }

            response.ConfigResources.AddRange(NamesOf(image, type).Select(
                name => new ListConfigResourcesResponse.ConfigResource { ResourceName = name, ResourceType = type }));
        }

        return response;
    }

    private static IEnumerable<string> NamesOf(ClusterImage image, sbyte type) => (ConfigResourceType)type switch
    {
        ConfigResourceType.Topic => image.Topics.Keys,
        ConfigResourceType.Broker or ConfigResourceType.BrokerLogger => image.Brokers.Keys.Select(id => id.ToString()),
        _ => image.Configs.Keys.Where(resource => (sbyte)resource.Type == type).Select(resource => resource.Name),
    };
}
