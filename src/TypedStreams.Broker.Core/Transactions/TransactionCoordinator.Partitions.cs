// Which partitions belong to an open transaction: by request (AddPartitionsToTxn, AddOffsetsToTxn), or by a first
// write. A first write waits here while the id is changing; a client's request is told to come again, as Kafka does.
using System.Collections.Immutable;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Transactions;

public sealed partial class TransactionCoordinator
{
    /// <summary>
    /// A client adds partitions to its transaction, which begins with the first. Answers an <see cref="ErrorCode"/> for
    /// all of them: None, InvalidRequest, InvalidProducerIdMapping, ProducerFenced, ConcurrentTransactions (ask again).
    /// </summary>
    public void AddRequested(
        string transactionalId,
        long producerId,
        short producerEpoch,
        IReadOnlyCollection<TopicPartition> partitions,
        ReplyToken token,
        CoreTime now,
        List<TransactionEffect> effects)
    {
        ErrorCode error = CheckProducer(
            transactionalId, producerId, producerEpoch, out Transaction? transaction);
        if (error == ErrorCode.None && (transaction!.IsChanging || transaction.Image!.IsPrepared))
        {
            error = ErrorCode.ConcurrentTransactions;
        }

        if (error != ErrorCode.None)
        {
            Answer(token, error, effects);
            return;
        }

        TransactionImage image = transaction!.Image!;
        ImmutableSortedSet<TopicPartition> all = PartitionsOf(image).Union(partitions);
        if (image.State == TransactionState.Ongoing && all.Count == image.Partitions.Count)
        {
            Answer(token, ErrorCode.None, effects);
            return;
        }

        Change(
            transaction,
            Opened(image, all, clientVersion: 0, now),
            (_, then) => Answer(token, ErrorCode.None, then),
            (failure, then) => Answer(token, failure, then),
            effects);
    }

    /// <summary>
    /// Asks whether partitions belong to an open transaction, without adding any. None, or the error as in
    /// <see cref="AddRequested"/>, or TransactionAbortable when one does not.
    /// </summary>
    public ErrorCode Verify(
        string transactionalId, long producerId, short producerEpoch, IReadOnlyCollection<TopicPartition> partitions)
    {
        ErrorCode error = CheckProducer(
            transactionalId, producerId, producerEpoch, out Transaction? transaction);
        return error != ErrorCode.None ? error
            : transaction!.IsChanging || transaction.Image!.IsPrepared ? ErrorCode.ConcurrentTransactions
            : PartitionsOf(transaction.Image!).IsSupersetOf(partitions) ? ErrorCode.None
            : ErrorCode.TransactionAbortable;
    }

    /// <summary>
    /// A partition is about to take the first records of a transaction. With <paramref name="adds"/> (version 2) it
    /// joins by that, else it must have been added. Answers an <see cref="ErrorCode"/>: None, InvalidProducerIdMapping,
    /// ProducerFenced, or TransactionAbortable when it was not added. Answers come in the order of the questions.
    /// </summary>
    public void FirstWriteArrived(
        string transactionalId,
        long producerId,
        short producerEpoch,
        TopicPartition partition,
        bool adds,
        ReplyToken token,
        CoreTime now,
        List<TransactionEffect> effects)
    {
        var admission = new Admission(producerId, producerEpoch, partition, adds, token);
        if (!_transactions.TryGetValue(transactionalId, out Transaction? transaction))
        {
            Answer(token, ErrorCode.InvalidProducerIdMapping, effects);
        }
        else if (transaction.IsChanging || transaction.Image is { IsPrepared: true })
        {
            transaction.Parked.Add(admission);
        }
        else
        {
            Admit(transaction, [admission], now, effects);
        }
    }

    // Several that waited join with one record.
    private void Admit(
        Transaction transaction, ReadOnlySpan<Admission> admissions, CoreTime now, List<TransactionEffect> effects)
    {
        TransactionImage? image = transaction.Image;
        var all = (image is null ? TransactionImage.EmptyPartitions : PartitionsOf(image)).ToBuilder();
        var joining = new List<ReplyToken>();
        foreach (Admission admission in admissions)
        {
            ErrorCode error = CheckProducer(image, admission.ProducerId, admission.ProducerEpoch);
            if (error == ErrorCode.None && !all.Contains(admission.Partition))
            {
                error = admission.Adds ? ErrorCode.None : ErrorCode.TransactionAbortable;
                if (admission.Adds)
                {
                    all.Add(admission.Partition);
                }
            }

            // Behind one that waits for the record all wait for it: the answers keep their order.
            if (error == ErrorCode.None && (joining.Count > 0 || all.Count > PartitionsOf(image!).Count))
            {
                joining.Add(admission.Token);
            }
            else
            {
                Answer(admission.Token, error, effects);
            }
        }

        if (joining.Count > 0)
        {
            Change(
                transaction,
                Opened(image!, all.ToImmutable(), Version2, now),
                (_, then) => joining.ForEach(token => Answer(token, ErrorCode.None, then)),
                (failure, then) => joining.ForEach(token => Answer(token, failure, then)),
                effects);
        }
    }

    private ErrorCode CheckProducer(
        string transactionalId, long producerId, short producerEpoch, out Transaction? transaction)
    {
        transaction = null;
        return transactionalId.Length == 0 ? ErrorCode.InvalidRequest
            : _transactions.TryGetValue(transactionalId, out transaction)
                ? CheckProducer(transaction.Image, producerId, producerEpoch)
            : ErrorCode.InvalidProducerIdMapping;
    }

    private static ErrorCode CheckProducer(TransactionImage? image, long producerId, short producerEpoch) =>
        image is null || image.ProducerId != producerId ? ErrorCode.InvalidProducerIdMapping
        : image.ProducerEpoch != producerEpoch ? ErrorCode.ProducerFenced
        : ErrorCode.None;

    private static ImmutableSortedSet<TopicPartition> PartitionsOf(TransactionImage image) =>
        image.State == TransactionState.Ongoing ? image.Partitions : TransactionImage.EmptyPartitions;

    private static TransactionImage Opened(
        TransactionImage image, ImmutableSortedSet<TopicPartition> partitions, short clientVersion, CoreTime now) =>
        image with
        {
            State = TransactionState.Ongoing,
            Partitions = partitions,
            StartMs = image.State == TransactionState.Ongoing ? image.StartMs : now.WallClockMs,
            LastUpdateMs = now.WallClockMs,
            ClientVersion = clientVersion,
        };
}
