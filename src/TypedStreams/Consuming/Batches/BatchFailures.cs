// What follows a batch that failed: the decisions of one partition, without I/O or time. Everything is said in offsets,
// because what failed is read again: a batch ends before the message that has to be settled, the same batch comes once
// more, or its messages come one by one. The worker's loop owns it (decisions/008).

namespace TypedStreams.Consuming.Batches;

internal sealed class BatchFailures
{
    private const long None = -1;

    private readonly Dictionary<long, int> _calls = [];
    private long _head = None;
    private int _headFailures;
    private long _aloneThrough = None;
    private bool _isCulprit;

    /// <summary>The offset before which a batch ends, and at which something is to be settled; -1 for none.</summary>
    internal long SettleAt { get; private set; } = None;

    /// <summary>The last offset of the batch that failed, which does not grow when it comes again.</summary>
    internal long EndsAt { get; private set; } = None;

    /// <summary>What failed last.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>What is done about it.</summary>
    internal HandlingPolicy? Policy { get; private set; }

    /// <summary>True when a handler failed; false when it could not be called.</summary>
    internal bool IsHandlers { get; private set; }

    /// <summary>Calls of the handler that failed with this message among others.</summary>
    internal int CallsOf(long offset) => _calls.GetValueOrDefault(offset);

    /// <summary>True when the message is called by itself.</summary>
    internal bool IsAlone(long offset) => offset <= _aloneThrough;

    /// <summary>A record cannot be read, or its schema cannot be found.</summary>
    internal void Unreadable(long offset, HandlingPolicy? policy, Exception failure)
    {
        (SettleAt, Failure, Policy, IsHandlers) = (offset, failure, policy, false);
    }

    /// <summary>A batch failed.</summary>
    /// <param name="offsets">Of its messages.</param>
    /// <param name="policy">Of their type.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="isHandlers">False when the handler was not reached.</param>
    internal void Failed(IReadOnlyList<long> offsets, HandlingPolicy policy, Exception failure, bool isHandlers)
    {
        (Policy, IsHandlers) = (policy, isHandlers);

        // Of this call, also where it was the part before a culprit: that comes again by itself, or the two would take
        // turns in failing for ever.
        EndsAt = offsets[^1];
        if (!isHandlers)
        {
            (SettleAt, Failure) = (offsets[0], failure);
            return;
        }

        foreach (var offset in offsets)
        {
            _calls[offset] = CallsOf(offset) + 1;
        }

        var culprit = failure is BatchFailedException named && named.Index >= 0 && named.Index < offsets.Count
            ? named.Index
            : offsets.Count == 1 ? 0 : default(int?);
        _isCulprit = culprit is not null;
        SettleAt = offsets[culprit ?? 0];
        _headFailures = SettleAt == _head ? _headFailures + 1 : 1;
        _head = SettleAt;
        Failure = culprit is not null && failure is BatchFailedException { InnerException: { } inner }
            ? inner
            : failure;
    }

    /// <summary>What to do at <see cref="SettleAt"/>, once everything before it is handled.</summary>
    internal BatchVerdict Decide() =>
        !IsHandlers ? BatchVerdict.GiveUp
        : _headFailures < Policy!.Attempts && !IsAlone(SettleAt) ? BatchVerdict.CallAgain
        : !_isCulprit && Policy.DeadLetters ? BatchVerdict.CallEachAlone
        : BatchVerdict.GiveUp;

    /// <summary>Calls of the handler that count for the next pause.</summary>
    internal int Failures => _headFailures;

    /// <summary>The verdict is carried out.</summary>
    internal void Settled(BatchVerdict verdict)
    {
        if (verdict == BatchVerdict.CallEachAlone)
        {
            _aloneThrough = EndsAt;
        }

        SettleAt = None;
    }

    /// <summary>Everything up to this offset is done with.</summary>
    internal void Done(long offset)
    {
        if (offset >= EndsAt)
        {
            EndsAt = _head = None;
            _headFailures = 0;
        }

        if (offset >= _aloneThrough)
        {
            _aloneThrough = None;
        }

        foreach (var called in _calls.Keys)
        {
            if (called <= offset)
            {
                _calls.Remove(called);
            }
        }
    }
}

/// <summary>What follows a failure.</summary>
internal enum BatchVerdict
{
    /// <summary>The same batch, or what is left of it, after a pause.</summary>
    CallAgain,

    /// <summary>Each message of the batch by itself, at once.</summary>
    CallEachAlone,

    /// <summary>The message is put aside, or stops its partition.</summary>
    GiveUp,
}
