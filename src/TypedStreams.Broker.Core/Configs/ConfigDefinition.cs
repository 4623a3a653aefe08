using System.Globalization;

namespace TypedStreams.Broker.Core.Configs;

/// <summary>The type of a configuration value, with Kafka's codes of DescribeConfigs.</summary>
public enum ConfigType : sbyte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean = 1,

    /// <summary>Text.</summary>
    String = 2,

    /// <summary>A 32-bit integer.</summary>
    Int = 3,

    /// <summary>A 16-bit integer.</summary>
    Short = 4,

    /// <summary>A 64-bit integer.</summary>
    Long = 5,

    /// <summary>A floating point number.</summary>
    Double = 6,

    /// <summary>Names, separated by commas.</summary>
    List = 7,

    /// <summary>The name of a class.</summary>
    Class = 8,

    /// <summary>A secret.</summary>
    Password = 9,
}

/// <summary>Where a configuration value comes from, with Kafka's codes of DescribeConfigs.</summary>
public enum ConfigSource : sbyte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>Set on the topic.</summary>
    DynamicTopic = 1,

    /// <summary>Set on this broker while running.</summary>
    DynamicBroker = 2,

    /// <summary>Set on all brokers while running.</summary>
    DynamicDefaultBroker = 3,

    /// <summary>Set when the broker was started.</summary>
    StaticBroker = 4,

    /// <summary>Not set anywhere.</summary>
    Default = 5,

    /// <summary>Set on the subscription to clients' metrics.</summary>
    DynamicClientMetrics = 7,

    /// <summary>Set on the group.</summary>
    DynamicGroup = 8,
}

/// <summary>One configuration: its name, type, default, legal values and what it does.</summary>
/// <param name="Name">Kafka's name of it.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Default">Its default as text; null for none.</param>
/// <param name="Doc">What it does, with its unit.</param>
public sealed record ConfigDefinition(string Name, ConfigType Type, string? Default, string Doc)
{
    /// <summary>Smallest legal number.</summary>
    public long Min { get; init; } = long.MinValue;

    /// <summary>Largest legal number.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>The legal words; empty when any text is legal.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>For a text or a list: null when it is legal, else what is wrong. Goes before the words.</summary>
    public Func<string, string?>? Rule { get; init; }

    /// <summary>For a topic or group configuration: the broker configuration that gives its default.</summary>
    public string? BrokerName { get; init; }

    /// <summary>For a broker configuration: whether it may be changed while the broker runs.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>Whether the broker acts on it. One that it does not act on may only hold its default.</summary>
    public bool IsHonoured { get; init; } = true;

    /// <summary>Null when the value is legal, else what is wrong with it.</summary>
    public string? Check(string? value)
    {
        if (value is null)
        {
            return $"Configuration {Name} has no value.";
        }

        string? fault = Type switch
        {
            ConfigType.Boolean => value is "true" or "false" ? null : "must be 'true' or 'false'",
            ConfigType.Int => CheckNumber(value, int.MinValue, int.MaxValue),
            ConfigType.Short => CheckNumber(value, short.MinValue, short.MaxValue),
            ConfigType.Long => CheckNumber(value, long.MinValue, long.MaxValue),
            ConfigType.Double => CheckFraction(value),
            ConfigType.List when Rule is null => CheckWords(value.Split(',', StringSplitOptions.TrimEntries)),
            _ => Rule is { } rule ? rule(value) : CheckWords([value]),
        };
        if (fault is null && !IsHonoured && value != Default)
        {
            fault = $"is not supported with any value but '{Default}'";
        }

        return fault is null ? null : $"Invalid value '{value}' for configuration {Name}: it {fault}.";
    }

    private string? CheckNumber(string value, long lowest, long highest)
    {
        lowest = Math.Max(lowest, Min);
        highest = Math.Min(highest, Max);
        return long.TryParse(value, out long number) && number >= lowest && number <= highest
            ? null
            : $"must be a whole number from {lowest} to {highest}";
    }

    private string? CheckFraction(string value)
    {
        NumberStyles style = NumberStyles.Float;
        return double.TryParse(value, style, CultureInfo.InvariantCulture, out double number)
            && number >= Min && number <= Max
            ? null
            : $"must be a number from {Min} to {Max}";
    }

    private string? CheckWords(string[] given)
    {
        if (Words.Count == 0)
        {
            return null;
        }

        return Array.TrueForAll(given, word => Words.Contains(word))
            ? null
            : $"must be {(Type == ConfigType.List ? "a list of" : "one of")} {string.Join(", ", Words)}";
    }
}
