// EndTxn: the decision. It is made when the Prepare record is committed; the caller is answered then, and the markers
// follow. With version 2 the epoch rises with the decision, so a repeated or late request cannot touch the next one.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Core.Transactions;

public sealed partial class TransactionCoordinator
{
    private const short FirstRequestOfVersion2 = 5;

    /// <summary>
    /// A producer commits or aborts. Answers InvalidRequest, InvalidProducerIdMapping, ProducerFenced,
    /// ConcurrentTransactions (ask again), InvalidTxnState; from request version 5 on the producer's next id and epoch.
    /// </summary>
    public void EndRequested(
        EndTxnRequest request, short version, ReplyToken token, CoreTime now, List<TransactionEffect> effects) =>
        End(request, version, token, freshProducerId: -1, now, effects);

    private void End(
        EndTxnRequest request,
        short version,
        ReplyToken token,
        long freshProducerId,
        CoreTime now,
        List<TransactionEffect> effects)
    {
        bool isVersion2 = version >= FirstRequestOfVersion2;
        _transactions.TryGetValue(request.TransactionalId, out Transaction? transaction);
        TransactionImage? image = transaction?.Image;
        bool isRepeated = image is not null && isVersion2 && IsRepeated(request, image);
        ErrorCode error = request.TransactionalId.Length == 0 ? ErrorCode.InvalidRequest
            : isRepeated ? ErrorCode.None
            : CheckProducer(image, request.ProducerId, request.ProducerEpoch);
        if (error == ErrorCode.None && transaction!.IsChanging)
        {
            error = ErrorCode.ConcurrentTransactions;
        }

        if (error != ErrorCode.None)
        {
            Answer(token, EndFailed(error), effects);
            return;
        }

        switch (Judge(image!, request.Committed, isVersion2, isRepeated))
        {
            case Verdict.Decide when isVersion2 && image!.IsEpochExhausted && freshProducerId < 0:
                effects.Add(new TransactionEffect.AllocateProducerId(new PendingAllocation(
                    (producerId, at, then) => End(request, version, token, producerId, at, then))));
                break;
            case Verdict.Decide:
                Decide(
                    transaction!,
                    Prepared(image!, request.Committed, raisesEpoch: isVersion2, freshProducerId, now),
                    isVersion2,
                    next => Ended(next, isVersion2),
                    token,
                    effects);
                break;
            case Verdict.Done:
                Answer(token, Ended(image!, isVersion2), effects);
                break;
            case Verdict.Again:
                Answer(token, EndFailed(ErrorCode.ConcurrentTransactions), effects);
                break;
            default:
                Answer(token, EndFailed(ErrorCode.InvalidTxnState), effects);
                break;
        }
    }

    private enum Verdict
    {
        Wrong,
        Decide,
        Done,
        Again,
    }

    private static Verdict Judge(TransactionImage image, bool commits, bool isVersion2, bool isRepeated)
    {
        // A producer of version 2 may abort although nothing arrived here: a first write of it may be under way.
        bool mayAbortNothing = isVersion2 && !isRepeated && !commits;
        return image.State switch
        {
            TransactionState.Ongoing when !isRepeated => Verdict.Decide,
            TransactionState.Empty when mayAbortNothing => Verdict.Decide,

            // The end of the next transaction, into which nothing arrived, while the markers of this one are written.
            TransactionState.PrepareCommit or TransactionState.PrepareAbort when isVersion2 && !isRepeated =>
                Verdict.Again,
            TransactionState.PrepareCommit => commits ? Verdict.Again : Verdict.Wrong,
            TransactionState.PrepareAbort => commits ? Verdict.Wrong : Verdict.Again,
            TransactionState.CompleteCommit when mayAbortNothing => Verdict.Decide,
            TransactionState.CompleteAbort when mayAbortNothing => Verdict.Decide,
            TransactionState.CompleteCommit => commits && isVersion2 == isRepeated ? Verdict.Done : Verdict.Wrong,
            TransactionState.CompleteAbort => !commits && isVersion2 == isRepeated ? Verdict.Done : Verdict.Wrong,
            _ => Verdict.Wrong,
        };
    }

    // Whether a request is the one that made the decision which the image tells of: it carries the epoch before.
    private static bool IsRepeated(EndTxnRequest request, TransactionImage image)
    {
        if (image.State is TransactionState.Empty or TransactionState.Ongoing || image.ClientVersion != Version2)
        {
            return false;
        }

        bool isEpochBefore = request.ProducerId == image.ProducerId && request.ProducerEpoch + 1 == image.ProducerEpoch;
        bool isIdBefore = request.ProducerId == image.PreviousProducerId && image.ProducerEpoch == 0
            && TransactionImage.IsExhausted(request.ProducerEpoch);
        return isEpochBefore || isIdBefore;
    }

    /// <summary>
    /// Ends an open transaction without its producer: another takes over (then <paramref name="answer"/> tells it), or
    /// time is up. The epoch rises, so nothing of the old one arrives any more. A producer that was only slow, and of
    /// version 2, finds its transaction aborted when it aborts, and goes on with the next epoch; one that was replaced
    /// is told that it is fenced.
    /// </summary>
    private void Fence(
        Transaction transaction,
        TransactionImage image,
        CoreTime now,
        List<TransactionEffect> effects,
        Action<List<TransactionEffect>>? answer)
    {
        bool isReplaced = answer is not null;
        TransactionImage next = Prepared(image, commits: false, raisesEpoch: true, freshProducerId: -1, now) with
        {
            ClientVersion = isReplaced ? (short)0 : image.ClientVersion,
        };
        Change(
            transaction,
            next,
            (_, then) =>
            {
                answer?.Invoke(then);
                WriteMarkers(next, then);
            },
            (_, then) => answer?.Invoke(then),
            effects);
    }

    private void Decide(
        Transaction transaction,
        TransactionImage next,
        bool isVersion2,
        Func<TransactionImage, EndTxnResponse> response,
        ReplyToken token,
        List<TransactionEffect> effects) =>
        Change(
            transaction,
            next with { ClientVersion = isVersion2 ? Version2 : (short)0 },
            (_, then) =>
            {
                Answer(token, response(next), then);
                WriteMarkers(transaction.Image!, then);
            },
            (failure, then) => Answer(token, EndFailed(failure), then),
            effects);

    private static TransactionImage Prepared(
        TransactionImage image, bool commits, bool raisesEpoch, long freshProducerId, CoreTime now) =>
        image with
        {
            State = (commits && !Wrong.Is(WrongVariant.CommitAborts)) || Wrong.Is(WrongVariant.AbortCommits)
                ? TransactionState.PrepareCommit
                : TransactionState.PrepareAbort,
            ProducerEpoch = raisesEpoch ? (short)(image.ProducerEpoch + 1) : image.ProducerEpoch,
            LastProducerEpoch = -1,
            NextProducerId = freshProducerId,
            Partitions = PartitionsOf(image),
            StartMs = image.State == TransactionState.Ongoing ? image.StartMs : now.WallClockMs,
            LastUpdateMs = now.WallClockMs,
        };

    private static void WriteMarkers(TransactionImage image, List<TransactionEffect> effects) =>
        effects.Add(new TransactionEffect.WriteMarkers(new TransactionEnd(
            image.TransactionalId,
            image.ProducerId,
            image.ProducerEpoch,
            IsCommit: image.State == TransactionState.PrepareCommit,
            IsVersion2: image.ClientVersion == Version2,
            image.Partitions)));

    private static EndTxnResponse Ended(TransactionImage image, bool isVersion2) =>
        !isVersion2 ? new EndTxnResponse()
        : image.NextProducerId >= 0 ? new EndTxnResponse { ProducerId = image.NextProducerId, ProducerEpoch = 0 }
        : new EndTxnResponse { ProducerId = image.ProducerId, ProducerEpoch = image.ProducerEpoch };

    private static EndTxnResponse EndFailed(ErrorCode error) => new() { ErrorCode = error };
}
