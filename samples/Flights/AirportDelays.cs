namespace Flights;

/// <summary>The delays of one airport. Its flights come one at a time, so it needs no lock.</summary>
public sealed class AirportDelays
{
    private const int LateMinutes = 15;

    private long _lastOffset = -1;

    public long Flights { get; private set; }

    public long DelayMinutes { get; private set; }

    public long Late { get; private set; }

    public Flight? Worst { get; private set; }

    public double MeanDelay => (double)DelayMinutes / Flights;

    public double LateShare => (double)Late / Flights;

    /// <summary>
    /// Counts a flight; false when it was counted before. Delivery is at least once, and offsets grow, so that a flight
    /// that comes again is told by its offset.
    /// </summary>
    public bool Add(Flight flight, long offset)
    {
        if (offset <= _lastOffset)
        {
            return false;
        }

        _lastOffset = offset;
        Flights++;
        DelayMinutes += flight.DelayMinutes;
        Late += flight.DelayMinutes > LateMinutes ? 1 : 0;
        if (Worst is null || flight.DelayMinutes > Worst.DelayMinutes)
        {
            Worst = flight;
        }

        return true;
    }
}
