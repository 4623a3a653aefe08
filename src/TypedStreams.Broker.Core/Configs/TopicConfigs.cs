// Every topic configuration of Kafka 4.x: name, type, default, legal values, and the broker configuration behind it.
// Names, types, defaults and ranges are Kafka's.
namespace TypedStreams.Broker.Core.Configs;

/// <summary>The table of topic configurations.</summary>
public static class TopicConfigs
{
    private static readonly Dictionary<string, ConfigDefinition> ByName = Build();

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyCollection<ConfigDefinition> All => ByName.Values;

    /// <summary>The definition of a configuration, or null.</summary>
    public static ConfigDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Null when the value may be set, else what is wrong.</summary>
    public static string? Check(string name, string? value) =>
        Find(name) is { } definition ? definition.Check(value) : $"Unknown topic config name: {name}.";

    private static Dictionary<string, ConfigDefinition> Build()
    {
        ConfigDefinition[] all =
        [
            .. SegmentConfigs(),
            .. RetentionConfigs(),
            .. MessageConfigs(),
            .. ReplicationConfigs(),
            .. RemoteConfigs(),
        ];
        return all.OrderBy(definition => definition.Name, StringComparer.Ordinal)
            .ToDictionary(definition => definition.Name);
    }

    private static ConfigDefinition[] SegmentConfigs() =>
    [
        new("segment.bytes", ConfigType.Int, "1073741824", "Size at which a segment file is closed, in bytes.")
        {
            Min = 14, BrokerName = "log.segment.bytes",
        },
        new("segment.ms", ConfigType.Long, "604800000", "Age at which a segment file is closed, in milliseconds.")
        {
            Min = 1, BrokerName = "log.roll.ms",
        },
        new("segment.jitter.ms", ConfigType.Long, "0", "Random part of segment.ms, in milliseconds.")
        {
            Min = 0, BrokerName = "log.roll.jitter.ms", IsHonoured = false,
        },
        new("segment.index.bytes", ConfigType.Int, "10485760", "Size at which an index is full, in bytes.")
        {
            Min = 4, BrokerName = "log.index.size.max.bytes",
        },
        new("index.interval.bytes", ConfigType.Int, "4096", "Log bytes between two index entries.")
        {
            Min = 0, BrokerName = "log.index.interval.bytes",
        },
        new("preallocate", ConfigType.Boolean, "false", "Whether segment files get their full size when created.")
        {
            BrokerName = "log.preallocate", IsHonoured = false,
        },
        new("flush.messages", ConfigType.Long, "9223372036854775807", "Records after which the log is synced.")
        {
            Min = 1, BrokerName = "log.flush.interval.messages", IsHonoured = false,
        },
        new("flush.ms", ConfigType.Long, "9223372036854775807", "Time after which the log is synced, in milliseconds.")
        {
            Min = 0, BrokerName = "log.flush.interval.ms", IsHonoured = false,
        },
    ];

    private static ConfigDefinition[] RetentionConfigs() =>
    [
        new("cleanup.policy", ConfigType.List, "delete", "Whether old segments are deleted, compacted, or both.")
        {
            Words = ["compact", "delete"], BrokerName = "log.cleanup.policy",
        },
        new("retention.ms", ConfigType.Long, "604800000", "Age after which records may go, in milliseconds; -1: never.")
        {
            Min = -1, BrokerName = "log.retention.ms",
        },
        new("retention.bytes", ConfigType.Long, "-1", "Size above which the oldest segments go, in bytes; -1: never.")
        {
            BrokerName = "log.retention.bytes",
        },
        new("file.delete.delay.ms", ConfigType.Long, "60000", "Wait before a file is removed, in milliseconds.")
        {
            Min = 0, BrokerName = "log.segment.delete.delay.ms",
        },
        new("delete.retention.ms", ConfigType.Long, "86400000", "How long tombstones stay, in milliseconds.")
        {
            Min = 0, BrokerName = "log.cleaner.delete.retention.ms",
        },
        new("min.compaction.lag.ms", ConfigType.Long, "0", "Age before a record may be compacted, in milliseconds.")
        {
            Min = 0, BrokerName = "log.cleaner.min.compaction.lag.ms",
        },
        new("max.compaction.lag.ms", ConfigType.Long, "9223372036854775807", "Age at which it must, in milliseconds.")
        {
            Min = 1, BrokerName = "log.cleaner.max.compaction.lag.ms",
        },
        new("min.cleanable.dirty.ratio", ConfigType.Double, "0.5", "Part of the log that must be new to compact it.")
        {
            Min = 0, Max = 1, BrokerName = "log.cleaner.min.cleanable.ratio",
        },
    ];

    private static ConfigDefinition[] MessageConfigs() =>
    [
        new("max.message.bytes", ConfigType.Int, "1048588", "Largest record batch, in bytes as it comes.")
        {
            Min = 0, BrokerName = "message.max.bytes",
        },
        new("compression.type", ConfigType.String, "producer", "How batches are stored; 'producer': as they come.")
        {
            Words = ["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"],
            BrokerName = "compression.type",
            IsHonoured = false,
        },
        new("compression.gzip.level", ConfigType.Int, "-1", "Level for gzip; -1: the codec's own.")
        {
            Min = -1, Max = 9, BrokerName = "compression.gzip.level", IsHonoured = false,
        },
        new("compression.lz4.level", ConfigType.Int, "9", "Level for lz4.")
        {
            Min = 1, Max = 17, BrokerName = "compression.lz4.level", IsHonoured = false,
        },
        new("compression.zstd.level", ConfigType.Int, "3", "Level for zstd.")
        {
            Min = -131072, Max = 22, BrokerName = "compression.zstd.level", IsHonoured = false,
        },
        new("message.timestamp.type", ConfigType.String, "CreateTime", "Whose clock a record bears.")
        {
            Words = ["CreateTime", "LogAppendTime"], BrokerName = "log.message.timestamp.type",
        },
        new("message.timestamp.before.max.ms", ConfigType.Long, "9223372036854775807", "Oldest age accepted, in ms.")
        {
            Min = 0, BrokerName = "log.message.timestamp.before.max.ms",
        },
        new("message.timestamp.after.max.ms", ConfigType.Long, "3600000", "How far ahead is accepted, in ms.")
        {
            Min = 0, BrokerName = "log.message.timestamp.after.max.ms",
        },
    ];

    private static ConfigDefinition[] ReplicationConfigs() =>
    [
        new("min.insync.replicas", ConfigType.Int, "1", "Replicas that must have a record before acks=all is answered.")
        {
            Min = 1, BrokerName = "min.insync.replicas",
        },
        new("unclean.leader.election.enable", ConfigType.Boolean, "false", "Whether a lagging replica may lead.")
        {
            BrokerName = "unclean.leader.election.enable", IsHonoured = false,
        },
        new("leader.replication.throttled.replicas", ConfigType.List, "", "Replicas whose leader reads are throttled.")
        {
            IsHonoured = false,
        },
        new("follower.replication.throttled.replicas", ConfigType.List, "", "Replicas whose fetches are throttled.")
        {
            IsHonoured = false,
        },
    ];

    private static ConfigDefinition[] RemoteConfigs() =>
    [
        new("remote.storage.enable", ConfigType.Boolean, "false", "Whether old segments move to remote storage.")
        {
            IsHonoured = false,
        },
        new("local.retention.ms", ConfigType.Long, "-2", "Local part of retention.ms; -2: the same.")
        {
            BrokerName = "log.local.retention.ms", IsHonoured = false,
        },
        new("local.retention.bytes", ConfigType.Long, "-2", "Local part of retention.bytes; -2: the same.")
        {
            BrokerName = "log.local.retention.bytes", IsHonoured = false,
        },
        new("remote.log.copy.disable", ConfigType.Boolean, "false", "Whether nothing more moves to remote storage.")
        {
            IsHonoured = false,
        },
        new("remote.log.delete.on.disable", ConfigType.Boolean, "false", "Whether disabling deletes what was moved.")
        {
            IsHonoured = false,
        },
    ];
}
