namespace Flights;

/// <summary>The delays of one airport. Its flights come one at a time, so it needs no lock.</summary>
public sealed class AirportStatistics
{
    private const int LateMinutes = 15;

    private long _lastOffset = -1;

    public long Flights { get; private set; }

    public long DelayMinutes { get; private set; }

    public long Late { get; private set; }

    public AirportDelay? Worst { get; private set; }

    public double MeanDelay => (double)DelayMinutes / Flights;

    public double LateShare => (double)Late / Flights;

    /// <summary>
    /// Counts a delay; false when it was counted before. Delivery is at least once, and offsets grow, so that a record
    /// that comes again is told by its offset. A pipeline that sent a flight twice would show: the offsets differ.
    /// </summary>
    public bool Add(AirportDelay delay, long offset)
    {
        if (offset <= _lastOffset)
        {
            return false;
        }

        _lastOffset = offset;
        Flights++;
        DelayMinutes += delay.Minutes;
        Late += delay.Minutes > LateMinutes ? 1 : 0;
        if (Worst is null || delay.Minutes > Worst.Minutes)
        {
            Worst = delay;
        }

        return true;
    }
}
