// A producer of transactions and a reader of what they left, in requests: enough to play every part by hand.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using static TypedStreams.Protocol.Messages.OffsetFetchRequest;
using static TypedStreams.Protocol.Messages.OffsetFetchResponse;
using static TypedStreams.Protocol.Messages.TxnOffsetCommitRequest;

namespace TypedStreams.Broker.Tests;

/// <summary>One transactional id. Version 2 unless a request's version is lower.</summary>
internal sealed class TransactionalClient(WireClient client, string transactionalId)
{
    private int _sequence;

    internal long ProducerId { get; private set; }

    internal short Epoch { get; set; }

    internal async Task<ErrorCode> InitAsync(int timeoutMs = 60_000)
    {
        // Whoever finds an open transaction asks again until it is aborted.
        InitProducerIdResponse response;
        do
        {
            response = await client.AskAsync<InitProducerIdRequest, InitProducerIdResponse>(
                new InitProducerIdRequest { TransactionalId = transactionalId, TransactionTimeoutMs = timeoutMs },
                version: 4);
        }
        while (response.ErrorCode == ErrorCode.ConcurrentTransactions);

        (ProducerId, Epoch, _sequence) = (response.ProducerId, response.ProducerEpoch, 0);
        return response.ErrorCode;
    }

    internal async Task<ErrorCode> WriteAsync(string topic, string value, short version = 12)
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(timestampMs: 1_000, "key"u8, System.Text.Encoding.UTF8.GetBytes(value));
        byte[] batch = builder.Build(new RecordBatchOptions
        {
            ProducerId = ProducerId,
            ProducerEpoch = Epoch,
            BaseSequence = _sequence,
            IsTransactional = true,
        }).ToArray();
        ProduceRequest request = BrokerFixture.Produce(topic, batch);
        request.TransactionalId = transactionalId;
        var response = await client.AskAsync<ProduceRequest, ProduceResponse>(request, version);
        ErrorCode error = response.Responses[0].PartitionResponses[0].ErrorCode;
        _sequence += error == ErrorCode.None ? 1 : 0;
        return error;
    }

    internal async Task<ErrorCode> AddAsync(string topic) =>
        (await client.AskAsync<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
            new AddPartitionsToTxnRequest
            {
                V3AndBelowTransactionalId = transactionalId,
                V3AndBelowProducerId = ProducerId,
                V3AndBelowProducerEpoch = Epoch,
                V3AndBelowTopics = [new AddPartitionsToTxnRequest.AddPartitionsToTxnTopic
                {
                    Name = topic,
                    Partitions = [0],
                }],
            },
            version: 3)).ResultsByTopicV3AndBelow[0].ResultsByPartition[0].PartitionErrorCode;

    internal async Task<ErrorCode> AddOffsetsAsync(string group) =>
        (await client.AskAsync<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>(
            new AddOffsetsToTxnRequest
            {
                TransactionalId = transactionalId,
                ProducerId = ProducerId,
                ProducerEpoch = Epoch,
                GroupId = group,
            },
            version: 3)).ErrorCode;

    internal async Task<ErrorCode> CommitOffsetAsync(string group, string topic, long offset, short version = 5) =>
        (await client.AskAsync<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(
            new TxnOffsetCommitRequest
            {
                TransactionalId = transactionalId,
                GroupId = group,
                ProducerId = ProducerId,
                ProducerEpoch = Epoch,
                Topics = [new TxnOffsetCommitRequestTopic
                {
                    Name = topic,
                    Partitions = [new TxnOffsetCommitRequestPartition { PartitionIndex = 0, CommittedOffset = offset }],
                }],
            },
            version)).Topics[0].Partitions[0].ErrorCode;

    internal async Task<ErrorCode> EndAsync(bool commits, short version = 5)
    {
        var request = new EndTxnRequest
        {
            TransactionalId = transactionalId,
            ProducerId = ProducerId,
            ProducerEpoch = Epoch,
            Committed = commits,
        };
        EndTxnResponse response;
        do
        {
            response = await client.AskAsync<EndTxnRequest, EndTxnResponse>(request, version);
        }
        while (response.ErrorCode == ErrorCode.ConcurrentTransactions);

        if (response.ErrorCode == ErrorCode.None && version >= 5)
        {
            (ProducerId, Epoch, _sequence) = (response.ProducerId, response.ProducerEpoch, 0);
        }

        return response.ErrorCode;
    }

    internal async Task<string> StateAsync() =>
        (await client.AskAsync<DescribeTransactionsRequest, DescribeTransactionsResponse>(
            new DescribeTransactionsRequest { TransactionalIds = [transactionalId] }, version: 0))
            .TransactionStates[0].TransactionState;

    /// <summary>Waits until markers are not being written any more.</summary>
    internal async Task<string> SettledStateAsync()
    {
        string state;
        do
        {
            state = await StateAsync();
        }
        while (state.StartsWith("Prepare", StringComparison.Ordinal));

        return state;
    }

    /// <summary>The values that a reader of committed records sees, up to the last stable offset.</summary>
    internal static async Task<List<string>> ReadCommittedAsync(WireClient client, string topic)
    {
        List<string> values = [];
        FetchResponse.PartitionData partition;
        long offset = 0;
        do
        {
            var request = BrokerFixture.Fetch(topic, offset);
            request.IsolationLevel = 1;
            partition = await BrokerFixture.FetchAsync(client, request);
            Assert.Equal(ErrorCode.None, partition.ErrorCode);
            offset = AddCommitted(partition, offset, values);
        }
        while (offset < partition.LastStableOffset);

        return values;
    }

    // Returns the offset behind what was read.
    private static long AddCommitted(FetchResponse.PartitionData partition, long offset, List<string> values)
    {
        var aborted = new Queue<FetchResponse.AbortedTransaction>(partition.AbortedTransactions!);
        HashSet<long> skipped = [];
        using var scratch = new PooledBuffer();
        foreach (RecordBatch batch in new RecordBatchReader(partition.Records.Bytes))
        {
            offset = batch.Header.NextOffset;
            while (aborted.TryPeek(out var next) && next.FirstOffset <= batch.Header.LastOffset)
            {
                skipped.Add(aborted.Dequeue().ProducerId);
            }

            if (batch.Header.IsControl)
            {
                skipped.Remove(batch.Header.ProducerId);
                continue;
            }

            RecordReader records = batch.ReadRecords(scratch, maxBytes: 1 << 20);
            while (records.MoveNext())
            {
                if (!batch.Header.IsTransactional || !skipped.Contains(batch.Header.ProducerId))
                {
                    values.Add(System.Text.Encoding.UTF8.GetString(records.Value));
                }
            }
        }

        return offset;
    }

    internal static async Task<OffsetFetchResponsePartitions> PositionAsync(
        WireClient client, string group, string topic, bool requireStable)
    {
        var response = await client.AskAsync<OffsetFetchRequest, OffsetFetchResponse>(
            new OffsetFetchRequest
            {
                Groups =
                [
                    new OffsetFetchRequestGroup
                    {
                        GroupId = group,
                        Topics = [new OffsetFetchRequestTopics { Name = topic, PartitionIndexes = [0] }],
                    },
                ],
                RequireStable = requireStable,
            },
            version: 8);
        return response.Groups[0].Topics[0].Partitions[0];
    }
}
