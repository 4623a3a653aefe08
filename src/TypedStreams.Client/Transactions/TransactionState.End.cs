// How a transaction ends, and what an error does to it.
using TypedStreams.Protocol;

namespace TypedStreams.Client;

internal sealed partial class TransactionState
{
    /// <summary>
    /// An error of the open transaction: the first one decides that it must be aborted, or that the producer ends.
    /// </summary>
    public void Fail(KafkaException error)
    {
        lock (_gate)
            FailLocked(error);
    }

    /// <summary>As <see cref="Fail(KafkaException)"/>, unless that transaction is over.</summary>
    public void Fail(long number, KafkaException error)
    {
        lock (_gate)
        {
            if (number == _number)
                FailLocked(error);
        }
    }

    /// <summary>A batch was given up. One that had its numbers leaves a gap that only a new epoch closes.</summary>
    public void BatchFailed(long number, KafkaException error, bool wasNumbered)
    {
        lock (_gate)
        {
            _needsIdentity |= wasNumbered;
            if (number == _number && Phase is TransactionPhase.Open or TransactionPhase.Committing)
            {
                KafkaErrorKind kind = TransactionErrors.KindOf(TransactionStep.Produce, error.Code);
                FailLocked(new KafkaException(error.Code, error.Message, error, kind));
            }
        }
    }

    /// <summary>
    /// No new sends from now on. Completes when those that wait for room or for a topic are in their batches, and
    /// nothing more is taken. False: this commit was asked for before, and its outcome is open.
    /// </summary>
    public async Task<bool> SealAsync(CancellationToken ct)
    {
        Task waiting;
        lock (_gate)
        {
            ThrowIfEnded();
            ThrowIfFailed();
            if (_isEnding)
                return false;

            if (Phase is not (TransactionPhase.Open or TransactionPhase.Committing))
                throw Misuse("CommitTransactionAsync", "BeginTransaction first");

            Phase = TransactionPhase.Committing;
            waiting = Drained();
        }

        await waiting.WaitAsync(ct);
        Volatile.Write(ref _accepting, 0);
        return true;
    }

    /// <summary>
    /// The coordinator is about to be asked to commit; false when it need not be, because it knows of nothing.
    /// </summary>
    /// <exception cref="KafkaException">The transaction must be aborted instead, or the producer has ended.</exception>
    public bool TryEnd()
    {
        lock (_gate)
        {
            ThrowIfEnded();
            ThrowIfFailed();
            _isEnding = _isStarted;
            return _isStarted;
        }
    }

    /// <summary>The coordinator refused to end it, so the outcome is known: not committed.</summary>
    public void Refused(KafkaException error)
    {
        lock (_gate)
        {
            _isEnding = false;
            FailLocked(error);
        }
    }

    /// <summary>Nothing more is taken or sent; what waits is dropped.</summary>
    public void BeginAbort()
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (_isEnding || Phase is TransactionPhase.New or TransactionPhase.Ready)
            {
                throw Misuse("AbortTransactionAsync", _isEnding
                    ? "the outcome of the commit is not known, so call CommitTransactionAsync again, or dispose the "
                        + "producer and initialize another one with its transactional id"
                    : "there is no transaction to abort");
            }

            Phase = TransactionPhase.Aborting;
            Volatile.Write(ref _accepting, 0);
            _error ??= new KafkaException(
                ErrorCode.TransactionAbortable, "The transaction was aborted", inner: null, KafkaErrorKind.Abort);
        }
    }

    /// <summary>The transaction is over; the next one has the identity, where the coordinator gave a new one.</summary>
    public void Over(ProducerIdentity next)
    {
        lock (_gate)
        {
            if (!next.IsNone)
            {
                _identity = next;
                _needsIdentity = false;
            }

            Phase = TransactionPhase.Ready;
            _error = null;
            _isStarted = false;
            _isEnding = false;
            _added.Clear();
            _wanted.Clear();
            _groups.Clear();
        }
    }

    private void FailLocked(KafkaException error)
    {
        if (Phase == TransactionPhase.Ended)
            return;

        if (error.Kind is KafkaErrorKind.Fenced or KafkaErrorKind.Fatal)
        {
            Phase = TransactionPhase.Ended;
            _error = error;
            Volatile.Write(ref _accepting, 0);
        }
        else if (Phase is TransactionPhase.Open or TransactionPhase.Committing)
        {
            _error ??= error.Kind == KafkaErrorKind.Abort
                ? error
                : new KafkaException(error.Code, error.Message, error, KafkaErrorKind.Abort);
        }
    }

    private Task Drained()
    {
        if (_waitingSends == 0)
            return Task.CompletedTask;

        _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _drained.Task;
    }
}
