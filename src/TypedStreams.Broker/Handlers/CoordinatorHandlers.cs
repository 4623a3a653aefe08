// FindCoordinator: where a group or a transactional id lives.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.FindCoordinatorResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class CoordinatorHandlers(
    MetadataService metadata, GroupCoordinators groups, TransactionCoordinators transactions, int nodeId)
{
    private const sbyte Group = 0;
    private const sbyte Transaction = 1;
    private const short FirstVersionWithManyKeys = 4;

    internal async ValueTask<FindCoordinatorResponse?> FindAsync(FindCoordinatorRequest request, RequestContext context)
    {
        if (request.KeyType == Group)
        {
            await groups.EnsureAsync();
        }
        else if (request.KeyType == Transaction)
        {
            await transactions.EnsureAsync();
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

    private Coordinator Find(string key, sbyte keyType)
    {
        if (keyType is not (Group or Transaction))
        {
            return new Coordinator
            {
                Key = key,
                NodeId = -1,
                Port = -1,
                ErrorCode = ErrorCode.InvalidRequest,
                ErrorMessage = "Consumer groups (key type 0) and transactional ids (1) have coordinators here.",
            };
        }

        BrokerImage self = metadata.Image.Brokers[nodeId];
        return new Coordinator { Key = key, NodeId = nodeId, Host = self.Host, Port = self.Port, ErrorMessage = "" };
    }
}
