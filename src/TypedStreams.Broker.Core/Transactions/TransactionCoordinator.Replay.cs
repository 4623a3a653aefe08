// Replay: the same state again from the records of __transaction_state, when a broker starts or takes a partition over.
using TypedStreams.Broker.Core.Coordination;

namespace TypedStreams.Broker.Core.Transactions;

public sealed partial class TransactionCoordinator
{
    /// <summary>Takes one record over, in log order. False when its key is of no kind that is known here.</summary>
    public bool Replay(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        if (TransactionRecords.ReadKey(key) is not { } transactionalId)
        {
            return false;
        }

        if (value is not { } bytes)
        {
            _transactions.Remove(transactionalId);
            return true;
        }

        if (!_transactions.TryGetValue(transactionalId, out Transaction? transaction))
        {
            _transactions[transactionalId] = transaction = new Transaction(transactionalId);
        }

        transaction.Image = TransactionRecords.ReadValue(transactionalId, bytes);
        return true;
    }

    /// <summary>
    /// Every record was replayed: decided transactions are carried through, open ones get their time.
    /// </summary>
    public void ReplayFinished(CoreTime now, List<TransactionEffect> effects)
    {
        foreach (Transaction transaction in _transactions.Values)
        {
            TransactionImage image = transaction.Image!;
            if (image.IsPrepared)
            {
                WriteMarkers(image, effects);
            }
            else if (image.State == TransactionState.Ongoing)
            {
                transaction.Timer = new TransactionTimer(transaction);
                effects.Add(new TransactionEffect.ArmTimer(transaction.Timer, now.NowMs + Left(image, now)));
            }
        }
    }
}
