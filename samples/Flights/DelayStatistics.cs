using TypedStreams;

namespace Flights;

/// <summary>
/// The consumer group. Partitions are handled side by side, the flights of one airport one after the other, because the
/// airport is the key.
/// </summary>
[ConsumerGroup("delay-statistics")]
public sealed class DelayStatistics(AirportTable airports)
{
    [Handle]
    public void On(Flight flight, MessageContext context) => airports.Add(flight, context.Offset);
}
