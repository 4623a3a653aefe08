using TypedStreams;

namespace Flights;

/// <summary>One flight. The record is the contract: codec, schema and producer are generated from it.</summary>
/// <param name="Origin">The airport it left, three letters; flights of one airport stay in order.</param>
/// <param name="Destination">The airport it flew to.</param>
/// <param name="Scheduled">When it should have left, local time of the airport.</param>
/// <param name="DelayMinutes">How late it arrived; negative when it was early.</param>
/// <param name="DistanceMiles">How far it flew.</param>
[Message("flights")]
public sealed partial record Flight(
    [Key] string Origin, string Destination, DateTime Scheduled, int DelayMinutes, int DistanceMiles);
