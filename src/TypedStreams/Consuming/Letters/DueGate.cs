// Keeps the records of a retry topic from their handlers until they are due, and wakes the worker's loop then. The loop
// owns it.

using TypedStreams.Client;
using TypedStreams.Consuming.Lanes;

namespace TypedStreams.Consuming.Letters;

internal sealed class DueGate : IAsyncDisposable
{
    /// <summary>Longer waits are looked at again after this, far inside what a timer can hold.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly ITimer _alarm;

    internal DueGate(TimeProvider time, WakeSignal signal)
    {
        _time = time;
        _alarm = time.CreateTimer(
            static signal => ((WakeSignal)signal!).Wake(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>False when the record has to wait; the loop is woken when it is worth asking again.</summary>
    internal bool IsDue(in ConsumedRecord record)
    {
        var remainingMs = Delivered.DueMs(record) - _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (remainingMs <= 0)
        {
            return true;
        }

        _alarm.Change(
            TimeSpan.FromMilliseconds(Math.Min(remainingMs, LongestTimer.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        return false;
    }

    public ValueTask DisposeAsync() => _alarm.DisposeAsync();
}
