// Requests and their answers, and the producer's identity.
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

internal sealed partial class ProducerSender
{
    private volatile Task _adding = Task.CompletedTask;

    /// <summary>Completes when no partition is being added to the transaction.</summary>
    public Task Adding => _adding;

    // Before version 2 of transactions a partition is made part of the transaction by a request of its own; from 12 on
    // Produce does it on the way.
    private (short Floor, short Cap) ProduceVersions => _context.Transaction switch
    {
        null => (ProduceFloor, ProduceCap),
        { IsVersion2: true } => (TransactionCoordinator.LastProduceBeforeVersion2 + 1, ProduceCap),
        _ => (ProduceFloor, TransactionCoordinator.LastProduceBeforeVersion2),
    };

    // Has the coordinator hear of new partitions, and drops what a failed transaction left behind.
    private void ServeTransaction()
    {
        if (_context.Transaction is not { } transaction)
            return;

        if (transaction.Failed is (var failed, var error))
        {
            foreach (PartitionAccumulator partition in _schedule.Known)
            {
                if (partition.FailUnsent(failed, error))
                    Notice(partition);
            }

            return;
        }

        if (!_adding.IsCompleted)
            return;

        (long number, TopicPartition[] wanted) = transaction.Wanted();
        if (wanted.Length > 0)
            _adding = AddAsync(transaction, number, wanted);
    }

    private async Task AddAsync(TransactionState transaction, long number, TopicPartition[] wanted)
    {
        try
        {
            await Coordinator!.AddAsync(wanted, _ended.Token);
            transaction.Added(number, wanted);
        }
        catch (KafkaException error)
        {
            transaction.Fail(number, error);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The producer ends.
        }

        _wake.Set();
    }

    private void Send(SenderNode node, ProduceDraft draft)
    {
        node.Begin();
        ProduceRequest request = draft.ToRequest(_context.Options, _link.Options.RequestTimeout);

        // Runs up to its first wait before it returns: the request is on its connection, in order.
        _ = SendAsync(node, node.Connection!, draft, request);
    }

    private async Task SendAsync(
        SenderNode node, BrokerConnection connection, ProduceDraft draft, ProduceRequest request)
    {
        try
        {
            if (_context.Options.Acks == Acks.None)
            {
                connection.Post(request, ProduceFloor, ProduceCap);
                SettleAll(draft, new BatchOutcome(ErrorCode.None));
                return;
            }

            (short floor, short cap) = ProduceVersions;
            using Reply<ProduceResponse> reply = await connection.AskAsync(
                request, floor, cap, timeout: null, _ended.Token);
            Settle(draft, reply.Response);
        }
        catch (KafkaException error)
        {
            _link.Metadata.Invalidate();
            SettleAll(draft, new BatchOutcome(error.Code, Cause: error));
        }
        catch (Exception error)
        {
            SettleAll(draft, new BatchOutcome(ErrorCode.NetworkException, Cause: error));
        }
        finally
        {
            node.End();
            _wake.Set();
        }
    }

    private void SettleAll(ProduceDraft draft, in BatchOutcome outcome)
    {
        foreach ((PartitionAccumulator partition, ProducerBatch batch) in draft.Batches)
            Settle(partition, batch, outcome);
    }

    private void Settle(PartitionAccumulator partition, ProducerBatch batch, in BatchOutcome outcome)
    {
        partition.Settle(batch, outcome);
        Notice(partition); // what stood behind it may go now, or it goes again
    }

    private void Settle(ProduceDraft draft, ProduceResponse response)
    {
        var outcomes = new Dictionary<TopicPartition, BatchOutcome>(draft.Batches.Count);
        foreach (ProduceResponse.TopicProduceResponse topic in response.Responses)
        {
            foreach (ProduceResponse.PartitionProduceResponse partition in topic.PartitionResponses)
            {
                outcomes[new TopicPartition(topic.Name, partition.Index)] = new BatchOutcome(
                    partition.ErrorCode, partition.BaseOffset, partition.LogAppendTimeMs, partition.ErrorMessage);
            }
        }

        bool isStale = false;
        foreach ((PartitionAccumulator partition, ProducerBatch batch) in draft.Batches)
        {
            if (!outcomes.TryGetValue(partition.Partition, out BatchOutcome outcome))
                outcome = new BatchOutcome(ErrorCode.NetworkException, Message: "its answer leaves the partition out");

            isStale |= outcome.Error is not (ErrorCode.None or ErrorCode.ConcurrentTransactions)
                && ErrorTable.IsRetriable(outcome.Error);
            Settle(partition, batch, outcome);
        }

        if (isStale)
            _link.Metadata.Invalidate();
    }

    private async ValueTask RenewIdentityAsync()
    {
        if (!_context.Options.Idempotence)
            return;

        ProducerIdentity before = _identity;
        if (_context.Transaction is { } transaction)
            _identity = transaction.Identity; // the coordinator's to give, never this loop's to raise
        else if (_isOutdated && !_identity.IsNone && _identity.Epoch < short.MaxValue)
            _identity = _identity with { Epoch = (short)(_identity.Epoch + 1) }; // (KIP-360)
        else if (_isOutdated || _identity.IsNone)
            _identity = await AskForIdentityAsync(_ended.Token);

        _isOutdated = false;
        if (_identity != before)
            _wake.Set(); // what could not go on with the one before is looked at again
    }

    private async Task<ProducerIdentity> AskForIdentityAsync(CancellationToken ct)
    {
        var request = new InitProducerIdRequest { TransactionalId = null, TransactionTimeoutMs = int.MaxValue };
        InitProducerIdResponse response = await _link.AskAnyAsync(request, ct: ct);
        return response.ErrorCode == ErrorCode.None
            ? new ProducerIdentity(response.ProducerId, response.ProducerEpoch)
            : throw new KafkaException(response.ErrorCode, "No producer id was handed out");
    }
}
