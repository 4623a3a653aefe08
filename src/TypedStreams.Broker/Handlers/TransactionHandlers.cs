// The transaction APIs that a producer uses: each request goes to the coordinator of its transactional id; the core's
// answer is put into the words of the request's version.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.AddPartitionsToTxnRequest;
using static TypedStreams.Protocol.Messages.AddPartitionsToTxnResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class TransactionHandlers(
    TransactionCoordinators coordinators,
    GroupCoordinators groups,
    PartitionDirectory partitions,
    ProducerIds producerIds)
{
    private const short FirstVersionWithManyTransactions = 4;

    internal async ValueTask<InitProducerIdResponse?> InitProducerIdAsync(
        InitProducerIdRequest request, RequestContext context)
    {
        if (request.TransactionalId is not { } transactionalId)
        {
            return new InitProducerIdResponse { ProducerId = await producerIds.NextAsync(), ProducerEpoch = 0 };
        }

        await coordinators.EnsureAsync();
        InitProducerIdResponse response = coordinators.Find(transactionalId) is { } host
            ? await host.AskAsync<InitProducerIdResponse>(
                (core, token, now, effects) => core.InitRequested(request, token, now, effects))
            : new InitProducerIdResponse { ErrorCode = ErrorCode.NotCoordinator, ProducerEpoch = -1 };
        response.ErrorCode = ForVersion(response.ErrorCode, knowsFenced: context.Version >= 4);
        return response;
    }

    internal async ValueTask<AddPartitionsToTxnResponse?> AddPartitionsAsync(
        AddPartitionsToTxnRequest request, RequestContext context)
    {
        var response = new AddPartitionsToTxnResponse();
        if (context.Version >= FirstVersionWithManyTransactions)
        {
            foreach (AddPartitionsToTxnTransaction transaction in request.Transactions)
            {
                response.ResultsByTransaction.Add(new AddPartitionsToTxnResult
                {
                    TransactionalId = transaction.TransactionalId,
                    TopicResults = await AddAsync(transaction, context.Version),
                });
            }
        }
        else
        {
            response.ResultsByTopicV3AndBelow = await AddAsync(
                new AddPartitionsToTxnTransaction
                {
                    TransactionalId = request.V3AndBelowTransactionalId,
                    ProducerId = request.V3AndBelowProducerId,
                    ProducerEpoch = request.V3AndBelowProducerEpoch,
                    Topics = request.V3AndBelowTopics,
                },
                context.Version);
        }

        return response;
    }

    internal async ValueTask<AddOffsetsToTxnResponse?> AddOffsetsAsync(
        AddOffsetsToTxnRequest request, RequestContext context)
    {
        if (request.TransactionalId.Length == 0 || request.GroupId.Length == 0)
        {
            return new AddOffsetsToTxnResponse
            {
                ErrorCode = request.TransactionalId.Length == 0 ? ErrorCode.InvalidRequest : ErrorCode.InvalidGroupId,
            };
        }

        await groups.EnsureAsync();
        TopicPartition[] added = [new(InternalTopics.ConsumerOffsets, groups.PartitionOf(request.GroupId))];
        ErrorCode error = await AddAsync(
            request.TransactionalId, request.ProducerId, request.ProducerEpoch, added, verifyOnly: false);
        return new AddOffsetsToTxnResponse { ErrorCode = ForVersion(error, knowsFenced: context.Version >= 2) };
    }

    internal async ValueTask<EndTxnResponse?> EndAsync(EndTxnRequest request, RequestContext context)
    {
        EndTxnResponse response = coordinators.Find(request.TransactionalId) is { } host
            ? await host.AskAsync<EndTxnResponse>(
                (core, token, now, effects) => core.EndRequested(request, context.Version, token, now, effects))
            : new EndTxnResponse { ErrorCode = ErrorCode.NotCoordinator };
        response.ErrorCode = ForVersion(response.ErrorCode, knowsFenced: context.Version >= 2);
        return response;
    }

    private async Task<List<AddPartitionsToTxnTopicResult>> AddAsync(
        AddPartitionsToTxnTransaction request, short version)
    {
        TopicPartition[] wanted =
        [
            .. request.Topics.SelectMany(
                topic => topic.Partitions.Select(partition => new TopicPartition(topic.Name, partition))),
        ];

        // One partition that does not exist keeps the others out as well, as Kafka has it.
        bool allExist = wanted.All(IsKnown);
        ErrorCode error = allExist
            ? await AddAsync(
                request.TransactionalId, request.ProducerId, request.ProducerEpoch, wanted, request.VerifyOnly)
            : ErrorCode.OperationNotAttempted;
        error = ForVersion(error, knowsFenced: version >= 2);
        return request.Topics.ConvertAll(topic => new AddPartitionsToTxnTopicResult
        {
            Name = topic.Name,
            ResultsByPartition = topic.Partitions.ConvertAll(partition => new AddPartitionsToTxnPartitionResult
            {
                PartitionIndex = partition,
                PartitionErrorCode = allExist || IsKnown(new TopicPartition(topic.Name, partition))
                    ? error
                    : ErrorCode.UnknownTopicOrPartition,
            }),
        });
    }

    private async Task<ErrorCode> AddAsync(
        string transactionalId,
        long producerId,
        short producerEpoch,
        IReadOnlyCollection<TopicPartition> wanted,
        bool verifyOnly) =>
        coordinators.Find(transactionalId) is not { } host ? ErrorCode.NotCoordinator
        : verifyOnly ? await host.QueryAsync(
            (core, _) => core.Verify(transactionalId, producerId, producerEpoch, wanted))
        : await host.AskAsync<ErrorCode>((core, token, now, effects) => core.AddRequested(
            transactionalId, producerId, producerEpoch, wanted, token, now, effects));

    private bool IsKnown(TopicPartition partition) =>
        partitions.Find(partition.Topic)?.Find(partition.Partition) is not null;

    // Old clients know a zombie by another name.
    private static ErrorCode ForVersion(ErrorCode error, bool knowsFenced) =>
        error == ErrorCode.ProducerFenced && !knowsFenced ? ErrorCode.InvalidProducerEpoch : error;
}
