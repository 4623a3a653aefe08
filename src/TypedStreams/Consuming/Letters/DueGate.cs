// Keeps the records of a retry topic from their handlers until they are due, and wakes the worker's loop then. The loop
// owns it.

using TypedStreams.Client;
using TypedStreams.Consuming.Lanes;

namespace TypedStreams.Consuming.Letters;

internal sealed class DueGate : IAsyncDisposable
{
    /// <summary>Longer waits are looked at again after this, far inside what a timer can hold.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromHours(1);

    /// <summary>
    /// How far the clock may move while the alarm is set, which is then late by that much: more when the machine was
    /// suspended, or when a test moves the clock.
    /// </summary>
    private static readonly TimeSpan LongestMistake = TimeSpan.FromSeconds(1);

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
        var dueMs = Delivered.DueMs(record);
        long nowMs;
        do
        {
            nowMs = NowMs;
            if (nowMs >= dueMs)
            {
                return true;
            }

            var remaining = TimeSpan.FromMilliseconds(dueMs - nowMs);
            _alarm.Change(remaining < LongestTimer ? remaining : LongestTimer, Timeout.InfiniteTimeSpan);
        }
        while (NowMs - nowMs > LongestMistake.TotalMilliseconds);
        return false;
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask DisposeAsync() => _alarm.DisposeAsync();
}
