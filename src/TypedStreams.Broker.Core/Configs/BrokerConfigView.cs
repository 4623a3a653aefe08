using TypedStreams.Broker.Core.Metadata;

namespace TypedStreams.Broker.Core.Configs;

/// <summary>
/// The configuration that is in force for one broker in one state of the cluster: what was set on it while running,
/// then on all brokers, then what it was started with, then the defaults.
/// </summary>
public sealed class BrokerConfigView(ClusterImage image, int brokerId, BrokerConfig atStart)
{
    /// <summary>The value in force and where it comes from; null when it is set nowhere and has no default.</summary>
    public (string? Value, ConfigSource Source) Effective(ConfigDefinition definition)
    {
        foreach ((string? value, ConfigSource source) in Layers(definition))
        {
            return (value, source);
        }

        return (null, ConfigSource.Default);
    }

    /// <summary>Every layer that has a value, the one in force first.</summary>
    public IEnumerable<(string? Value, ConfigSource Source)> Layers(ConfigDefinition definition)
    {
        string name = definition.Name;
        if (Dynamic(brokerId.ToString()).TryGetValue(name, out string? own))
        {
            yield return (own, ConfigSource.DynamicBroker);
        }

        if (Dynamic(AllBrokers).TryGetValue(name, out string? shared))
        {
            yield return (shared, ConfigSource.DynamicDefaultBroker);
        }

        if (atStart.IsSet(name))
        {
            yield return (atStart.ValueOrNull(name), ConfigSource.StaticBroker);
        }

        if (definition.Default is { } value)
        {
            yield return (value, ConfigSource.Default);
        }
    }

    /// <summary>The name of the resource that stands for all brokers.</summary>
    internal const string AllBrokers = "";

    private IReadOnlyDictionary<string, string> Dynamic(string resource) =>
        image.ConfigsOf(new ConfigResource(ConfigResourceType.Broker, resource));
}
