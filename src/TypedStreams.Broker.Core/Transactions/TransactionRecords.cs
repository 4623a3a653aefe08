// Kafka's record formats of __transaction_state, so that Kafka's own tools read the topic.
// A key starts with an int16 that says what it is (0: a transactional id); a value with its version.
using System.Buffers.Binary;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.TransactionLogValue;

namespace TypedStreams.Broker.Core.Transactions;

internal static class TransactionRecords
{
    private const short KeyType = 0;

    // The version that carries producer ids before and after, and the client's protocol, as tagged fields.
    private const short ValueVersion = 1;

    internal static CoordinatorRecord Encode(TransactionImage image) => new(
        Key(image.TransactionalId),
        RecordBytes.Encode(ValueVersion, new TransactionLogValue
        {
            ProducerId = image.ProducerId,
            PreviousProducerId = image.PreviousProducerId,
            NextProducerId = image.NextProducerId,
            ProducerEpoch = image.ProducerEpoch,
            TransactionTimeoutMs = image.TimeoutMs,
            TransactionStatus = (sbyte)image.State,
            TransactionPartitions = image.State == TransactionState.Empty ? null : Partitions(image),
            TransactionLastUpdateTimestampMs = image.LastUpdateMs,
            TransactionStartTimestampMs = image.StartMs,
            ClientTransactionVersion = image.ClientVersion,
        }));

    internal static CoordinatorRecord Forget(string transactionalId) => new(Key(transactionalId), Value: null);

    /// <summary>The transactional id of a key, or null when it is a key of another kind.</summary>
    internal static string? ReadKey(ReadOnlyMemory<byte> key)
    {
        if (key.Length < sizeof(short) || BinaryPrimitives.ReadInt16BigEndian(key.Span) != KeyType)
        {
            return null;
        }

        var reader = new WireReader(key[sizeof(short)..]);
        return TransactionLogKey.Read(ref reader, version: 0).TransactionalId;
    }

    internal static TransactionImage ReadValue(string transactionalId, ReadOnlyMemory<byte> value)
    {
        TransactionLogValue stored = RecordBytes.Decode<TransactionLogValue>(value);
        return new TransactionImage
        {
            TransactionalId = transactionalId,
            ProducerId = stored.ProducerId,
            PreviousProducerId = stored.PreviousProducerId,
            NextProducerId = stored.NextProducerId,
            ProducerEpoch = stored.ProducerEpoch,
            TimeoutMs = stored.TransactionTimeoutMs,
            State = (TransactionState)stored.TransactionStatus,
            Partitions = TransactionImage.EmptyPartitions.Union(
                (stored.TransactionPartitions ?? []).SelectMany(
                    topic => topic.PartitionIds.Select(partition => new TopicPartition(topic.Topic, partition)))),
            StartMs = stored.TransactionStartTimestampMs,
            LastUpdateMs = stored.TransactionLastUpdateTimestampMs,
            ClientVersion = stored.ClientTransactionVersion,
        };
    }

    private static ReadOnlyMemory<byte> Key(string transactionalId) => RecordBytes.Encode(
        KeyType, new TransactionLogKey { TransactionalId = transactionalId }, bodyVersion: 0);

    private static List<PartitionsSchema> Partitions(TransactionImage image)
    {
        var topics = new List<PartitionsSchema>();
        foreach (TopicPartition partition in image.Partitions)
        {
            if (topics.Count == 0 || topics[^1].Topic != partition.Topic)
            {
                topics.Add(new PartitionsSchema { Topic = partition.Topic });
            }

            topics[^1].PartitionIds.Add(partition.Partition);
        }

        return topics;
    }
}
