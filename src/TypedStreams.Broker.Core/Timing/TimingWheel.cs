// A hierarchical timing wheel: every deadline of a shard (long polls, produce timeouts, group sessions).
// Owns the timers scheduled in it; never reads a clock: time comes in through Advance.
// Six levels of 64 slots, one tick a millisecond; a bit mask a level finds the next slot without scanning.
// Schedule and Cancel are O(1); a timer cascades at most five times before it fires.
using System.Numerics;

namespace TypedStreams.Broker.Core.Timing;

/// <summary>
/// Holds many deadlines cheaply. The longest delay is 2^36 - 1 milliseconds (about two years); a later deadline is
/// kept at that horizon. Runs on its owner's thread only.
/// </summary>
public sealed class TimingWheel(long startMs)
{
    private const int BitsPerLevel = 6;
    private const int SlotsPerLevel = 1 << BitsPerLevel;
    private const int LevelCount = 6;
    private const long HorizonMs = (1L << (BitsPerLevel * LevelCount)) - 1;

    private readonly ulong[] _occupied = new ulong[LevelCount];
    private readonly WheelTimer?[] _heads = new WheelTimer?[LevelCount * SlotsPerLevel];
    private long _nowMs = startMs;

    /// <summary>How many timers wait.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Schedules a timer, or moves it when it waits already. A deadline that has passed fires at the next
    /// <see cref="Advance"/>.
    /// </summary>
    public void Schedule(WheelTimer timer, long dueMs)
    {
        if (timer.IsScheduled)
        {
            Cancel(timer);
        }

        timer.DueMs = Math.Min(Math.Max(dueMs, _nowMs + 1), _nowMs + HorizonMs);
        Insert(timer);
        Count++;
    }

    /// <summary>Takes a timer out; nothing happens when it does not wait.</summary>
    public void Cancel(WheelTimer timer)
    {
        if (!timer.IsScheduled)
        {
            return;
        }

        Unlink(timer);
        Count--;
    }

    /// <summary>
    /// When to call <see cref="Advance"/> next, in milliseconds, or null when nothing waits. It may be earlier than the
    /// first deadline (a cascade), never later.
    /// </summary>
    public long? NextWakeMs => TryFindNext(out _, out _, out long deadlineMs) ? deadlineMs : null;

    /// <summary>
    /// Moves the clock forward and adds every timer that is due to <paramref name="fired"/>, in order.
    /// </summary>
    public void Advance(long nowMs, List<WheelTimer> fired)
    {
        while (TryFindNext(out int level, out int slot, out long deadlineMs) && deadlineMs <= nowMs)
        {
            _nowMs = deadlineMs;
            Drain(level, slot, fired);
        }

        _nowMs = Math.Max(_nowMs, nowMs);
    }

    private void Drain(int level, int slot, List<WheelTimer> fired)
    {
        while (_heads[(level * SlotsPerLevel) + slot] is { } timer)
        {
            Unlink(timer);
            if (timer.DueMs <= _nowMs)
            {
                Count--;
                fired.Add(timer);
            }
            else
            {
                Insert(timer);
            }
        }
    }

    private bool TryFindNext(out int level, out int slot, out long deadlineMs)
    {
        // A lower level always holds the earlier deadline, so the first occupied level decides.
        for (level = 0; level < LevelCount; level++)
        {
            if (_occupied[level] == 0)
            {
                continue;
            }

            int shift = level * BitsPerLevel;
            int nowSlot = (int)(_nowMs >> shift) & (SlotsPerLevel - 1);
            int ahead = BitOperations.TrailingZeroCount(BitOperations.RotateRight(_occupied[level], nowSlot));
            slot = (nowSlot + ahead) & (SlotsPerLevel - 1);
            long levelStartMs = _nowMs & ~((1L << (shift + BitsPerLevel)) - 1);
            deadlineMs = levelStartMs + ((long)slot << shift);
            if (deadlineMs < _nowMs)
            {
                deadlineMs += 1L << (shift + BitsPerLevel);
            }

            return true;
        }

        slot = 0;
        deadlineMs = 0;
        return false;
    }

    private void Insert(WheelTimer timer)
    {
        long differing = (_nowMs ^ timer.DueMs) | (SlotsPerLevel - 1);
        int level = Math.Min(BitOperations.Log2((ulong)differing) / BitsPerLevel, LevelCount - 1);
        int slot = (int)(timer.DueMs >> (level * BitsPerLevel)) & (SlotsPerLevel - 1);
        int index = (level * SlotsPerLevel) + slot;

        // Appended at the tail through the head's Previous, so timers of one slot fire in the order they were set.
        timer.Level = level;
        timer.Slot = slot;
        timer.Next = null;
        if (_heads[index] is { } head)
        {
            WheelTimer tail = head.Previous!;
            tail.Next = timer;
            timer.Previous = tail;
            head.Previous = timer;
        }
        else
        {
            timer.Previous = timer;
            _heads[index] = timer;
        }

        _occupied[level] |= 1UL << slot;
    }

    private void Unlink(WheelTimer timer)
    {
        int index = (timer.Level * SlotsPerLevel) + timer.Slot;
        WheelTimer head = _heads[index]!;
        if (ReferenceEquals(head, timer))
        {
            _heads[index] = timer.Next;
            if (timer.Next is { } next)
            {
                next.Previous = timer.Previous;
            }
            else
            {
                _occupied[timer.Level] &= ~(1UL << timer.Slot);
            }
        }
        else
        {
            timer.Previous!.Next = timer.Next;
            (timer.Next ?? head).Previous = timer.Previous;
        }

        timer.Next = null;
        timer.Previous = null;
        timer.Level = WheelTimer.Unscheduled;
    }
}
