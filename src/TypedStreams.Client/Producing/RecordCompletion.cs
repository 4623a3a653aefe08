// What SendAsync returns a ValueTask of. Pooled: it goes back when the result is taken, so a send allocates nothing in
// the steady state. A caller that never looks leaves it to the garbage collector.
using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace TypedStreams.Client;

/// <summary>The outcome of one record; linked to the next of its batch.</summary>
internal sealed class RecordCompletion : IValueTaskSource<ProducedRecord>
{
    private const int MaxPooled = 1 << 16;

    private static readonly ConcurrentQueue<RecordCompletion> Pool = new();
    private static int _pooled;

    private ManualResetValueTaskSourceCore<ProducedRecord> _core = new() { RunContinuationsAsynchronously = true };

    public RecordCompletion? Next { get; set; }

    public long TimestampMs { get; private set; }

    public ValueTask<ProducedRecord> Task => new(this, _core.Version);

    /// <summary>True when nobody waits: the outcome is the transaction's.</summary>
    public bool IsPosted { get; private set; }

    public static RecordCompletion Rent(long timestampMs, bool isPosted = false)
    {
        if (Pool.TryDequeue(out RecordCompletion? pooled))
            Interlocked.Decrement(ref _pooled);
        else
            pooled = new RecordCompletion();

        pooled.TimestampMs = timestampMs;
        pooled.IsPosted = isPosted;
        return pooled;
    }

    public void SetResult(in ProducedRecord produced)
    {
        if (IsPosted)
            Return();
        else
            _core.SetResult(produced);
    }

    public void SetException(Exception error)
    {
        if (IsPosted)
            Return();
        else
            _core.SetException(error);
    }

    public ProducedRecord GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            Return();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Return()
    {
        if (Interlocked.Increment(ref _pooled) <= MaxPooled)
            Pool.Enqueue(this);
        else
            Interlocked.Decrement(ref _pooled);
    }
}
