using System.Globalization;
using System.Text;
using TypedStreams.Broker.Hosting;
using TypedStreams.Consuming.Lanes;
using TypedStreams.Consuming.Letters;
using TypedStreams.Protocol.Records;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

public class DueGateTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromHours(3);

    [Fact]
    public async Task Record_is_kept_back_until_it_is_due_and_the_loop_is_woken_then()
    {
        var clock = new VirtualClock();
        var signal = new WakeSignal();
        await using var gate = new DueGate(clock, signal);
        using var batch = Due(clock.GetUtcNow() + Wait);

        var hours = 0;
        while (!gate.IsDue(batch[0]))
        {
            var woken = signal.WaitAsync();
            Assert.False(woken.IsCompleted);
            clock.Advance(TimeSpan.FromHours(1));
            await woken;
            hours++;
        }

        Assert.Equal(Wait.TotalHours, hours);
    }

    [Fact]
    public async Task Clock_that_jumps_while_the_alarm_is_set_does_not_make_it_late()
    {
        var clock = new JumpingClock();
        var signal = new WakeSignal();
        await using var gate = new DueGate(clock, signal);
        using var batch = Due(clock.Virtual.GetUtcNow() + TimeSpan.FromMinutes(60));

        // Reads the time, then sets the alarm 59 minutes later than it thought.
        clock.JumpAfterReading = TimeSpan.FromMinutes(59);
        Assert.False(gate.IsDue(batch[0]));
        var woken = signal.WaitAsync();
        clock.Virtual.Advance(TimeSpan.FromMinutes(1));

        Assert.True(woken.IsCompleted);
        Assert.True(gate.IsDue(batch[0]));
        await woken;
    }

    [Fact]
    public async Task Record_that_does_not_say_when_is_due_at_once()
    {
        await using var gate = new DueGate(new VirtualClock(), new WakeSignal());
        using var silent = FetchedBatch.Of(first: 0, count: 1, next: 1);
        using var garbled = FetchedBatch.Of(
            first: 0, count: 1, next: 1, new RecordHeader(LetterHeaders.Due, "soon"u8.ToArray()));

        Assert.True(gate.IsDue(silent[0]));
        Assert.True(gate.IsDue(garbled[0]));
    }

    private static Client.ConsumedBatch Due(DateTimeOffset due)
    {
        var text = due.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return FetchedBatch.Of(
            first: 0, count: 1, next: 1, new RecordHeader(LetterHeaders.Due, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A clock that somebody moves between a reading and the timer that was made of it.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        internal VirtualClock Virtual { get; } = new();

        internal TimeSpan JumpAfterReading { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            var now = Virtual.GetUtcNow();
            var jump = JumpAfterReading;
            JumpAfterReading = TimeSpan.Zero;
            Virtual.Advance(jump);
            return now;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Virtual.CreateTimer(callback, state, dueTime, period);
    }
}
