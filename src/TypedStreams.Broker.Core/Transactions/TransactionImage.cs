using System.Collections.Immutable;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Transactions;

/// <summary>What a record of <c>__transaction_state</c> says of one transactional id. Immutable.</summary>
public sealed record TransactionImage
{
    private const short NoEpoch = -1;

    /// <summary>The id that the application chose.</summary>
    public required string TransactionalId { get; init; }

    /// <summary>The producer id that speaks for it.</summary>
    public required long ProducerId { get; init; }

    /// <summary>The producer id before, when its epochs were used up; -1 when there was none.</summary>
    public long PreviousProducerId { get; init; } = -1;

    /// <summary>The producer id that takes over once the markers are written; -1 when none does.</summary>
    public long NextProducerId { get; init; } = -1;

    /// <summary>The epoch that may speak; a lower one is a zombie's.</summary>
    public short ProducerEpoch { get; init; } = NoEpoch;

    /// <summary>
    /// The epoch before an InitProducerId raised it, so that its repetition is recognised; -1 when unknown. Not on
    /// disk.
    /// </summary>
    public short LastProducerEpoch { get; init; } = NoEpoch;

    /// <summary>How long a transaction may stay open, in milliseconds.</summary>
    public int TimeoutMs { get; init; }

    /// <summary>Where it stands.</summary>
    public TransactionState State { get; init; }

    /// <summary>Partitions of the open transaction, or those that still wait for a marker.</summary>
    public ImmutableSortedSet<TopicPartition> Partitions { get; init; } = EmptyPartitions;

    /// <summary>When the open transaction began, milliseconds since 1970; -1 when none is open.</summary>
    public long StartMs { get; init; } = -1;

    /// <summary>When the record was made, milliseconds since 1970.</summary>
    public long LastUpdateMs { get; init; }

    /// <summary>The protocol the producer spoke last: 2 when its epoch rises with every transaction, else 0.</summary>
    public short ClientVersion { get; init; }

    /// <summary>No partition, in the order of names and numbers.</summary>
    public static ImmutableSortedSet<TopicPartition> EmptyPartitions { get; } =
        ImmutableSortedSet<TopicPartition>.Empty.WithComparer(Comparer<TopicPartition>.Create(static (a, b) =>
            string.CompareOrdinal(a.Topic, b.Topic) is var order and not 0
                ? order
                : a.Partition.CompareTo(b.Partition)));

    /// <summary>Whether markers are being written.</summary>
    public bool IsPrepared => State is TransactionState.PrepareCommit or TransactionState.PrepareAbort;

    /// <summary>
    /// Whether no epoch is left for a new producer: the last one is kept for the fence of a zombie.
    /// </summary>
    public bool IsEpochExhausted => IsExhausted(ProducerEpoch);

    /// <summary>Whether no further epoch may be given out after this one.</summary>
    public static bool IsExhausted(short epoch) => epoch >= short.MaxValue - 1;
}
