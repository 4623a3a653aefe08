// The coordinator of every transactional id whose records live in one partition of __transaction_state.
// A replicated state machine: a handler asks for one record to be appended; the id changes when the record is
// committed, then the caller is answered. While a record is on its way the id takes no other change. Replay rebuilds
// the same state.
// Implements KIP-98 with the rules of KIP-890 (version 2): the epoch rises with the end of every transaction, a
// partition joins by its first write, and a first write that the coordinator does not know is refused. Clients of
// version 1 add partitions by request and keep their epoch; their first writes are verified all the same.
// Must never: read a clock, wait, or look at a partition other than its own. Runs on the owner shard of the partition.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Transactions;

/// <summary>
/// Decides for the transactional ids of one partition of <c>__transaction_state</c>. Runs on its owner's thread only.
/// </summary>
public sealed partial class TransactionCoordinator(TransactionOptions options)
{
    private const short Version2 = 2;

    // Ordered by name, so that listings and effects over several ids do not depend on hashing.
    private readonly SortedDictionary<string, Transaction> _transactions = new(StringComparer.Ordinal);
    private readonly TransactionOptions _options = options;

    /// <summary>The record of <paramref name="append"/> is committed, or could not be.</summary>
    public void AppendCompleted(
        PendingTransition append, ErrorCode error, CoreTime now, List<TransactionEffect> effects)
    {
        if (error == ErrorCode.None)
        {
            append.Committed(now, effects);
        }
        else
        {
            append.Failed(error, effects);
        }
    }

    /// <summary>A fresh producer id for an input that asked for one.</summary>
    public void ProducerIdAllocated(
        PendingAllocation allocation, long producerId, CoreTime now, List<TransactionEffect> effects) =>
        allocation.Allocated(producerId, now, effects);

    /// <summary>The time of an open transaction is up: its producer is fenced and the transaction aborted.</summary>
    public void TimerFired(TransactionTimer timer, CoreTime now, List<TransactionEffect> effects)
    {
        Transaction transaction = timer.Transaction;
        if (transaction.Timer != timer)
        {
            return;
        }

        transaction.Timer = null;
        if (transaction.IsChanging)
        {
            transaction.IsOverdue = true;
        }
        else if (transaction.Image is { State: TransactionState.Ongoing } image)
        {
            Fence(transaction, image, now, effects, answer: null);
        }
    }

    /// <summary>
    /// Every partition of a decided transaction has its marker, or is gone: the transaction is complete.
    /// </summary>
    public void MarkersWritten(TransactionEnd end, CoreTime now, List<TransactionEffect> effects)
    {
        if (!_transactions.TryGetValue(end.TransactionalId, out Transaction? transaction)
            || transaction.Image is not { IsPrepared: true } image)
        {
            return;
        }

        bool rotates = image.NextProducerId >= 0;
        Change(
            transaction,
            image with
            {
                State = image.State == TransactionState.PrepareCommit
                    ? TransactionState.CompleteCommit
                    : TransactionState.CompleteAbort,
                ProducerId = rotates ? image.NextProducerId : image.ProducerId,
                PreviousProducerId = rotates ? image.ProducerId : image.PreviousProducerId,
                NextProducerId = -1,
                ProducerEpoch = rotates ? (short)0 : image.ProducerEpoch,
                Partitions = TransactionImage.EmptyPartitions,
                LastUpdateMs = now.WallClockMs,
            },
            committed: null,
            failed: null,
            effects);
    }

    /// <summary>
    /// Forgets ids that have been silent for the time of <see cref="TransactionOptions.IdExpirationMs"/>.
    /// </summary>
    public void ExpireIds(CoreTime now, List<TransactionEffect> effects)
    {
        foreach (Transaction transaction in _transactions.Values)
        {
            if (!transaction.IsChanging
                && transaction.Image is { State: not TransactionState.Ongoing, IsPrepared: false } image
                && now.WallClockMs - image.LastUpdateMs >= _options.IdExpirationMs)
            {
                transaction.IsChanging = true;
                effects.Add(new TransactionEffect.AppendRecord(new PendingTransition(
                    TransactionRecords.Forget(transaction.TransactionalId),
                    (at, then) =>
                    {
                        _transactions.Remove(transaction.TransactionalId);
                        transaction.Image = null;
                        Settle(transaction, at, then);
                    },
                    (_, _) => transaction.IsChanging = false)));
            }
        }
    }

    /// <summary>Appends the next image of an id; it holds once the record is committed.</summary>
    private void Change(
        Transaction transaction,
        TransactionImage next,
        Action<CoreTime, List<TransactionEffect>>? committed,
        Action<ErrorCode, List<TransactionEffect>>? failed,
        List<TransactionEffect> effects)
    {
        Invariant.Require(!transaction.IsChanging, "An id takes one change at a time.");
        transaction.IsChanging = true;
        effects.Add(new TransactionEffect.AppendRecord(new PendingTransition(
            TransactionRecords.Encode(next),
            (now, then) =>
            {
                Adopt(transaction, next, now, then);
                committed?.Invoke(now, then);
                Settle(transaction, now, then);
            },
            (error, then) =>
            {
                transaction.IsChanging = false;
                failed?.Invoke(error, then);
                Refuse(transaction, error, then);
            })));
    }

    // The image holds from here on: timers follow it.
    private static void Adopt(
        Transaction transaction, TransactionImage next, CoreTime now, List<TransactionEffect> effects)
    {
        TransactionImage? before = transaction.Image;
        transaction.Image = next;
        transaction.IsChanging = false;
        bool isOpen = next.State == TransactionState.Ongoing;
        if (isOpen && before?.State != TransactionState.Ongoing)
        {
            transaction.Timer = new TransactionTimer(transaction);
            effects.Add(new TransactionEffect.ArmTimer(transaction.Timer, now.NowMs + Left(next, now)));
        }
        else if (!isOpen)
        {
            transaction.IsOverdue = false;
            if (transaction.Timer is { } timer)
            {
                transaction.Timer = null;
                effects.Add(new TransactionEffect.CancelTimer(timer));
            }
        }
    }

    // What arrived while the id was changing goes on now; an overdue transaction ends first.
    private void Settle(Transaction transaction, CoreTime now, List<TransactionEffect> effects)
    {
        transaction.IsChanging = false;
        if (transaction is { IsOverdue: true, Image: { State: TransactionState.Ongoing } image })
        {
            Fence(transaction, image, now, effects, answer: null);
        }
        else if (transaction.Parked.Count > 0 && transaction.Image is not { IsPrepared: true })
        {
            Admission[] parked = [.. transaction.Parked];
            transaction.Parked.Clear();
            Admit(transaction, parked, now, effects);
        }
    }

    private static void Refuse(Transaction transaction, ErrorCode error, List<TransactionEffect> effects)
    {
        foreach (Admission admission in transaction.Parked)
        {
            effects.Add(new TransactionEffect.Reply(admission.Token, error));
        }

        transaction.Parked.Clear();
    }

    private static long Left(TransactionImage image, CoreTime now) =>
        Math.Max(0, image.StartMs + image.TimeoutMs - now.WallClockMs);

    private static void Answer(ReplyToken token, object response, List<TransactionEffect> effects) =>
        effects.Add(new TransactionEffect.Reply(token, response));
}
