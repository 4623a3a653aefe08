using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client.Tests;

public sealed class PartitionAccumulatorTests
{
    private static readonly ProducerIdentity First = new(Id: 5, Epoch: 0);

    [Fact]
    public void Batch_that_failed_is_repeated_alone_before_newer_ones_under_its_own_sequence()
    {
        PartitionAccumulator partition = NewPartition();
        ProducerBatch older = SendOne(partition, First)!;
        ProducerBatch newer = SendOne(partition, First)!;
        partition.Settle(older, new BatchOutcome(ErrorCode.NotLeaderOrFollower));
        partition.Settle(newer, new BatchOutcome(ErrorCode.OutOfOrderSequenceNumber));
        _ = Append(partition).AsTask();

        ProducerBatch? repeated = Take(partition, First);

        Assert.Same(older, repeated);
        Assert.Equal(0, repeated!.BaseSequence);
        Assert.Null(Take(partition, First));
        partition.Settle(older, new BatchOutcome(ErrorCode.None, BaseOffset: 0));
        Assert.Same(newer, Take(partition, First));
        Assert.Equal(1, newer.BaseSequence);
    }

    [Fact]
    public void Lost_sequence_waits_for_a_new_epoch_and_is_numbered_from_zero()
    {
        PartitionAccumulator partition = NewPartition();
        partition.Settle(SendOne(partition, First)!, new BatchOutcome(ErrorCode.None));
        ProducerBatch lost = SendOne(partition, First)!;
        partition.Settle(lost, new BatchOutcome(ErrorCode.UnknownProducerId));

        Assert.Equal(First, partition.Outdated);
        Assert.Null(Take(partition, First));
        ProducerBatch? again = Take(partition, First with { Epoch = 1 });
        partition.Build(again!);
        RecordBatchHeader.TryRead(again!.Bytes.Span, out RecordBatchHeader header);

        Assert.Same(lost, again);
        Assert.Equal((5L, (short)1, 0), (header.ProducerId, header.ProducerEpoch, header.BaseSequence));
        Assert.Null(partition.Outdated);
    }

    [Fact]
    public void Failure_of_a_numbered_batch_asks_for_a_new_epoch_so_that_the_gap_does_not_block()
    {
        PartitionAccumulator partition = NewPartition();
        partition.Settle(SendOne(partition, First)!, new BatchOutcome(ErrorCode.InvalidRecord));

        Assert.Equal(First, partition.Outdated);
        _ = Append(partition).AsTask();
        Assert.Null(Take(partition, First));
        Assert.Equal(0, Take(partition, First with { Epoch = 1 })!.BaseSequence);
    }

    [Fact]
    public async Task Duplicate_counts_as_written()
    {
        PartitionAccumulator partition = NewPartition();
        ValueTask<ProducedRecord> sent = Append(partition);
        ProducerBatch batch = Take(partition, First)!;
        partition.Build(batch);
        partition.Settle(batch, new BatchOutcome(ErrorCode.DuplicateSequenceNumber));

        Assert.Equal(-1, (await sent).Offset);
    }

    [Fact]
    public async Task Codec_that_throws_takes_its_record_back_and_leaves_the_batch_whole()
    {
        PartitionAccumulator partition = NewPartition();
        ValueTask<ProducedRecord> sent = Append(partition);
        Assert.Throws<InvalidDataException>(
            () => partition.Append(
                new FailingRecord(), default, RecordCompletion.Rent(1), headers: null, transaction: 0, out _));

        ProducerBatch batch = Take(partition, First)!;
        partition.Build(batch);
        Assert.Equal(1, batch.Builder.Count);
        partition.Settle(batch, new BatchOutcome(ErrorCode.None, BaseOffset: 3));
        Assert.Equal(3, (await sent).Offset);
    }

    [Fact]
    public async Task Failed_transaction_takes_its_own_batches_along_and_none_of_the_next()
    {
        PartitionAccumulator partition = NewPartition("id", out TransactionState transaction);
        transaction.Initialized(First, isVersion2: true);
        transaction.Begin();
        ValueTask<ProducedRecord> dropped = Append(partition, transaction.Enter());
        transaction.BeginAbort();
        (long failed, KafkaException error) = transaction.Failed!.Value;
        partition.FailUnsent(failed, error);
        transaction.Over(ProducerIdentity.None);
        transaction.Begin();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Append(partition, failed).AsTask());
        ValueTask<ProducedRecord> kept = Append(partition, transaction.Enter());
        partition.FailUnsent(failed, error); // the send loop looked a moment before, and comes now

        ProducerBatch batch = Take(partition, First)!;
        partition.Build(batch);
        RecordBatchHeader.TryRead(batch.Bytes.Span, out RecordBatchHeader header);
        partition.Settle(batch, new BatchOutcome(ErrorCode.None, BaseOffset: 3));
        Assert.True(header.IsTransactional);
        Assert.Equal(3, (await kept).Offset);
        await Assert.ThrowsAsync<KafkaException>(async () => await dropped);
    }

    private static PartitionAccumulator NewPartition() => NewPartition(transactionalId: null, out _);

    private static PartitionAccumulator NewPartition(string? transactionalId, out TransactionState transaction)
    {
        var options = new KafkaProducerOptions { Linger = TimeSpan.Zero, TransactionalId = transactionalId };
        var client = new KafkaClientOptions
        {
            BootstrapServers = "none:1",
            MinBackoff = TimeSpan.FromTicks(1),
            MaxBackoff = TimeSpan.FromTicks(1),
        };
        var context = new ProducerContext(options, client, new BufferBudget(1 << 20), new BuilderPool(limit: 1 << 20));
        transaction = context.Transaction!;
        return new PartitionAccumulator(new TopicPartition("t", 0), context);
    }

    private static ValueTask<ProducedRecord> Append(PartitionAccumulator partition, long transaction = 0)
    {
        var completion = RecordCompletion.Rent(timestampMs: 1);
        partition.Append(new MemoryRecord(null, new byte[] { 1 }), default, completion, null, transaction, out _);
        return completion.Task;
    }

    private static ProducerBatch? SendOne(PartitionAccumulator partition, ProducerIdentity identity)
    {
        _ = Append(partition).AsTask();
        ProducerBatch? batch = Take(partition, identity);
        if (batch is not null)
            partition.Build(batch);

        return batch;
    }

    private static ProducerBatch? Take(PartitionAccumulator partition, ProducerIdentity identity) =>
        partition.TryTake(TimeProvider.System.GetTimestamp(), identity);

    private readonly struct FailingRecord : IRecordWriter
    {
        public bool HasKey => false;

        public bool HasValue => true;

        public void WriteKey(System.Buffers.IBufferWriter<byte> output)
        {
        }

        public void WriteValue(System.Buffers.IBufferWriter<byte> output)
        {
            output.GetSpan(10);
            output.Advance(10);
            throw new InvalidDataException();
        }
    }
}
