// FindCoordinator and InitProducerId: where a group lives, and who a producer is.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.FindCoordinatorResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class CoordinatorHandlers(
    MetadataService metadata, GroupCoordinators coordinators, ProducerIds producerIds, int nodeId)
{
    private const sbyte Group = 0;
    private const short FirstVersionWithManyKeys = 4;

    internal async ValueTask<FindCoordinatorResponse?> FindAsync(FindCoordinatorRequest request, RequestContext context)
    {
        if (request.KeyType == Group)
        {
            await coordinators.EnsureAsync();
        }

        if (context.Version >= FirstVersionWithManyKeys)
        {
            return new FindCoordinatorResponse
            {
                Coordinators = request.CoordinatorKeys.ConvertAll(key => Find(key, request.KeyType)),
            };
        }

        Coordinator found = Find(request.Key, request.KeyType);
        return new FindCoordinatorResponse
        {
            NodeId = found.NodeId,
            Host = found.Host,
            Port = found.Port,
            ErrorCode = found.ErrorCode,
            ErrorMessage = found.ErrorMessage,
        };
    }

    internal async ValueTask<InitProducerIdResponse?> InitProducerIdAsync(
        InitProducerIdRequest request, RequestContext context)
    {
        if (request.TransactionalId is not null)
        {
            // No coordinator of transactions is served: fail for good, a retriable error would keep the client waiting.
            return new InitProducerIdResponse
            {
                ErrorCode = request.TransactionalId.Length == 0
                    ? ErrorCode.InvalidRequest
                    : ErrorCode.TransactionalIdAuthorizationFailed,
                ProducerId = -1,
                ProducerEpoch = -1,
            };
        }

        long producerId = await producerIds.NextAsync();
        return new InitProducerIdResponse { ProducerId = producerId, ProducerEpoch = 0 };
    }

    private Coordinator Find(string key, sbyte keyType)
    {
        if (keyType != Group)
        {
            return new Coordinator
            {
                Key = key,
                NodeId = -1,
                Port = -1,
                ErrorCode = ErrorCode.InvalidRequest,
                ErrorMessage = "Only consumer groups have coordinators here (key type 0).",
            };
        }

        BrokerImage self = metadata.Image.Brokers[nodeId];
        return new Coordinator { Key = key, NodeId = nodeId, Host = self.Host, Port = self.Port, ErrorMessage = "" };
    }
}
