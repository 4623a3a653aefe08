// InitProducerId: who may speak for a transactional id. Whoever asks last owns it; an open transaction of the one
// before is aborted, and its epoch fenced.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Transactions;

public sealed partial class TransactionCoordinator
{
    /// <summary>
    /// A producer takes a transactional id over, or asks for the next epoch of its own (it names what it has then).
    /// Answers InvalidRequest, InvalidTransactionTimeout, ConcurrentTransactions (ask again), ProducerFenced.
    /// </summary>
    public void InitRequested(
        InitProducerIdRequest request, ReplyToken token, CoreTime now, List<TransactionEffect> effects) =>
        Init(request, token, freshProducerId: -1, now, effects);

    private void Init(
        InitProducerIdRequest request,
        ReplyToken token,
        long freshProducerId,
        CoreTime now,
        List<TransactionEffect> effects)
    {
        string transactionalId = request.TransactionalId ?? "";
        ErrorCode error = CheckInit(request, transactionalId);
        if (error != ErrorCode.None)
        {
            Answer(token, InitFailed(error), effects);
            return;
        }

        _transactions.TryGetValue(transactionalId, out Transaction? transaction);
        TransactionImage? image = transaction?.Image;
        if (transaction is { IsChanging: true } || image is { IsPrepared: true })
        {
            Answer(token, InitFailed(ErrorCode.ConcurrentTransactions), effects);
        }
        else if (image is { State: TransactionState.Ongoing })
        {
            if (IsStranger(request, image))
            {
                Answer(token, InitFailed(ErrorCode.ProducerFenced), effects);
                return;
            }

            // The caller asks again until the abort is complete, and gets the epoch after the fence.
            Fence(
                transaction!, image, now, effects, then => Answer(
                    token, InitFailed(ErrorCode.ConcurrentTransactions), then));
        }
        else if (freshProducerId < 0 && (image is null || (image.IsEpochExhausted && !IsStranger(request, image))))
        {
            effects.Add(new TransactionEffect.AllocateProducerId(new PendingAllocation(
                (producerId, at, then) => Init(request, token, producerId, at, then))));
        }
        else
        {
            TakeOver(transactionalId, image, request, token, freshProducerId, now, effects);
        }
    }

    private ErrorCode CheckInit(InitProducerIdRequest request, string transactionalId) =>
        transactionalId.Length == 0 ? ErrorCode.InvalidRequest
        : request.TransactionTimeoutMs <= 0 || request.TransactionTimeoutMs > _options.MaxTimeoutMs
            ? ErrorCode.InvalidTransactionTimeout
        : ErrorCode.None;

    private void TakeOver(
        string transactionalId,
        TransactionImage? image,
        InitProducerIdRequest request,
        ReplyToken token,
        long freshProducerId,
        CoreTime now,
        List<TransactionEffect> effects)
    {
        if (image is not null && IsStranger(request, image))
        {
            Answer(token, InitFailed(ErrorCode.ProducerFenced), effects);
            return;
        }

        if (image is not null && IsRepeated(request, image))
        {
            Answer(token, Initialized(image), effects);
            return;
        }

        bool isFresh = image is null || image.IsEpochExhausted;
        TransactionImage next = new()
        {
            TransactionalId = transactionalId,
            ProducerId = isFresh ? freshProducerId : image!.ProducerId,
            PreviousProducerId = isFresh ? image?.ProducerId ?? -1 : image!.PreviousProducerId,
            ProducerEpoch = isFresh ? (short)0 : (short)(image!.ProducerEpoch + 1),
            LastProducerEpoch = request.ProducerId >= 0 && image is not null ? image.ProducerEpoch : (short)-1,
            TimeoutMs = request.TransactionTimeoutMs,
            State = TransactionState.Empty,
            LastUpdateMs = now.WallClockMs,
            ClientVersion = image?.ClientVersion ?? 0,
        };
        if (!_transactions.TryGetValue(transactionalId, out Transaction? transaction))
        {
            _transactions[transactionalId] = transaction = new Transaction(transactionalId);
        }

        Change(
            transaction,
            next,
            (_, then) => Answer(token, Initialized(next), then),
            (error, then) => Answer(token, InitFailed(error), then),
            effects);
    }

    /// <summary>
    /// Whether a caller names an id or epoch that is not the present one: then another has taken over since.
    /// </summary>
    private static bool IsStranger(InitProducerIdRequest request, TransactionImage image)
    {
        if (request.ProducerId < 0)
        {
            return false;
        }

        bool isPresent = request.ProducerId == image.ProducerId && request.ProducerEpoch == image.ProducerEpoch;
        bool rotated = request.ProducerId == image.PreviousProducerId
            && TransactionImage.IsExhausted(request.ProducerEpoch);
        return !isPresent && !rotated && !IsRepeated(request, image);
    }

    // The answer to the first attempt was lost: the epoch has risen for this very caller.
    private static bool IsRepeated(InitProducerIdRequest request, TransactionImage image) =>
        request is { ProducerId: >= 0, ProducerEpoch: >= 0 }
        && ((request.ProducerId == image.ProducerId && request.ProducerEpoch == image.LastProducerEpoch)
            || (request.ProducerId == image.PreviousProducerId
                && TransactionImage.IsExhausted(request.ProducerEpoch)
                && image.State == TransactionState.Empty));

    private static InitProducerIdResponse Initialized(TransactionImage image) =>
        new() { ProducerId = image.ProducerId, ProducerEpoch = image.ProducerEpoch };

    private static InitProducerIdResponse InitFailed(ErrorCode error) =>
        new() { ErrorCode = error, ProducerId = -1, ProducerEpoch = -1 };
}
