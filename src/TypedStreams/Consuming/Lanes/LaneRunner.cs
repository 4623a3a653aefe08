// Runs the handlers of one partition side by side, as KeyLanes allows, and hands finished records back in the order of
// the partition. Owned by the worker's loop, which calls everything here; only ended calls come in from other threads,
// through a queue that wakes the loop. The records' memory is the worker's: it keeps it until a record is taken.

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TypedStreams.Client;
using TypedStreams.Pipelines;

namespace TypedStreams.Consuming.Lanes;

internal sealed class LaneRunner
{
    /// <summary>
    /// Records that a partition may be ahead of its oldest unfinished one, for each that may be in work: how far the
    /// other keys go on while one is slow.
    /// </summary>
    private const int WindowPerPlace = 16;

    private readonly ConcurrentQueue<HandlerCall> _ended = new();
    private readonly HandlerCall?[] _calls;
    private readonly KeyLanes _lanes;
    private readonly IRecordHandling _handling;
    private readonly Func<StagedOutput>? _newOutput;
    private readonly WakeSignal _signal;
    private readonly bool _isInline;
    private readonly long _outputLimit;
    private readonly Action<HandlerCall> _end;
    private long _outputBytes;

    /// <param name="concurrency">Records in work at once; with one, handlers run on the loop itself.</param>
    /// <param name="handling">What is done with a record.</param>
    /// <param name="signal">Wakes the loop.</param>
    /// <param name="newOutput">Where what a handler returns is kept; null when handlers return nothing.</param>
    /// <param name="outputLimit">
    /// Bytes that finished records may hold; above it only the oldest record starts, which makes room.
    /// </param>
    internal LaneRunner(
        int concurrency,
        IRecordHandling handling,
        WakeSignal signal,
        Func<StagedOutput>? newOutput = null,
        long outputLimit = long.MaxValue)
    {
        var window = concurrency * WindowPerPlace;
        _lanes = new KeyLanes(concurrency, window);
        _calls = new HandlerCall?[window];
        _handling = handling;
        _signal = signal;
        _newOutput = newOutput;
        _outputLimit = outputLimit;
        _isInline = concurrency == 1;
        _end = Ended;
    }

    /// <summary>True when another record may be added.</summary>
    internal bool HasRoom => _lanes.HasRoom;

    /// <summary>True when no record is left.</summary>
    internal bool IsEmpty => _lanes.Count == 0;

    /// <summary>True while a handler runs.</summary>
    internal bool IsRunning => _lanes.Running > 0;

    /// <summary>The record that failed, once everything before it was taken; null otherwise.</summary>
    internal HandlerCall? Stuck => _lanes.IsStuck ? CallOf(_lanes.Head) : null;

    /// <summary>Adds the partition's next record.</summary>
    internal void Add(in ConsumedRecord record)
    {
        var ticket = _lanes.Add(record.Key is { } key ? LaneOf(key.Span) : null);
        ref var call = ref _calls[ticket % _calls.Length];
        call ??= new HandlerCall(_handling, _newOutput?.Invoke(), _end);
        call.Prepare(ticket, record);
    }

    /// <summary>Starts the next record that may; false when there is none for now.</summary>
    internal bool TryStart()
    {
        if (!_lanes.TryStart(out var ticket, onlyHead: _outputBytes >= _outputLimit))
        {
            return false;
        }

        if (_isInline)
        {
            CallOf(ticket).Execute();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(CallOf(ticket), preferLocal: false);
        }

        return true;
    }

    /// <summary>Takes in what has ended since.</summary>
    internal void Collect()
    {
        while (_ended.TryDequeue(out var call))
        {
            _outputBytes += call.Output?.Bytes ?? 0;
            if (call.Failure is null)
            {
                _lanes.Finish(call.Ticket);
            }
            else
            {
                _lanes.Fail(call.Ticket);
            }
        }
    }

    /// <summary>The oldest record, when it is handled.</summary>
    internal bool TryPeek([NotNullWhen(true)] out HandlerCall? call)
    {
        call = _lanes.IsHeadFinished ? CallOf(_lanes.Head) : null;
        return call is not null;
    }

    /// <summary>The record that was peeked at is done with.</summary>
    internal void Take()
    {
        _outputBytes -= CallOf(_lanes.Head).Output?.Bytes ?? 0;
        _lanes.Take();
    }

    /// <summary>Waits for the handlers that run, then forgets every record: none is taken.</summary>
    internal async ValueTask ClearAsync()
    {
        Collect();
        while (IsRunning)
        {
            await _signal.WaitAsync();
            Collect();
        }

        _lanes.Clear();
        _outputBytes = 0;
    }

    private HandlerCall CallOf(long ticket) => _calls[ticket % _calls.Length]!;

    private void Ended(HandlerCall call)
    {
        _ended.Enqueue(call);
        _signal.Wake();
    }

    // Equal keys have equal numbers; different ones hardly ever, and then they only wait for each other.
    private static int LaneOf(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return hash.ToHashCode();
    }
}
