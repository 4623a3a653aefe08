using TypedStreams;

namespace Flights;

/// <summary>The delay of one flight, as statistics count it.</summary>
/// <param name="Airport">The airport it left.</param>
/// <param name="Destination">The airport it flew to.</param>
/// <param name="Scheduled">When it should have left.</param>
/// <param name="Minutes">How late it arrived; negative when it was early.</param>
[Message("airport-delays")]
public sealed partial record AirportDelay([Key] string Airport, string Destination, DateTime Scheduled, int Minutes);
