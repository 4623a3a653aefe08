// DescribeCluster: the brokers and who controls them.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DescribeClusterResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class ClusterHandlers(MetadataService metadata, string clusterId, int nodeId)
{
    private const sbyte Brokers = 1;

    internal ValueTask<DescribeClusterResponse?> DescribeAsync(DescribeClusterRequest request, RequestContext context)
    {
        if (request.EndpointType != Brokers)
        {
            return new ValueTask<DescribeClusterResponse?>(new DescribeClusterResponse
            {
                ErrorCode = ErrorCode.MismatchedEndpointType,
                ErrorMessage = "This listener is for brokers (endpoint type 1), not for controllers.",
            });
        }

        var response = new DescribeClusterResponse
        {
            ClusterId = clusterId,
            ControllerId = nodeId,
            EndpointType = Brokers,
        };
        foreach (BrokerImage broker in metadata.Image.Brokers.Values)
        {
            response.Brokers.Add(new DescribeClusterBroker
            {
                BrokerId = broker.Id,
                Host = broker.Host,
                Port = broker.Port,
                Rack = broker.Rack,
            });
        }

        return new ValueTask<DescribeClusterResponse?>(response);
    }
}
