using System.Collections.Concurrent;

namespace Flights;

/// <summary>What the consumer group has found so far, by airport.</summary>
public sealed class AirportTable
{
    private readonly ConcurrentDictionary<string, AirportDelays> _airports = new(StringComparer.Ordinal);
    private long _flights;

    /// <summary>How many flights are counted.</summary>
    public long Flights => Interlocked.Read(ref _flights);

    public IReadOnlyDictionary<string, AirportDelays> Airports => _airports;

    public void Add(Flight flight, long offset)
    {
        if (_airports.GetOrAdd(flight.Origin, static _ => new AirportDelays()).Add(flight, offset))
        {
            Interlocked.Increment(ref _flights);
        }
    }
}
