// Reads a partition's records into batches, calls their handlers, and says what follows a failure. What is not done
// with stays in the inputs, so everything is read again after a failure or an abort. One a partition, used by its
// worker's loop, which waits, sends and commits.

using TypedStreams.Client;
using TypedStreams.Consuming.Lanes;
using TypedStreams.Consuming.Letters;
using TypedStreams.Pipelines;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming.Batches;

/// <param name="partition">Where the records are.</param>
/// <param name="topic">How they are handled.</param>
/// <param name="inputs">The records that are here; the worker advances over them by <see cref="Advance"/>.</param>
/// <param name="takeMore">Adds what waits to the inputs; false when nothing does.</param>
/// <param name="signal">Wakes the loop when a batch has waited long enough, or a record is due.</param>
/// <param name="cancelled">For handlers: cancelled when a stop has waited long enough.</param>
internal sealed class BatchReader<THandler>(
    TopicPartition partition,
    TopicHandling<THandler> topic,
    PipelineInputs inputs,
    Func<bool> takeMore,
    WakeSignal signal,
    CancellationToken cancelled) : IAsyncDisposable
    where THandler : class
{
    private const long None = -1;

    private readonly BatchCollector _collector = new();
    private readonly BatchFailures _failures = new();
    private readonly Call _progress = new();
    private readonly DueGate? _gate = topic.IsRetryTopic ? new DueGate(topic.Time, signal) : null;
    private readonly ITimer _alarm = topic.Time.CreateTimer(
        static signal => ((WakeSignal)signal!).Wake(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private long _read = None;
    private long _nextRead = None;
    private long _nextBytes;
    private long _firstAt;

    /// <summary>Messages of the batch.</summary>
    internal int Count => _collector.Open?.Count ?? 0;

    /// <summary>Bytes of the batch: keys and values.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Reads on; never waits for a record, only for a schema.</summary>
    /// <param name="stopAt">The record before which to end.</param>
    internal async ValueTask<BatchState> ReadAsync(long stopAt = long.MaxValue)
    {
        while (!IsComplete)
        {
            if (!TryPeekAhead(out var record) || _gate?.IsDue(record) == false)
            {
                return _collector.Open is null ? _read == None ? BatchState.Waiting : BatchState.Ready
                    : HasWaited() ? BatchState.Ready
                    : BatchState.Waiting;
            }

            if (record.Offset == stopAt || record.Offset == _failures.SettleAt)
            {
                return _read != None ? BatchState.Ready
                    : record.Offset == stopAt ? BatchState.Stop
                    : BatchState.Settle;
            }

            await TakeAsync(record);
        }

        return BatchState.Ready;
    }

    /// <summary>Calls the handler; what it threw, or null.</summary>
    /// <param name="output">Where what it returns goes; null when it returns nothing.</param>
    internal async ValueTask<Exception?> HandleAsync(IPipelineOutput? output)
    {
        if (_collector.Open is not { } batch)
        {
            return null; // tombstones alone
        }

        _progress.Begin(attempt: 1, origin: null);
        _progress.Decoding(batch.Type.Policy);
        try
        {
            await topic.Dispatcher.CallAsync(batch, output, _progress, cancelled);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    /// <summary>The batch is done with; the next one begins.</summary>
    internal void Advance()
    {
        while (inputs.TryPeek(out var record) && record.Offset <= _read)
        {
            inputs.Advance(record.Offset);
        }

        _failures.Done(_read);
        _collector.Take();
        (_read, Bytes, _firstAt) = (_nextRead, _nextBytes, topic.Time.GetTimestamp());
        (_nextRead, _nextBytes) = (None, 0);
    }

    /// <summary>The handler has failed: the batch is read again, up to what is to be settled.</summary>
    /// <param name="failure">What it threw.</param>
    /// <param name="countsBefore">True when what is before the culprit that it names is handled.</param>
    internal void Failed(Exception failure, bool countsBefore)
    {
        var batch = _collector.Open!;
        _failures.Failed(
            [.. batch.Records.Select(record => record.Offset)], batch.Type.Policy, failure, _progress.IsDecoded);
        Clear();
        while (countsBefore && inputs.TryPeek(out var record) && record.Offset < _failures.SettleAt)
        {
            inputs.Advance(record.Offset);
        }

        inputs.RewindAhead();
    }

    /// <summary>What follows the failure, now that everything before it is done with.</summary>
    internal async ValueTask<Settlement> SettleAsync()
    {
        inputs.TryPeek(out var record);
        var failure = _failures.Failure!;
        var verdict = _failures.Decide();
        if (verdict != BatchVerdict.GiveUp)
        {
            _failures.Settled(verdict);
            return new Settlement(record, verdict == BatchVerdict.CallAgain
                ? Backoff.Next(_failures.Policy!, _failures.Failures, Random.Shared)
                : TimeSpan.Zero);
        }

        var delivered = Begin(record, _failures.CallsOf(record.Offset));
        if (_failures.Policy is { } policy)
        {
            _progress.Decoding(policy);
        }

        if (_failures.IsHandlers)
        {
            _progress.Decoded();
        }

        return !topic.IsForLetters(_progress, failure)
            ? new Settlement(record, failure, Letter: null)
            : new Settlement(record, failure, await topic.AddressAsync(partition, record, _progress, failure));
    }

    /// <summary>The record that was settled is done with: it is put aside.</summary>
    internal void Skip(in ConsumedRecord record)
    {
        _failures.Settled(BatchVerdict.GiveUp);
        inputs.Advance(record.Offset);
        _failures.Done(record.Offset);
        inputs.RewindAhead();
    }

    /// <summary>Forgets what is read; the inputs were rewound, or are about to be.</summary>
    internal void Clear()
    {
        _collector.Clear();
        (_read, Bytes, _nextRead, _nextBytes) = (None, 0, None, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _alarm.DisposeAsync();
        await (_gate?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private bool IsComplete => _collector.Next is not null || (_collector.Open is { } batch
        ? batch.Count >= batch.Type.Batch.MaxMessages || Bytes >= batch.Type.Batch.MaxBytes
            || _failures.IsAlone(batch.Records[0].Offset) || IsAgain(batch)
        : Bytes >= BatchOptions.Default.MaxBytes); // tombstones alone

    /// <summary>True for a batch that comes again, which does not wait for more.</summary>
    private bool IsAgain(PendingBatch batch) =>
        batch.Records[0].Offset <= _failures.EndsAt && _read >= _failures.EndsAt;

    private bool TryPeekAhead(out ConsumedRecord record)
    {
        while (!inputs.TryPeekAhead(out record))
        {
            if (!takeMore())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the batch has waited for more as long as it may; the loop is woken when it has.</summary>
    private bool HasWaited()
    {
        var longest = _collector.Open!.Type.Batch.MaxWait;
        var left = longest - topic.Time.GetElapsedTime(_firstAt);
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        _alarm.Change(left, Timeout.InfiniteTimeSpan);
        return topic.Time.GetElapsedTime(_firstAt) >= longest; // the clock may have moved before the alarm was set
    }

    private async ValueTask TakeAsync(ConsumedRecord record)
    {
        var isFirst = _collector.Open is null;
        Begin(record, _failures.CallsOf(record.Offset) + 1);
        try
        {
            await topic.Dispatcher.CollectAsync(partition, record, _collector, _progress, cancelled);
        }
        catch (Exception failure)
        {
            // Settled when what is before it is done with.
            _failures.Unreadable(record.Offset, _progress.Policy, failure);
            return;
        }

        inputs.AdvanceAhead();
        var bytes = (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0);
        if (_collector.Next is { } next)
        {
            next.Records.Add(record);
            (_nextRead, _nextBytes) = (record.Offset, bytes);
            return;
        }

        _read = record.Offset;
        Bytes += bytes;
        if (record.Value is not null)
        {
            _collector.Open!.Records.Add(record);
        }

        if (isFirst && _collector.Open is not null)
        {
            _firstAt = topic.Time.GetTimestamp();
        }
    }

    private Delivered? Begin(in ConsumedRecord record, int calls)
    {
        var delivered = topic.IsRetryTopic ? Delivered.Of(partition, record) : default(Delivered?);
        _progress.Begin((delivered?.Attempts ?? 0) + calls, delivered?.Origin);
        return delivered;
    }

    private sealed class Call : CallProgress;
}

/// <summary>What the next turn is about.</summary>
internal enum BatchState
{
    /// <summary>Nothing can be done before more comes.</summary>
    Waiting,

    /// <summary>A batch is to be handled.</summary>
    Ready,

    /// <summary>The next record is the one that failed.</summary>
    Settle,

    /// <summary>The next record is the one before which to end.</summary>
    Stop,
}

/// <summary>What follows a failure: the handler again after a pause, a letter, or the end of the partition.</summary>
/// <param name="Record">The record that is settled.</param>
/// <param name="Pause">Before the handler is called again; null when it is not.</param>
/// <param name="Failure">Why it is not.</param>
/// <param name="Letter">Where the record goes; null when it stops its partition.</param>
internal readonly record struct Settlement(ConsumedRecord Record, TimeSpan? Pause, Exception? Failure, Letter? Letter)
{
    internal Settlement(ConsumedRecord record, TimeSpan pause)
        : this(record, pause, null, null)
    {
    }

    internal Settlement(ConsumedRecord record, Exception failure, Letter? Letter)
        : this(record, null, failure, Letter)
    {
    }
}
