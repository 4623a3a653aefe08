// The configuration of one group: what Kafka's resource type GROUP has, of it what is honoured here.
using System.Globalization;
using System.Xml;

namespace TypedStreams.Broker.Core.Configs;

/// <summary>The definitions of group configuration, by Kafka's names.</summary>
public static class GroupConfigs
{
    /// <summary>Where a share group begins: <c>earliest</c>, <c>latest</c> or <c>by_duration:P...</c>.</summary>
    public const string ShareOffsetReset = "share.auto.offset.reset";

    /// <summary>Starts the value of <see cref="ShareOffsetReset"/> that names a time before now.</summary>
    public const string ByDuration = "by_duration:";

    private static readonly Dictionary<string, ConfigDefinition> Definitions = Build();

    /// <summary>All definitions, by name.</summary>
    public static IReadOnlyCollection<ConfigDefinition> All => Definitions.Values;

    /// <summary>The definition of a group configuration, or null.</summary>
    public static ConfigDefinition? Find(string name) => Definitions.GetValueOrDefault(name);

    /// <summary>
    /// Null when a legal value lies within what the broker lets a group choose, else what is wrong with it.
    /// </summary>
    public static string? CheckRange(ConfigDefinition definition, string value, BrokerConfig broker)
    {
        if (definition.BrokerName is not { } name || definition.Type != ConfigType.Int)
        {
            return null;
        }

        int kind = name.IndexOf('.', "group.".Length) + 1;
        string bounded = name.Replace(".num.", ".", StringComparison.Ordinal);
        string? least = broker.ValueOrNull(bounded.Insert(kind, "min."));
        string? most = broker.ValueOrNull(bounded.Insert(kind, "max."));
        long number = long.Parse(value, CultureInfo.InvariantCulture);
        bool isWithin = (least is null || number >= long.Parse(least, CultureInfo.InvariantCulture))
            && (most is null || number <= long.Parse(most, CultureInfo.InvariantCulture));
        return isWithin
            ? null
            : $"{definition.Name} must be in the range {least ?? "0"} to {most ?? "2147483647"} inclusive.";
    }

    /// <summary>The tags that a list of them names.</summary>
    public static IReadOnlyList<string> Tags(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, ConfigDefinition> Build() => ((ConfigDefinition[])
    [
        OfBroker("consumer.session.timeout.ms", "Longest silence of a member of a consumer group, in ms."),
        OfBroker("consumer.heartbeat.interval.ms", "Time between heartbeats of a consumer group's members, in ms."),
        OfBroker("share.session.timeout.ms", "Longest silence of a member of a share group, in ms."),
        OfBroker("share.heartbeat.interval.ms", "Time between heartbeats of a share group's members, in ms."),
        OfBroker("share.record.lock.duration.ms", "How long a member of a share group may hold a record, in ms."),
        OfBroker("share.delivery.count.limit", "How often a record is delivered before it is given up."),
        OfBroker("share.partition.max.record.locks", "Most records under way in a share partition."),
        new(ShareOffsetReset, ConfigType.String, "latest", "Where a share group begins in a partition.")
        {
            Rule = CheckReset,
        },
        new("share.isolation.level", ConfigType.String, "read_uncommitted", "Whether aborted records are left out.")
        {
            Words = ["read_uncommitted", "read_committed"],
        },
        new("share.renew.acknowledge.enable", ConfigType.Boolean, "true", "Whether members may prolong their locks."),
        .. OfStreams(),
    ]).OrderBy(definition => definition.Name, StringComparer.Ordinal).ToDictionary(definition => definition.Name);

    private static ConfigDefinition[] OfStreams() =>
    [
        OfBroker("streams.session.timeout.ms", "Longest silence of a member of a streams group, in ms."),
        OfBroker("streams.heartbeat.interval.ms", "Time between heartbeats of a streams group's members, in ms."),
        OfBroker("streams.num.standby.replicas", "How many more processes keep the state of a task.", min: 0),
        OfBroker(
            "streams.initial.rebalance.delay.ms", "How long an empty group waits for more members, in ms.", min: 0),
        OfBroker("streams.assignment.interval.ms", "Least time between two assignments, in ms.", min: 0),
        OfBroker("streams.task.offset.interval.ms", "Time between reports of task offsets, in ms."),
        OfBroker("streams.num.warmup.replicas", "Most warm-up tasks; none are made so far.", min: 0),
        OfBroker("streams.acceptable.recovery.lag", "Lag with which a task is caught up.", 0, ConfigType.Long),
        OfBroker(
            "streams.rack.aware.assignment.tags",
            "Client tags whose values shall differ between the holders of a task.",
            type: ConfigType.List),
        OfBroker(
            "streams.assignor.offload.enable",
            "Whether assignments may be made beside other work.",
            type: ConfigType.Boolean),
        new("streams.assignor.name", ConfigType.String, null, "The assignor of a streams group; null is the first.")
        {
            Words = ["sticky"],
        },
    ];

    private static ConfigDefinition OfBroker(
        string name, string doc, long min = 1, ConfigType type = ConfigType.Int) =>
        new(name, type, null, doc) { BrokerName = $"group.{name}", Min = min };

    private static string? CheckReset(string value)
    {
        if (value is "earliest" or "latest")
        {
            return null;
        }

        return value.StartsWith(ByDuration, StringComparison.Ordinal) && TryDuration(value) is not null
            ? null
            : "must be 'earliest', 'latest' or 'by_duration:' and a duration such as PT1H";
    }

    /// <summary>The time before now that a value names; null when it names none.</summary>
    public static TimeSpan? TryDuration(string value)
    {
        try
        {
            TimeSpan duration = XmlConvert.ToTimeSpan(value[ByDuration.Length..]);
            return duration >= TimeSpan.Zero ? duration : null;
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            return null;
        }
    }
}
