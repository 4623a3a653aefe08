// A clock that stands still until somebody moves it: sessions, retention and timeouts of hours in the milliseconds of a
// test. Timers fire in the order of their times, each at exactly its time, on the thread that moves the clock.
// Must never fire a timer while the lock is held: a callback may set the next one.
namespace TypedStreams.Broker.Hosting;

/// <summary>
/// A <see cref="TimeProvider"/> whose time moves only by <see cref="Advance"/>. Give it to
/// <see cref="BrokerOptions.Time"/>. Safe from any thread; one thread at a time moves it.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Setting), (long DueTicks, long Order)> _queue = new();
    private readonly DateTimeOffset _start;
    private long _elapsedTicks;
    private long _order;

    /// <summary>A clock that stands at a time.</summary>
    /// <param name="start">
    /// The first reading. Default: the system's time now, because a broker refuses records of clients on the system's
    /// clock when its own is more than an hour behind (Kafka <c>message.timestamp.after.max.ms</c>).
    /// </param>
    public VirtualClock(DateTimeOffset? start = null) => _start = start ?? System.GetUtcNow();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _elapsedTicks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the time forward and fires every timer whose time has come, in order.</summary>
    /// <param name="by">How far; not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long targetTicks = GetTimestamp() + by.Ticks;
        while (TakeDue(targetTicks) is { } due)
        {
            due.Fire();
        }

        Interlocked.Exchange(ref _elapsedTicks, targetTicks);
    }

    private VirtualTimer? TakeDue(long targetTicks)
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out (VirtualTimer Timer, long Setting) next, out (long DueTicks, long) at)
                && at.DueTicks <= targetTicks)
            {
                _queue.Dequeue();

                // A timer that was set anew or disposed left its old place in the queue behind.
                if (next.Timer.Setting == next.Setting)
                {
                    Interlocked.Exchange(ref _elapsedTicks, Math.Max(GetTimestamp(), at.DueTicks));
                    next.Timer.Rearm();
                    return next.Timer;
                }
            }

            return null;
        }
    }

    private void Enqueue(VirtualTimer timer, TimeSpan dueIn) => _queue.Enqueue(
        (timer, timer.Setting), (GetTimestamp() + dueIn.Ticks, _order++));

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        // Counts the settings; an entry of the queue with an older count is void. Under the clock's lock.
        internal long Setting { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                Setting++;
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock.Enqueue(this, dueTime);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire() => callback(state);

        internal void Rearm()
        {
            Setting++;
            if (_period > TimeSpan.Zero)
            {
                clock.Enqueue(this, _period);
            }
        }
    }
}
