// The configuration of a subscription to clients' metrics: Kafka's resource type CLIENT_METRICS (KIP-714).
using TypedStreams.Broker.Core.Configs;

namespace TypedStreams.Broker.Core.ClientMetrics;

/// <summary>The definitions of client metrics configuration, by Kafka's names.</summary>
public static class ClientMetricsConfigs
{
    /// <summary>Prefixes of the metrics that are subscribed to; <see cref="AllMetrics"/> for all.</summary>
    public const string Metrics = "metrics";

    /// <summary>Milliseconds between two pushes, 100 to 3,600,000; default 300,000 (Kafka's).</summary>
    public const string IntervalMs = "interval.ms";

    /// <summary>Which clients: <c>property=expression</c>, all of which must match; empty for all.</summary>
    public const string Match = "match";

    /// <summary>Subscribes to all metrics.</summary>
    public const string AllMetrics = "*";

    /// <summary>Milliseconds between two pushes unless a subscription says otherwise.</summary>
    public const int DefaultIntervalMs = 300_000;

    private const int LeastIntervalMs = 100;
    private const int MostIntervalMs = 3_600_000;

    private static readonly ConfigDefinition[] Definitions =
    [
        new(IntervalMs, ConfigType.Int, "300000", "Time between two pushes of a client's metrics, in ms.")
        {
            Min = LeastIntervalMs,
            Max = MostIntervalMs,
        },
        new(Match, ConfigType.List, "", "Which clients push: property=expression, all of which match.")
        {
            Rule = static value => ClientPattern.Parse(value, out string? fault) is null ? fault : null,
        },
        new(Metrics, ConfigType.List, "", "Prefixes of the names of the metrics that clients push; * for all."),
    ];

    /// <summary>All definitions, by name.</summary>
    public static IReadOnlyCollection<ConfigDefinition> All => Definitions;

    /// <summary>The definition of a client metrics configuration, or null.</summary>
    public static ConfigDefinition? Find(string name) => Array.Find(Definitions, known => known.Name == name);

    /// <summary>Whether a value is a number, and only out of range: Kafka answers that with another error.</summary>
    public static bool IsOutOfRange(ConfigDefinition definition, string value) =>
        definition.Name == IntervalMs
        && int.TryParse(value, out int number)
        && number is < LeastIntervalMs or > MostIntervalMs;
}
