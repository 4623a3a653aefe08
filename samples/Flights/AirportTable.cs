using System.Collections.Concurrent;

namespace Flights;

/// <summary>What the statistics group has found so far, by airport.</summary>
public sealed class AirportTable
{
    private readonly ConcurrentDictionary<string, AirportStatistics> _airports = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(int Partition, long Offset), bool> _alerts = new();
    private long _flights;

    /// <summary>How many flights are counted.</summary>
    public long Flights => Interlocked.Read(ref _flights);

    /// <summary>How many alerts there were.</summary>
    public long Alerts => _alerts.Count;

    public IReadOnlyDictionary<string, AirportStatistics> Airports => _airports;

    public void Add(AirportDelay delay, long offset)
    {
        if (_airports.GetOrAdd(delay.Airport, static _ => new AirportStatistics()).Add(delay, offset))
        {
            Interlocked.Increment(ref _flights);
        }
    }

    public void AddAlert(int partition, long offset) => _alerts[(partition, offset)] = true;
}
