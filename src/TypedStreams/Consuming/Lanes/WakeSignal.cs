// Wakes one loop without allocating: anyone sets it, the loop waits and looks at everything whenever it wakes. Setting
// it twice before the loop looks is one wake-up, and none is lost.

using System.Threading.Tasks.Sources;

namespace TypedStreams.Consuming.Lanes;

internal sealed class WakeSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Set = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Wakes the loop; any thread.</summary>
    internal void Wake()
    {
        if (Interlocked.Exchange(ref _state, Set) == Waiting)
        {
            _source.SetResult(true);
        }
    }

    /// <summary>Completes at the next wake-up, or at once after one that was not waited for. The loop's only.</summary>
    internal ValueTask WaitAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
        {
            return new ValueTask(this, _source.Version);
        }

        Interlocked.Exchange(ref _state, Idle);
        return default;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _source.GetResult(token);
        _source.Reset();

        // A full fence: what was done before a wake-up is seen by the loop after it.
        Interlocked.Exchange(ref _state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
