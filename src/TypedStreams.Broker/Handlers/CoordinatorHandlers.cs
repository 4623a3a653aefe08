// FindCoordinator: where a group or a transactional id lives.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Shares;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.FindCoordinatorResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class CoordinatorHandlers(
    MetadataService metadata,
    GroupCoordinators groups,
    TransactionCoordinators transactions,
    ShareStates shares,
    int nodeId)
{
    private const sbyte Group = 0;
    private const sbyte Transaction = 1;
    private const sbyte SharePartition = 2;
    private const short FirstVersionWithManyKeys = 4;
    private const short FirstVersionWithShares = 6;

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
        else if (request.KeyType == SharePartition && context.Version >= FirstVersionWithShares)
        {
            await shares.EnsureAsync();
        }

        if (context.Version >= FirstVersionWithManyKeys)
        {
            return new FindCoordinatorResponse
            {
                Coordinators = request.CoordinatorKeys.ConvertAll(key => Find(key, request.KeyType, context.Version)),
            };
        }

        Coordinator found = Find(request.Key, request.KeyType, context.Version);
        return new FindCoordinatorResponse
        {
            NodeId = found.NodeId,
            Host = found.Host,
            Port = found.Port,
            ErrorCode = found.ErrorCode,
            ErrorMessage = found.ErrorMessage,
        };
    }

    private Coordinator Find(string key, sbyte keyType, short version)
    {
        bool isKnown = keyType is Group or Transaction
            || (keyType == SharePartition && version >= FirstVersionWithShares && IsShareKey(key));
        if (!isKnown)
        {
            return new Coordinator
            {
                Key = key,
                NodeId = -1,
                Port = -1,
                ErrorCode = ErrorCode.InvalidRequest,
                ErrorMessage = "Groups (key type 0), transactional ids (1) and share partitions (2, from version 6; "
                    + "group:topic id:partition) have coordinators here.",
            };
        }

        BrokerImage self = metadata.Image.Brokers[nodeId];
        return new Coordinator { Key = key, NodeId = nodeId, Host = self.Host, Port = self.Port, ErrorMessage = "" };
    }

    private static bool IsShareKey(string key) =>
        key.Split(':') is [.. { Length: > 0 }, { Length: 22 }, var partition] && int.TryParse(partition, out int index)
            && index >= 0;
}
