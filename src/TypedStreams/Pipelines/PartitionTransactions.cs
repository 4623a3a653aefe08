// The transactional producer of one assigned partition. Its id is the group and the partition, so whoever gets the
// partition next takes over exactly this id: that fences this one and aborts what it left open, before the new owner
// reads the group's offsets (decisions/002). Used by one task at a time.

using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Pipelines;

internal sealed class PartitionTransactions(
    KafkaClient kafka, KafkaConsumer consumer, string group, TopicPartition partition, TypedStreamsOptions options)
    : IAsyncDisposable
{
    private readonly string _id = $"{group}.{partition.Topic}.{partition.Partition}";
    private KafkaProducer? _producer;

    /// <summary>The producer, while <see cref="OpenAsync"/> has succeeded.</summary>
    internal KafkaProducer Producer => _producer!;

    /// <summary>
    /// The member's place when the partition was assigned; commits of a later generation are not this owner's.
    /// </summary>
    internal ConsumerGroupMetadata? Member { get; private set; }

    /// <summary>Takes the transactional id over, with a new producer.</summary>
    /// <exception cref="KafkaException">The coordinator refused, or could not be reached in time.</exception>
    internal async Task OpenAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        _producer = kafka.CreateProducer(new KafkaProducerOptions
        {
            TransactionalId = _id,
            TransactionTimeout = options.Pipeline.TransactionTimeout,
            Compression = options.Producer.Compression,
            Linger = options.Producer.Linger,
            DeliveryTimeout = options.Producer.DeliveryTimeout,
            MaxBlock = options.Pipeline.TransactionTimeout, // by then the coordinator has aborted what was not decided
        });
        await _producer.InitTransactionsAsync(cancellationToken);
    }

    /// <summary>The partition is this member's now.</summary>
    internal void Assigned(ConsumerGroupMetadata member) => Member = member;

    internal Task CommitAsync(long nextOffset, CancellationToken cancellationToken) => Producer.CommitTransactionAsync(
        [new TopicPartitionOffset(partition.Topic, partition.Partition, nextOffset)], Member!, cancellationToken);

    internal Task AbortAsync(CancellationToken cancellationToken) => Producer.AbortTransactionAsync(cancellationToken);

    /// <summary>What the group has committed of the partition; -1 for nothing yet.</summary>
    internal async Task<long> CommittedAsync(CancellationToken cancellationToken)
    {
        var offsets = await consumer.CommittedAsync([partition], cancellationToken);
        return offsets.TryGetValue(partition, out var committed) ? committed.Offset : -1;
    }

    /// <summary>True when the group says that the partition is this member's; false when it says nothing.</summary>
    internal async Task<bool> IsAssignedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await consumer.IsMemberAsync(Member!, cancellationToken);
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    /// <summary>True when the error says that the partition, or the transactional id, is another member's.</summary>
    internal static bool IsOfAnotherOwner(KafkaException error) =>
        error.Kind == KafkaErrorKind.Fenced || (error.Kind == KafkaErrorKind.Abort && error.Code
            is ErrorCode.UnknownMemberId
            or ErrorCode.IllegalGeneration
            or ErrorCode.StaleMemberEpoch
            or ErrorCode.FencedMemberEpoch
            or ErrorCode.FencedInstanceId);

    public async ValueTask DisposeAsync()
    {
        if (_producer is { } producer)
        {
            _producer = null;
            await producer.DisposeAsync();
        }
    }
}
