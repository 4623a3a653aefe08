using TypedStreams;

namespace Flights;

/// <summary>A flight that was very late, for those who have to act.</summary>
/// <param name="Airport">The airport it left.</param>
/// <param name="Destination">The airport where people wait.</param>
/// <param name="Scheduled">When it should have left.</param>
/// <param name="Minutes">How late it arrived.</param>
[Message("delay-alerts")]
public sealed partial record DelayAlert([Key] string Airport, string Destination, DateTime Scheduled, int Minutes)
{
    /// <summary>Minutes from which on a delay is an alert.</summary>
    internal const int From = 60;
}
