namespace TypedStreams.Client.Connections;

/// <summary>Pauses that double from the shortest to the longest, with a fifth of jitter either way.</summary>
internal static class Backoff
{
    private const double Jitter = 0.2; // Kafka's CommonClientConfigs.RETRY_BACKOFF_JITTER

    public static TimeSpan For(KafkaClientOptions options, int failures)
    {
        double doubled = options.MinBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(Math.Max(failures - 1, 0), 20));
        double capped = Math.Min(doubled, options.MaxBackoff.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(capped * (1 + Jitter * (2 * Random.Shared.NextDouble() - 1)));
    }
}
