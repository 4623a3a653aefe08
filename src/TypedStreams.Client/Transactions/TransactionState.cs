// What a transactional producer may do next. Decisions only, no I/O: the send loop, the callers of SendAsync and the
// calls that begin and end transactions meet here, under one lock that is held briefly.
//
// A transaction has a number. A send takes the number of the transaction it was called in, and the record is taken only
// while that number still accepts records: what comes late never slips into the next transaction. The first error of a
// transaction decides it: from then on nothing is sent, and all that is left is to abort.
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>Where a transactional producer stands.</summary>
internal enum TransactionPhase
{
    /// <summary>Has no producer id yet.</summary>
    New,

    /// <summary>Between transactions.</summary>
    Ready,

    /// <summary>Takes records and offsets.</summary>
    Open,

    /// <summary>Sends the rest and commits; the outcome is open until the coordinator answers.</summary>
    Committing,

    /// <summary>Drops the rest and aborts.</summary>
    Aborting,

    /// <summary>Ended for good: fenced, or an error that repeating cannot help.</summary>
    Ended,
}

/// <summary>The transaction of one producer. Safe from any thread.</summary>
internal sealed partial class TransactionState(string transactionalId)
{
    private readonly Lock _gate = new();
    private readonly HashSet<TopicPartition> _added = [];
    private readonly HashSet<TopicPartition> _wanted = [];
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private TaskCompletionSource? _drained;
    private KafkaException? _error;
    private ProducerIdentity _identity = ProducerIdentity.None;
    private long _number;
    private long _accepting;
    private int _waitingSends;
    private bool _isStarted;
    private bool _isEnding;
    private bool _needsIdentity;

    public string TransactionalId => transactionalId;

    public TransactionPhase Phase { get; private set; }

    /// <summary>True for the protocol of KIP-890: a new epoch with each transaction, partitions added by writing.
    /// </summary>
    public bool IsVersion2 { get; private set; }

    public ProducerIdentity Identity
    {
        get
        {
            lock (_gate)
                return _identity;
        }
    }

    /// <summary>True when the coordinator may know of the open transaction, so that it must hear of its end.</summary>
    public bool IsStarted
    {
        get
        {
            lock (_gate)
                return _isStarted;
        }
    }

    /// <summary>True once the coordinator was asked to commit, until the outcome is known.</summary>
    public bool IsEnding
    {
        get
        {
            lock (_gate)
                return _isEnding;
        }
    }

    /// <summary>True while there is a transaction that can be aborted.</summary>
    public bool IsAbortable
    {
        get
        {
            lock (_gate)
            {
                return !_isEnding
                    && (Phase is TransactionPhase.Open or TransactionPhase.Committing or TransactionPhase.Aborting);
            }
        }
    }

    /// <summary>True when the epoch cannot be used for another transaction: numbers of it were lost.</summary>
    public bool NeedsIdentity
    {
        get
        {
            lock (_gate)
                return _needsIdentity;
        }
    }

    /// <summary>Why nothing more is sent, until the transaction is over; null when all is well.</summary>
    public KafkaException? Error
    {
        get
        {
            lock (_gate)
                return _error;
        }
    }

    /// <summary>The transaction that has failed and why; null when all is well.</summary>
    public (long Number, KafkaException Error)? Failed
    {
        get
        {
            lock (_gate)
                return _error is { } error ? (_number, error) : null;
        }
    }

    /// <summary>The producer has a new id and epoch; an open transaction under the old one is over.</summary>
    public void Initialized(ProducerIdentity identity, bool isVersion2)
    {
        lock (_gate)
        {
            _identity = identity;
            IsVersion2 = isVersion2;
            _needsIdentity = false;
            _isStarted = false;
            if (Phase == TransactionPhase.New)
                Phase = TransactionPhase.Ready;
        }
    }

    /// <exception cref="InvalidOperationException">There is a transaction already, or no producer id yet.</exception>
    /// <exception cref="KafkaException">The producer has ended.</exception>
    public void Begin()
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (Phase != TransactionPhase.Ready)
                throw Misuse("BeginTransaction", "InitTransactionsAsync first, and end the transaction before");

            Phase = TransactionPhase.Open;
            _accepting = ++_number;
        }
    }

    /// <summary>The first call for a new send: the number of the transaction that it belongs to.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    /// <exception cref="KafkaException">The transaction must be aborted, or the producer has ended.</exception>
    public long Enter()
    {
        lock (_gate)
        {
            ThrowIfEnded();
            ThrowIfFailed();
            return Phase == TransactionPhase.Open ? _number : throw Misuse("SendAsync", "BeginTransaction first");
        }
    }

    /// <summary>True while records of that transaction are taken.</summary>
    public bool Accepts(long number) => Volatile.Read(ref _accepting) == number;

    /// <summary>What a send gets whose transaction accepts nothing more.</summary>
    public Exception Refusal()
    {
        lock (_gate)
        {
            return _error is { } error
                ? MustAbort(error)
                : Misuse("SendAsync", "await sends before you end their transaction");
        }
    }

    /// <summary>A send waits for room or for its topic; a commit waits for it.</summary>
    public void BeginWait()
    {
        lock (_gate)
            _waitingSends++;
    }

    public void EndWait()
    {
        TaskCompletionSource? drained = null;
        lock (_gate)
        {
            if (--_waitingSends == 0)
                drained = _drained;
        }

        drained?.TrySetResult();
    }

    /// <summary>
    /// True when a batch for the partition may go out. False: the coordinator must hear of the partition first, and it
    /// is among the wanted ones now; or the transaction has failed.
    /// </summary>
    public bool TryAdmit(TopicPartition partition)
    {
        lock (_gate)
        {
            if (_error is not null || Phase is not (TransactionPhase.Open or TransactionPhase.Committing))
                return false;

            if (IsVersion2 || _added.Contains(partition))
            {
                _isStarted = true;
                return true;
            }

            _wanted.Add(partition);
            return false;
        }
    }

    /// <summary>The partitions that the coordinator must hear of; none in the newer protocol.</summary>
    public (long Number, TopicPartition[] Partitions) Wanted()
    {
        lock (_gate)
        {
            _isStarted |= _wanted.Count > 0;
            return (_number, [.. _wanted]);
        }
    }

    /// <summary>The coordinator knows of the partitions, as part of that transaction.</summary>
    public void Added(long number, IEnumerable<TopicPartition> partitions)
    {
        lock (_gate)
        {
            if (number != _number)
                return;

            foreach (TopicPartition partition in partitions)
            {
                _wanted.Remove(partition);
                _added.Add(partition);
            }
        }
    }

    /// <summary>True when the coordinator must hear that offsets of the group will come.</summary>
    public bool MustAdd(string groupId)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            ThrowIfFailed();
            if (Phase is not (TransactionPhase.Open or TransactionPhase.Committing))
                throw Misuse("SendOffsetsToTransactionAsync", "BeginTransaction first");

            _isStarted = true;
            return !IsVersion2 && !_groups.Contains(groupId);
        }
    }

    public void Added(string groupId)
    {
        lock (_gate)
            _groups.Add(groupId);
    }

    private void ThrowIfEnded()
    {
        if (Phase == TransactionPhase.Ended)
            throw new KafkaException(_error!.Code, $"This producer has ended: {_error.Message}", _error, _error.Kind);
    }

    private void ThrowIfFailed()
    {
        if (_error is not null)
            throw MustAbort(_error);
    }

    private KafkaException MustAbort(KafkaException error) => error.Kind == KafkaErrorKind.Abort
        ? new KafkaException(
            error.Code,
            $"The transaction of '{transactionalId}' must be aborted: {error.Message}",
            error,
            KafkaErrorKind.Abort)
        : error;

    private InvalidOperationException Misuse(string call, string instead) =>
        new($"{call} is not possible now (the producer of '{transactionalId}' is {Phase}): {instead}.");
}
