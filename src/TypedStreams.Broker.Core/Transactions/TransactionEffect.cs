using System.Collections.Immutable;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Transactions;

/// <summary>
/// What a transaction core asks its shell to do. Effects are carried out in the order they were given.
/// </summary>
public abstract record TransactionEffect
{
    private TransactionEffect()
    {
    }

    /// <summary>Answer the request that <paramref name="Token"/> stands for.</summary>
    public sealed record Reply(ReplyToken Token, object Response) : TransactionEffect;

    /// <summary>
    /// Append a record to the coordinator's partition. When it is committed (or could not be), call
    /// <see cref="TransactionCoordinator.AppendCompleted"/> with the same <paramref name="Append"/>.
    /// </summary>
    public sealed record AppendRecord(PendingTransition Append) : TransactionEffect;

    /// <summary>
    /// Write the end of a transaction into every partition of it. When each has it (or is gone), call
    /// <see cref="TransactionCoordinator.MarkersWritten"/> with the same <paramref name="Markers"/>.
    /// </summary>
    public sealed record WriteMarkers(TransactionEnd Markers) : TransactionEffect;

    /// <summary>
    /// Take a fresh producer id, then call <see cref="TransactionCoordinator.ProducerIdAllocated"/> with it.
    /// </summary>
    public sealed record AllocateProducerId(PendingAllocation Allocation) : TransactionEffect;

    /// <summary>Set or move a timer; when it fires call <see cref="TransactionCoordinator.TimerFired"/>.</summary>
    public sealed record ArmTimer(TransactionTimer Timer, long DueMs) : TransactionEffect;

    /// <summary>Take a timer back.</summary>
    public sealed record CancelTimer(TransactionTimer Timer) : TransactionEffect;
}

/// <summary>The decided end of a transaction: the markers that its partitions get.</summary>
/// <param name="TransactionalId">Whose transaction.</param>
/// <param name="ProducerId">The producer id of its records.</param>
/// <param name="ProducerEpoch">The epoch of the markers; version 2 raises it above that of the records.</param>
/// <param name="IsCommit">Commit or abort.</param>
/// <param name="IsVersion2">Whether a marker of the records' own epoch would be a late one (KIP-890).</param>
/// <param name="Partitions">Where the markers go.</param>
public sealed record TransactionEnd(
    string TransactionalId,
    long ProducerId,
    short ProducerEpoch,
    bool IsCommit,
    bool IsVersion2,
    ImmutableSortedSet<TopicPartition> Partitions);

/// <summary>A record on its way into the log, and what the core does once it is committed.</summary>
public sealed class PendingTransition
{
    internal PendingTransition(
        CoordinatorRecord record,
        Action<CoreTime, List<TransactionEffect>> committed,
        Action<ErrorCode, List<TransactionEffect>> failed)
    {
        Record = record;
        Committed = committed;
        Failed = failed;
    }

    /// <summary>The record.</summary>
    public CoordinatorRecord Record { get; }

    internal Action<CoreTime, List<TransactionEffect>> Committed { get; }

    internal Action<ErrorCode, List<TransactionEffect>> Failed { get; }
}

/// <summary>An input that cannot go on without a fresh producer id; it is judged anew when the id is there.</summary>
public sealed class PendingAllocation
{
    internal PendingAllocation(Action<long, CoreTime, List<TransactionEffect>> allocated) => Allocated = allocated;

    internal Action<long, CoreTime, List<TransactionEffect>> Allocated { get; }
}

/// <summary>Names the deadline of an open transaction; the shell keeps the time.</summary>
public sealed class TransactionTimer
{
    internal TransactionTimer(Transaction transaction) => Transaction = transaction;

    internal Transaction Transaction { get; }
}
