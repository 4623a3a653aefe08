// What administrators see of transactions and may do to them: DescribeTransactions, ListTransactions,
// DescribeProducers, and WriteTxnMarkers, which ends a transaction that no coordinator knows of any more.
using System.Text.RegularExpressions;
using TypedStreams.Broker.Core.Transactions;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Storage;
using static TypedStreams.Protocol.Messages.DescribeProducersRequest;
using static TypedStreams.Protocol.Messages.DescribeProducersResponse;
using static TypedStreams.Protocol.Messages.DescribeTransactionsResponse;
using static TypedStreams.Protocol.Messages.WriteTxnMarkersRequest;
using static TypedStreams.Protocol.Messages.WriteTxnMarkersResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class TransactionAdminHandlers(
    TransactionCoordinators coordinators, MarkerWriter markers, PartitionDirectory partitions)
{
    private const sbyte Version2 = 2;

    // A pattern comes from a client; one that takes longer to match than this is refused.
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    internal async ValueTask<DescribeTransactionsResponse?> DescribeAsync(
        DescribeTransactionsRequest request, RequestContext context)
    {
        var response = new DescribeTransactionsResponse();
        foreach (string transactionalId in request.TransactionalIds)
        {
            response.TransactionStates.Add(coordinators.Find(transactionalId) is { } host
                ? await host.QueryAsync((core, _) => core.Describe(transactionalId))
                : new TransactionDescription
                {
                    TransactionalId = transactionalId,
                    ErrorCode = ErrorCode.TransactionalIdNotFound,
                });
        }

        return response;
    }

    internal async ValueTask<ListTransactionsResponse?> ListAsync(
        ListTransactionsRequest request, RequestContext context)
    {
        var response = new ListTransactionsResponse
        {
            UnknownStateFilters = request.StateFilters.FindAll(name => !Enum.IsDefined(typeof(TransactionState), name)),
        };
        try
        {
            Regex? pattern = string.IsNullOrEmpty(request.TransactionalIdPattern)
                ? null
                : new Regex($"^(?:{request.TransactionalIdPattern})$", RegexOptions.NonBacktracking, PatternTimeout);
            foreach (TransactionHost host in coordinators.All)
            {
                response.TransactionStates.AddRange(
                    await host.QueryAsync((core, now) => core.List(request, pattern, now).ToArray()));
            }
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            response.ErrorCode = ErrorCode.InvalidRegularExpression;
        }

        return response;
    }

    internal async ValueTask<DescribeProducersResponse?> DescribeProducersAsync(
        DescribeProducersRequest request, RequestContext context)
    {
        var response = new DescribeProducersResponse();
        foreach (TopicRequest topic in request.Topics)
        {
            var answered = new TopicResponse { Name = topic.Name };
            foreach (int index in topic.PartitionIndexes)
            {
                PartitionHost? host = partitions.Find(topic.Name)?.Find(index);
                answered.Partitions.Add(host is null
                    ? new PartitionResponse
                    {
                        PartitionIndex = index,
                        ErrorCode = ErrorCode.UnknownTopicOrPartition,
                    }
                    : await host.Shard.AskAsync(() => DescribeProducers(host)));
            }

            response.Topics.Add(answered);
        }

        return response;
    }

    internal async ValueTask<WriteTxnMarkersResponse?> WriteMarkersAsync(
        WriteTxnMarkersRequest request, RequestContext context)
    {
        var response = new WriteTxnMarkersResponse();
        foreach (WritableTxnMarker marker in request.Markers)
        {
            var answered = new WritableTxnMarkerResult { ProducerId = marker.ProducerId };
            foreach (WritableTxnMarkerTopic topic in marker.Topics)
            {
                var results = await Task.WhenAll(topic.PartitionIndexes.Select(
                    index => WriteMarkerAsync(marker, new TopicPartition(topic.Name, index))));
                answered.Topics.Add(new WritableTxnMarkerTopicResult { Name = topic.Name, Partitions = [.. results] });
            }

            response.Markers.Add(answered);
        }

        return response;
    }

    private Task<WritableTxnMarkerPartitionResult> WriteMarkerAsync(
        WritableTxnMarker wanted, TopicPartition partition)
    {
        var answer = new TaskCompletionSource<WritableTxnMarkerPartitionResult>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        var marker = new TransactionMarker(
            wanted.ProducerId, wanted.ProducerEpoch, wanted.CoordinatorEpoch, wanted.TransactionResult);
        markers.Write(
            partition,
            marker,
            isVersion2: wanted.TransactionVersion >= Version2,
            error => answer.SetResult(new WritableTxnMarkerPartitionResult
            {
                PartitionIndex = partition.Partition,
                ErrorCode = error,
            }));
        return answer.Task;
    }

    private static PartitionResponse DescribeProducers(PartitionHost host) => new()
    {
        PartitionIndex = host.Index,
        ErrorCode = host.IsClosed ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None,
        ActiveProducers = host.IsClosed
            ? []
            : host.Log.DescribeProducers().ConvertAll(static producer => new ProducerState
            {
                ProducerId = producer.ProducerId,
                ProducerEpoch = producer.Epoch,
                LastSequence = producer.LastSequence,
                LastTimestamp = producer.LastTimestampMs,
                CoordinatorEpoch = producer.CoordinatorEpoch,
                CurrentTxnStartOffset = producer.TransactionFirstOffset,
            }),
    };
}
