using TypedStreams.Broker.Core.Metadata;

namespace TypedStreams.Broker.Core.Configs;

/// <summary>
/// The configuration that is in force for one topic: its own values, then the broker's, then the defaults.
/// </summary>
public sealed class TopicConfigView(IReadOnlyDictionary<string, string> overrides, BrokerConfigView broker)
{
    /// <summary>The view of a topic in an image.</summary>
    public static TopicConfigView Of(ClusterImage image, string topic, BrokerConfigView broker) =>
        new(image.ConfigsOf(new ConfigResource(ConfigResourceType.Topic, topic)), broker);

    /// <summary>A number.</summary>
    public long Number(string name) => long.Parse(Text(name));

    /// <summary>A part of one, such as a ratio.</summary>
    public double Fraction(string name) => double.Parse(Text(name), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A text.</summary>
    public string Text(string name) => Effective(TopicConfigs.Find(name)!).Value!;

    /// <summary>Whether a list holds a word.</summary>
    public bool Lists(string name, string word) => Text(name).Split(',', StringSplitOptions.TrimEntries).Contains(word);

    /// <summary>The value in force and where it comes from.</summary>
    public (string? Value, ConfigSource Source) Effective(ConfigDefinition definition)
    {
        if (overrides.TryGetValue(definition.Name, out string? own))
        {
            return (own, ConfigSource.DynamicTopic);
        }

        return definition.BrokerName is { } name
            ? broker.Effective(BrokerConfig.Find(name)!)
            : (definition.Default, ConfigSource.Default);
    }
}
