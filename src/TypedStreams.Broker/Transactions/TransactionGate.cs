// Stands before the first write of a transaction into a partition: the coordinator must know of it, or the transaction
// would be open there for ever (KIP-890). Owns nothing; safe from any thread.
using TypedStreams.Broker.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Transactions;

internal sealed class TransactionGate(TransactionCoordinators coordinators)
{
    /// <summary>
    /// Asks the coordinator of a transactional id whether a partition belongs to its transaction, or with
    /// <see cref="FirstWrite.Adds"/> makes it belong. The answer is completed with an <see cref="ErrorCode"/>: None,
    /// NotCoordinator, InvalidProducerIdMapping, ProducerFenced, TransactionAbortable. Answers to one producer come in
    /// the order of its questions.
    /// </summary>
    internal void Ask(FirstWrite write, PendingAnswer answer)
    {
        if (coordinators.Find(write.TransactionalId) is not { } host)
        {
            answer.Complete(ErrorCode.InvalidProducerIdMapping);
            return;
        }

        host.Post(answer, (core, token, now, effects) => core.FirstWriteArrived(
            write.TransactionalId,
            write.ProducerId,
            write.ProducerEpoch,
            write.Partition,
            write.Adds,
            token,
            now,
            effects));
    }

    /// <inheritdoc cref="Ask"/>
    internal Task<ErrorCode> AskAsync(FirstWrite write)
    {
        var answer = new PendingAnswer<ErrorCode>();
        Ask(write, answer);
        return answer.Task;
    }
}

/// <summary>A producer is about to write to a partition for the first time in its transaction.</summary>
/// <param name="TransactionalId">Who the producer speaks for.</param>
/// <param name="ProducerId">The producer.</param>
/// <param name="ProducerEpoch">Its epoch.</param>
/// <param name="Partition">Where it writes.</param>
/// <param name="Adds">Whether the write itself adds the partition (version 2).</param>
internal readonly record struct FirstWrite(
    string TransactionalId, long ProducerId, short ProducerEpoch, TopicPartition Partition, bool Adds);
