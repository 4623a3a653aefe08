using TypedStreams;

namespace Flights;

/// <summary>
/// The pipeline: each flight becomes a delay to count, and an alert when it was very late. What it returns and how far
/// it has come commit in one transaction, so that a crash at any moment neither loses a flight nor counts it twice.
/// </summary>
[ConsumerGroup("delay-pipeline")]
public sealed class DelayPipeline
{
    [Handle(ExactlyOnce = true)]
    public static (AirportDelay, DelayAlert?) On(Flight flight) => (
        new AirportDelay(flight.Origin, flight.Destination, flight.Scheduled, flight.DelayMinutes),
        flight.DelayMinutes >= DelayAlert.From
            ? new DelayAlert(flight.Origin, flight.Destination, flight.Scheduled, flight.DelayMinutes)
            : null);
}
