// The records of one partition that travel together, and those who wait for them. Every access is under the lock of its
// accumulator, except the bytes of a batch in flight: those the sender alone reads, and nobody changes.
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>Where a batch is on its way.</summary>
internal enum BatchState
{
    /// <summary>Takes records.</summary>
    Open,

    /// <summary>Full, lingered or flushed: may be sent.</summary>
    Ready,

    /// <summary>Under way.</summary>
    InFlight,

    /// <summary>Failed with something that may pass: is sent again before anything newer.</summary>
    Retry,

    /// <summary>Done, one way or the other.</summary>
    Done,
}

/// <summary>A batch from its first record to its acknowledgement.</summary>
internal sealed class ProducerBatch(RecordBatchBuilder builder, long createdAt, long transaction = 0)
{
    private RecordCompletion? _first;
    private RecordCompletion? _last;
    private TaskCompletionSource? _done;

    public RecordBatchBuilder Builder { get; } = builder;

    /// <summary>When its first record came, by the time provider's timestamp.</summary>
    public long CreatedAt { get; } = createdAt;

    /// <summary>The number of its transaction; 0 without transactions.</summary>
    public long Transaction { get; } = transaction;

    public BatchState State { get; set; } = BatchState.Open;

    /// <summary>First sequence number; -1 before the first send, and without idempotence.</summary>
    public int BaseSequence { get; set; } = RecordBatchHeader.NoSequence;

    /// <summary>What goes on the wire; set by the first send.</summary>
    public ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>Not before this timestamp is it sent again.</summary>
    public long RetryAt { get; set; }

    public int Failures { get; set; }

    /// <summary>Bytes it holds of the producer's budget.</summary>
    public long Held { get; set; }

    public void Add(RecordCompletion completion)
    {
        if (_last is null)
            _first = completion;
        else
            _last.Next = completion;

        _last = completion;
    }

    /// <summary>Completes when the batch is done, whatever the outcome.</summary>
    public Task WhenDone()
    {
        if (State == BatchState.Done)
            return Task.CompletedTask;

        _done ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _done.Task;
    }

    /// <summary>Tells every waiting caller; call once, after the state is Done and outside of locks.</summary>
    public void Complete(int partition, long baseOffset, long logAppendTimeMs, Exception? error)
    {
        long offset = baseOffset;
        for (RecordCompletion? completion = _first; completion is not null;)
        {
            // Once it has its result it may be in use for another record.
            RecordCompletion? next = completion.Next;
            completion.Next = null;
            if (error is null)
            {
                long timestampMs = logAppendTimeMs >= 0 ? logAppendTimeMs : completion.TimestampMs;
                completion.SetResult(new ProducedRecord(partition, offset, timestampMs));
                offset += offset >= 0 ? 1 : 0;
            }
            else
            {
                completion.SetException(error);
            }

            completion = next;
        }

        _first = _last = null;
        _done?.TrySetResult();
    }

    /// <summary>Lets those who wait for <paramref name="whole"/> wait for this, its last part.</summary>
    public void FollowedBy(ProducerBatch whole)
    {
        _done = whole._done;
        whole._done = null;
    }

    /// <summary>Hands the waiting callers over, in order, when the batch is split.</summary>
    public IEnumerable<RecordCompletion> TakeCompletions()
    {
        for (RecordCompletion? completion = _first; completion is not null;)
        {
            RecordCompletion? next = completion.Next;
            completion.Next = null;
            yield return completion;
            completion = next;
        }

        _first = _last = null;
    }
}
