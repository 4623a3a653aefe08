// A single writer: the only thread of control that touches the partitions, groups and cores it owns.
// Work arrives as messages from any thread and runs one at a time, in order, on the thread pool: whoever posts to an
// idle
// shard schedules it, so that an idle shard costs nothing. No locks are needed by anything a shard owns.
// Owns the timing wheel of its waiting requests (the purgatory). Must never wait or block on anything but the disk.
using System.Collections.Concurrent;
using TypedStreams.Broker.Core.Timing;

namespace TypedStreams.Broker.Shards;

internal sealed class Shard : IThreadPoolWorkItem, IDisposable
{
    // After so many messages the thread pool gets its thread back, so that shards share few threads fairly.
    private const int MaxRunsPerTurn = 256;

    private readonly ConcurrentQueue<ShardWork> _inbox = new();
    private readonly List<WheelTimer> _fired = [];
    private readonly TimingWheel _wheel;
    private readonly TimeProvider _time;
    private readonly NodeFailure _failure;
    private readonly ITimer _alarm;
    private readonly long _originTimestamp;
    private long _alarmDueMs = long.MaxValue;
    private int _scheduled;
    private volatile bool _hasRung;

    internal Shard(int index, TimeProvider time, NodeFailure failure)
    {
        Index = index;
        _time = time;
        _failure = failure;
        _originTimestamp = time.GetTimestamp();
        _wheel = new TimingWheel(startMs: 0);
        _alarm = time.CreateTimer(
            static state => ((Shard)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Which of the node's shards this is.</summary>
    internal int Index { get; }

    /// <summary>The monotonic clock of this shard's deadlines, in milliseconds since it was made.</summary>
    internal long NowMs => (long)_time.GetElapsedTime(_originTimestamp).TotalMilliseconds;

    /// <summary>Wall-clock time in Unix milliseconds; stamps records, never drives a deadline.</summary>
    internal long WallClockMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Hands the shard a message; returns at once. Any thread.</summary>
    internal void Post(ShardWork work)
    {
        _inbox.Enqueue(work);
        Wake();
    }

    /// <inheritdoc cref="Post(ShardWork)"/>
    internal void Post(Action action) => Post(new ShardAction(action));

    /// <summary>Runs a function on the shard and hands back what it returns. Any thread.</summary>
    internal Task<T> AskAsync<T>(Func<T> function)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(function());
            }
            catch (Exception failure)
            {
                answer.SetException(failure);
                throw;
            }
        });
        return answer.Task;
    }

    /// <summary>Runs an action on the shard; the task completes when it has run. Any thread.</summary>
    internal Task AskAsync(Action action) => AskAsync(() =>
    {
        action();
        return true;
    });

    /// <summary>Sets or moves a deadline. On the shard only.</summary>
    internal void Schedule(WheelTimer timer, long dueMs) => _wheel.Schedule(timer, dueMs);

    /// <summary>Takes a deadline back. On the shard only.</summary>
    internal void Cancel(WheelTimer timer) => _wheel.Cancel(timer);

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            RunInbox();
            FireDueTimers();
            ArmAlarm();
        }
        catch (Exception failure)
        {
            // A shard that failed may hold half a decision: nothing it owns can be trusted to go on.
            _failure.Fail(failure);
            return;
        }

        Volatile.Write(ref _scheduled, 0);
        if (!_inbox.IsEmpty)
        {
            Wake();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _alarm.Dispose();

    private void Ring()
    {
        _hasRung = true;
        Wake();
    }

    private void Wake()
    {
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void RunInbox()
    {
        for (int runs = 0; runs < MaxRunsPerTurn && _inbox.TryDequeue(out ShardWork? work); runs++)
        {
            work.Run();
        }
    }

    private void FireDueTimers()
    {
        if (_wheel.Count == 0)
        {
            return;
        }

        _wheel.Advance(NowMs, _fired);
        foreach (WheelTimer timer in _fired)
        {
            // An earlier timer of this round may have set this one anew.
            if (!timer.IsScheduled)
            {
                ((ShardTimer)timer).Fire();
            }
        }

        _fired.Clear();
    }

    private void ArmAlarm()
    {
        // The alarm is set for one time only, and may ring a moment before its time by this clock.
        bool isSet = !_hasRung;
        _hasRung = false;
        long dueMs = _wheel.NextWakeMs ?? long.MaxValue;
        if (isSet && dueMs == _alarmDueMs)
        {
            return;
        }

        _alarmDueMs = dueMs;
        TimeSpan wait = dueMs == long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Max(1, dueMs - NowMs));
        _alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
