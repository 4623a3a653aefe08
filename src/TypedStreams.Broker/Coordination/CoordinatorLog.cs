// The partition that a coordinator writes its records to and is rebuilt from. Lives on the partition's shard, as the
// coordinator does, so neither needs a lock.
using System.Runtime.InteropServices;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Coordination;

internal sealed class CoordinatorLog(PartitionHost partition)
{
    internal Shard Shard => partition.Shard;

    /// <summary>The leader epoch in which this node writes the partition.</summary>
    internal int LeaderEpoch => partition.Leader.LeaderEpoch;

    /// <summary>
    /// Appends records as one batch, inside a producer's transaction if one is given; calls back when they are
    /// committed, or with the error that a client of the coordinator gets.
    /// </summary>
    internal void Append(
        IReadOnlyList<CoordinatorRecord> records, TransactionalProducer? producer, Action<ErrorCode> completed)
    {
        using var builder = new RecordBatchBuilder();
        long nowMs = Shard.WallClockMs;
        foreach (CoordinatorRecord record in records)
        {
            builder.Append(
                nowMs,
                record.Key.Span,
                isKeyNull: false,
                record.Value is { } value ? value.Span : default,
                isValueNull: record.Value is null,
                headers: []);
        }

        RecordBatchOptions options = producer is { } open
            ? new RecordBatchOptions
            {
                ProducerId = open.ProducerId,
                ProducerEpoch = open.ProducerEpoch,
                BaseSequence = 0,
                IsTransactional = true,
            }
            : new RecordBatchOptions();
        partition.AppendInternal(
            MemoryMarshal.AsMemory(builder.Build(options)), error => completed(Translate(error)));
    }

    /// <summary>Hands out every record and every end of a transaction, in log order. On the shard only.</summary>
    internal void Replay(ILogReplay target)
    {
        using var scratch = new PooledBuffer();
        foreach (ReadOnlyMemory<byte> chunk in LogReader.ReadChunks(partition.Log))
        {
            foreach (RecordBatch batch in new RecordBatchReader(chunk))
            {
                if (batch.Header.IsControl)
                {
                    if (TransactionMarker.TryRead(batch.Bytes.Span, batch.Header, out TransactionMarker marker))
                    {
                        target.TransactionEnded(marker.ProducerId, marker.IsCommit);
                    }

                    continue;
                }

                long? producerId = batch.Header.IsTransactional ? batch.Header.ProducerId : null;
                RecordReader records = batch.ReadRecords(scratch, LogReader.MaxBatchBytes);
                while (records.MoveNext())
                {
                    target.Replay(producerId, records.KeyMemory ?? default, records.ValueMemory);
                }
            }
        }
    }

    // A client retries these; it would give up on the errors that a produce request gets.
    private static ErrorCode Translate(ErrorCode error) => error switch
    {
        ErrorCode.None => ErrorCode.None,
        ErrorCode.MessageTooLarge or ErrorCode.RecordListTooLarge => ErrorCode.InvalidCommitOffsetSize,
        ErrorCode.NotLeaderOrFollower or ErrorCode.UnknownTopicOrPartition => ErrorCode.NotCoordinator,
        _ => ErrorCode.CoordinatorNotAvailable,
    };
}

/// <summary>What is rebuilt from a coordinator's log.</summary>
internal interface ILogReplay
{
    /// <summary>One record; with a producer id it belongs to that producer's transaction.</summary>
    void Replay(long? producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value);

    /// <summary>The end of a producer's transaction in this partition.</summary>
    void TransactionEnded(long producerId, bool isCommit);
}
