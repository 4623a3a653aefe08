namespace TypedStreams.Consuming;

/// <summary>How long a message waits before its handler is called again.</summary>
internal static class Backoff
{
    /// <param name="policy">First and longest delay, factor, jitter.</param>
    /// <param name="attempt">How often the handler was called, 1 or more.</param>
    /// <param name="random">The source of the jitter.</param>
    internal static TimeSpan Next(HandlingPolicy policy, int attempt, Random random)
    {
        var grown = policy.FirstDelay.TotalMilliseconds * Math.Pow(policy.Factor, attempt - 1);
        var bounded = Math.Min(grown, policy.LongestDelay.TotalMilliseconds);
        var spread = 1 + policy.Jitter * (2 * random.NextDouble() - 1);
        return TimeSpan.FromMilliseconds(bounded * spread);
    }
}
