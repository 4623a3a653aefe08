// Transactions: listed by every broker, described by the coordinator of the id; producers by the leader of a partition.
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.WriteTxnMarkersRequest;

namespace TypedStreams.Client;

public sealed partial class KafkaAdmin
{
    /// <summary>The transactional ids of the cluster, in order of name.</summary>
    /// <param name="producerIds">Only those of these producers; empty for all.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<ListedTransaction>> ListTransactionsAsync(
        IReadOnlyCollection<long>? producerIds = null, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            await _link.Metadata.RefreshAsync(token);
            var found = new List<ListedTransaction>();
            foreach ((int brokerId, BrokerAddress broker) in _link.Metadata.Current.Brokers)
            {
                ListTransactionsResponse response = await _link.AskAsync(
                    broker, new ListTransactionsRequest { ProducerIdFilters = [.. producerIds ?? []] }, ct: token);
                Check(response.ErrorCode, null, $"Broker {broker} did not list its transactions");
                found.AddRange(response.TransactionStates.Select(listed => new ListedTransaction(
                    listed.TransactionalId, brokerId, listed.ProducerId, listed.TransactionState)));
            }

            return (IReadOnlyList<ListedTransaction>)
                [.. found.OrderBy(listed => listed.TransactionalId, StringComparer.Ordinal)];
        },
        ct);

    /// <summary>One transactional id.</summary>
    /// <exception cref="KafkaException">TransactionalIdNotFound: nobody has used the id, or it has expired.</exception>
    public Task<TransactionDescription> DescribeTransactionAsync(
        string transactionalId, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            await _link.Metadata.RefreshAsync(token);
            BrokerAddress coordinator = await _link.FindCoordinatorAsync(
                CoordinatorKind.Transaction, transactionalId, token);
            DescribeTransactionsResponse response = await _link.AskAsync(
                coordinator, new DescribeTransactionsRequest { TransactionalIds = [transactionalId] }, ct: token);
            DescribeTransactionsResponse.TransactionDescription found = response.TransactionStates.Single();
            Check(found.ErrorCode, null, $"Transactional id '{transactionalId}' cannot be described");
            return new TransactionDescription(
                transactionalId,
                _link.Metadata.Current.Brokers.FirstOrDefault(broker => broker.Value == coordinator).Key,
                found.ProducerId,
                found.ProducerEpoch,
                found.TransactionState,
                found.TransactionTimeoutMs,
                found.TransactionStartTimeMs,
                [.. found.Topics.SelectMany(topic => topic.Partitions.Select(
                    partition => new TopicPartition(topic.Topic, partition)))]);
        },
        ct);

    /// <summary>The producers that have written to a partition with an id, as its leader knows them.</summary>
    public Task<IReadOnlyList<ProducerDescription>> DescribeProducersAsync(
        TopicPartition partition, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            await _link.Metadata.GetTopicAsync(partition.Topic, token);
            var request = new DescribeProducersRequest
            {
                Topics =
                [
                    new DescribeProducersRequest.TopicRequest
                    {
                        Name = partition.Topic,
                        PartitionIndexes = [partition.Partition],
                    },
                ],
            };
            DescribeProducersResponse response = await _link.AskAsync(
                new ClusterSnapshotView(_link).Leader(partition), request, ct: token);
            DescribeProducersResponse.PartitionResponse answer = response.Topics.Single().Partitions.Single();
            Check(answer.ErrorCode, answer.ErrorMessage, $"Producers of {partition} cannot be described");
            return (IReadOnlyList<ProducerDescription>)[.. answer.ActiveProducers.Select(
                producer => new ProducerDescription(
                    producer.ProducerId,
                    (short)producer.ProducerEpoch,
                    producer.CoordinatorEpoch,
                    producer.LastSequence,
                    producer.LastTimestamp,
                    producer.CurrentTxnStartOffset))];
        },
        ct);

    /// <summary>
    /// Ends the open transaction of a producer in one partition, as aborted. For a transaction that hangs: one that its
    /// coordinator does not know of any more; an application's own is ended by the application.
    /// </summary>
    /// <exception cref="KafkaException">A newer producer or coordinator has been there.</exception>
    public Task AbortTransactionAsync(
        TopicPartition partition, ProducerDescription producer, CancellationToken ct = default) => _link.RetryAsync(
        async token =>
        {
            await _link.Metadata.GetTopicAsync(partition.Topic, token);
            var request = new WriteTxnMarkersRequest
            {
                Markers =
                [
                    new WritableTxnMarker
                    {
                        ProducerId = producer.ProducerId,
                        ProducerEpoch = producer.ProducerEpoch,
                        CoordinatorEpoch = Math.Max(0, producer.CoordinatorEpoch),
                        TransactionResult = false,
                        Topics =
                        [
                            new WritableTxnMarkerTopic
                            {
                                Name = partition.Topic,
                                PartitionIndexes = [partition.Partition],
                            },
                        ],
                    },
                ],
            };
            WriteTxnMarkersResponse response = await _link.AskAsync(
                new ClusterSnapshotView(_link).Leader(partition), request, ct: token);
            var result = response.Markers.Single().Topics.Single().Partitions.Single();
            Check(result.ErrorCode, null, $"The transaction of producer {producer.ProducerId} was not aborted");
            return true;
        },
        ct);
}
