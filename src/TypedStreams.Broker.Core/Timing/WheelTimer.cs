namespace TypedStreams.Broker.Core.Timing;

/// <summary>
/// A deadline that a <see cref="TimingWheel"/> holds. One timer is in at most one wheel, at most once; the owner
/// derives from it to carry what should happen. Not thread-safe: it belongs to the thread of its wheel.
/// </summary>
public abstract class WheelTimer
{
    internal WheelTimer? Next;
    internal WheelTimer? Previous;
    internal int Level = Unscheduled;
    internal int Slot;

    internal const int Unscheduled = -1;

    /// <summary>When the timer is due, in milliseconds of the wheel's clock; meaningful while scheduled.</summary>
    public long DueMs { get; internal set; }

    /// <summary>Whether the timer waits in a wheel.</summary>
    public bool IsScheduled => Level != Unscheduled;
}
