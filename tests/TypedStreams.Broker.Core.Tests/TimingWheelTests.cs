using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Broker.Core.Timing;

namespace TypedStreams.Broker.Core.Tests;

public sealed class TimingWheelTests
{
    [Fact]
    public void Timers_fire_at_their_time_and_never_before()
    {
        // A story is a list of numbers: each sets a timer at that delay, moves time on, or takes a timer back.
        Gen<int[]> stories = Gen.Choose(0, 5_000_000).ArrayOf();
        Prop.ForAll(stories.ToArbitrary(), story =>
        {
            var wheel = new TimingWheel(startMs: 0);
            List<Alarm> set = [];
            long nowMs = 0;
            foreach (int number in story)
            {
                switch (number % 4)
                {
                    case 0:
                        nowMs += number / 50;
                        CheckAdvance(wheel, nowMs, set);
                        break;
                    case 1 when set.Count > 0:
                        wheel.Cancel(set[number % set.Count]);
                        set.RemoveAt(number % set.Count);
                        break;
                    default:
                        var alarm = new Alarm();
                        wheel.Schedule(alarm, nowMs + 1 + number);
                        set.Add(alarm);
                        break;
                }

                Assert.Equal(set.Count, wheel.Count);
            }

            CheckAdvance(wheel, nowMs + 10_000_000, set);
            Assert.Empty(set);
            Assert.Null(wheel.NextWakeMs);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Rescheduled_timer_fires_once_at_its_new_time()
    {
        var wheel = new TimingWheel(startMs: 0);
        var alarm = new Alarm();
        List<WheelTimer> fired = [];
        wheel.Schedule(alarm, dueMs: 10);
        wheel.Schedule(alarm, dueMs: 100_000);
        wheel.Advance(nowMs: 50_000, fired);
        Assert.Empty(fired);

        wheel.Advance(nowMs: 100_000, fired);

        Assert.Equal([alarm], fired);
        Assert.False(alarm.IsScheduled);
    }

    [Fact]
    public void Wake_time_is_never_after_the_first_deadline()
    {
        var wheel = new TimingWheel(startMs: 12_345);
        List<WheelTimer> fired = [];
        wheel.Schedule(new Alarm(), dueMs: 900_000);
        int wakes = 0;
        while (fired.Count == 0)
        {
            Assert.InRange(wheel.NextWakeMs!.Value, 12_345, 900_000);
            wheel.Advance(wheel.NextWakeMs.Value, fired);
            wakes++;
        }

        // At most one wake a level, however far away the deadline is.
        Assert.InRange(wakes, 1, 6);
    }

    private static void CheckAdvance(TimingWheel wheel, long nowMs, List<Alarm> set)
    {
        List<WheelTimer> fired = [];
        wheel.Advance(nowMs, fired);
        Assert.Equal(set.Where(alarm => alarm.DueMs <= nowMs).ToHashSet(), fired.Cast<Alarm>().ToHashSet());
        set.RemoveAll(alarm => alarm.DueMs <= nowMs);
        Assert.True(wheel.NextWakeMs is not { } wake || wake > nowMs);
    }

    private sealed class Alarm : WheelTimer;
}
