using TypedStreams;

namespace Flights;

/// <summary>
/// Counts what the pipeline has committed. Partitions are handled side by side, the delays of one airport one after the
/// other, because the airport is the key.
/// </summary>
[ConsumerGroup("delay-statistics")]
public sealed class DelayStatistics(AirportTable airports)
{
    [Handle]
    public void On(AirportDelay delay, MessageContext context) => airports.Add(delay, context.Offset);

    [Handle]
    public void On(DelayAlert alert, MessageContext context) => airports.AddAlert(context.Partition, context.Offset);
}
