// The subscriptions of a cluster, read once from its configuration and kept until that changes.
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Broker.Core.ClientMetrics;

internal sealed class TelemetrySubscriptions
{
    private readonly ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> _configs;
    private readonly List<ImmutableSortedDictionary<string, string>> _sources;
    private readonly List<(string[] Metrics, int IntervalMs, ClientPattern Clients)> _all = [];

    private TelemetrySubscriptions(
        ClusterImage image, List<ImmutableSortedDictionary<string, string>> sources)
    {
        _configs = image.Configs;
        _sources = sources;
        foreach (ImmutableSortedDictionary<string, string> source in sources)
        {
            string match = source.GetValueOrDefault(ClientMetricsConfigs.Match, "");
            ClientPattern? clients = ClientPattern.Parse(match, out _);
            string interval = source.GetValueOrDefault(ClientMetricsConfigs.IntervalMs, "");
            if (clients is not null)
            {
                _all.Add((
                    source.GetValueOrDefault(ClientMetricsConfigs.Metrics, "")
                        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    interval.Length == 0
                        ? ClientMetricsConfigs.DefaultIntervalMs
                        : int.Parse(interval, CultureInfo.InvariantCulture),
                    clients));
            }
        }
    }

    /// <summary>Those of an image; the same as before when none of them changed.</summary>
    internal static TelemetrySubscriptions Of(ClusterImage image, TelemetrySubscriptions? before)
    {
        if (before is not null && ReferenceEquals(before._configs, image.Configs))
        {
            return before;
        }

        List<ImmutableSortedDictionary<string, string>> sources =
        [
            .. image.Configs.Where(config => config.Key.Type == ConfigResourceType.ClientMetrics)
                .Select(config => config.Value),
        ];
        return before is not null && before._sources.SequenceEqual(sources, ReferenceEqualityComparer.Instance)
            ? before
            : new TelemetrySubscriptions(image, sources);
    }

    /// <summary>
    /// What one client is to push: the metrics of all subscriptions that choose it, at the shortest time.
    /// </summary>
    internal TelemetrySubscription For(Guid instanceId, TelemetryClient client)
    {
        int intervalMs = ClientMetricsConfigs.DefaultIntervalMs;
        var metrics = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string[] subscribed, int everyMs, ClientPattern clients) in _all)
        {
            if (clients.Matches(instanceId, client))
            {
                metrics.UnionWith(subscribed);
                intervalMs = Math.Min(intervalMs, everyMs);
            }
        }

        if (metrics.Contains(ClientMetricsConfigs.AllMetrics))
        {
            metrics = [ClientMetricsConfigs.AllMetrics];
        }

        uint checksum = Crc32C.Compute(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"[{string.Join(", ", metrics)}]{intervalMs}")));
        return new TelemetrySubscription((int)checksum ^ KafkaUuid.Hash(instanceId), [.. metrics], intervalMs);
    }
}

/// <summary>What one client is to push.</summary>
/// <param name="Id">Names it; changes with it.</param>
/// <param name="Metrics">Prefixes of names.</param>
/// <param name="IntervalMs">Time between two pushes.</param>
internal sealed record TelemetrySubscription(int Id, string[] Metrics, int IntervalMs);
