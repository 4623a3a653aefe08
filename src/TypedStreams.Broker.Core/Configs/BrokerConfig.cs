// The broker's own configuration under Kafka's names, as --set and the configuration file give it.
using System.Collections.Immutable;
using System.Globalization;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Transactions;

namespace TypedStreams.Broker.Core.Configs;

/// <summary>
/// A broker's configuration. Immutable. Created from Kafka's broker configuration names; an unknown name or an illegal
/// value throws <see cref="ConfigException"/>.
/// </summary>
public sealed partial class BrokerConfig
{
    private static readonly Dictionary<string, ConfigDefinition> Definitions = Build();
    private readonly ImmutableSortedDictionary<string, string> _set;

    private BrokerConfig(ImmutableSortedDictionary<string, string> set) => _set = set;

    /// <summary>All defaults.</summary>
    public static BrokerConfig Default { get; } =
        new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The definitions, by name.</summary>
    public static IReadOnlyCollection<ConfigDefinition> All => Definitions.Values;

    /// <summary>Default number of partitions of a new topic (<c>num.partitions</c>, Kafka's default 1).</summary>
    public int DefaultPartitions => (int)Number("num.partitions");

    /// <summary>
    /// Default number of replicas of a new topic (<c>default.replication.factor</c>, Kafka's default 1).
    /// </summary>
    public int DefaultReplicationFactor => (int)Number("default.replication.factor");

    /// <summary>
    /// Whether asking for an unknown topic creates it (<c>auto.create.topics.enable</c>, default true).
    /// </summary>
    public bool AutoCreateTopics => Flag("auto.create.topics.enable");

    /// <summary>Partitions of <c>__consumer_offsets</c> (<c>offsets.topic.num.partitions</c>, default 50).</summary>
    public int OffsetsTopicPartitions => (int)Number("offsets.topic.num.partitions");

    /// <summary>Largest request frame, in bytes (<c>socket.request.max.bytes</c>, default 104,857,600).</summary>
    public int MaxRequestBytes => (int)Number("socket.request.max.bytes");

    /// <summary>Most bytes of one fetch response (<c>fetch.max.bytes</c>, default 57,671,680).</summary>
    public int MaxFetchBytes => (int)Number("fetch.max.bytes");

    /// <summary>
    /// Most fetch sessions at a time (<c>max.incremental.fetch.session.cache.slots</c>, default 1,000).
    /// </summary>
    public int FetchSessionSlots => (int)Number("max.incremental.fetch.session.cache.slots");

    /// <summary>Most connections at a time (<c>max.connections</c>, default 2,147,483,647).</summary>
    public int MaxConnections => (int)Number("max.connections");

    /// <summary>
    /// Idle time after which a connection is closed, in milliseconds (<c>connections.max.idle.ms</c>, default
    /// 600,000).
    /// </summary>
    public long MaxIdleMs => Number("connections.max.idle.ms");

    /// <summary>
    /// When a producer that has been silent is forgotten, in milliseconds (<c>producer.id.expiration.ms</c>, default
    /// 86,400,000).
    /// </summary>
    public int ProducerIdExpirationMs => (int)Number("producer.id.expiration.ms");

    /// <summary>
    /// How often old segments are looked for, in milliseconds (<c>log.retention.check.interval.ms</c>, default
    /// 300,000).
    /// </summary>
    public long RetentionCheckIntervalMs => Number("log.retention.check.interval.ms");

    /// <summary>
    /// How often recovery points and log starts are written down, in milliseconds
    /// (<c>log.flush.offset.checkpoint.interval.ms</c>, default 60,000).
    /// </summary>
    public long CheckpointIntervalMs => Number("log.flush.offset.checkpoint.interval.ms");

    /// <summary>
    /// Pause between two looks for logs to compact, in milliseconds (<c>log.cleaner.backoff.ms</c>, default 15,000).
    /// </summary>
    public long CleanerBackoffMs => Number("log.cleaner.backoff.ms");

    /// <summary>
    /// Whether acks=all waits for the disk: <c>commit</c> (default) syncs before a replica's position counts,
    /// <c>replicated</c> lets the page cache count (<c>flush</c>, ours).
    /// </summary>
    public bool SyncBeforeAcknowledge => Value("flush") == "commit";

    /// <summary>
    /// How many logs are synced at a time, 1 to 64 (<c>log.sync.threads</c>, ours, default 4: enough for the file
    /// system to commit several logs with one journal write, few enough to be no load of their own). While many logs
    /// wait, up to 32 are.
    /// </summary>
    public int SyncThreads => (int)Number("log.sync.threads");

    /// <summary>
    /// Largest push of a client's metrics, in bytes as it is sent (<c>telemetry.max.bytes</c>, default 1,048,576).
    /// </summary>
    public int MaxTelemetryBytes => (int)Number("telemetry.max.bytes");

    /// <summary>The broker's rack (<c>broker.rack</c>), or null.</summary>
    public string? Rack => _set.GetValueOrDefault("broker.rack");

    /// <summary>The limits of the group coordinator.</summary>
    public GroupOptions Groups => new()
    {
        MinSessionTimeoutMs = (int)Number("group.min.session.timeout.ms"),
        MaxSessionTimeoutMs = (int)Number("group.max.session.timeout.ms"),
        InitialRebalanceDelayMs = (int)Number("group.initial.rebalance.delay.ms"),
        MaxGroupSize = (int)Number("group.max.size"),
        ConsumerSessionTimeoutMs = (int)Number("group.consumer.session.timeout.ms"),
        ConsumerHeartbeatIntervalMs = (int)Number("group.consumer.heartbeat.interval.ms"),
        MaxConsumerGroupSize = (int)Number("group.consumer.max.size"),
        ConsumerAssignors = Value("group.consumer.assignors").Split(',', StringSplitOptions.TrimEntries),
        Migration = Enum.Parse<MigrationPolicy>(Value("group.consumer.migration.policy"), ignoreCase: true),
        MaxOffsetMetadataBytes = (int)Number("offset.metadata.max.bytes"),
        OffsetRetentionMs = Number("offsets.retention.minutes") * 60_000,
        OffsetExpiryIntervalMs = Number("offsets.retention.check.interval.ms"),
        Streams = StreamsGroups,
    };

    /// <summary>
    /// Partitions of <c>__transaction_state</c> (<c>transaction.state.log.num.partitions</c>, default 50).
    /// </summary>
    public int TransactionTopicPartitions => (int)Number("transaction.state.log.num.partitions");

    /// <summary>The limits of the transaction coordinator.</summary>
    public TransactionOptions Transactions => new()
    {
        MaxTimeoutMs = (int)Number("transaction.max.timeout.ms"),
        IdExpirationMs = Number("transactional.id.expiration.ms"),
        ExpirationCheckIntervalMs = Number("transaction.remove.expired.transaction.cleanup.interval.ms"),
    };

    /// <summary>The configuration with these values set over the defaults.</summary>
    public static BrokerConfig From(IEnumerable<KeyValuePair<string, string>> values)
    {
        var set = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in values)
        {
            if (!Definitions.TryGetValue(name, out ConfigDefinition? definition))
            {
                throw new ConfigException(
                    $"Unknown broker configuration '{name}'. Use Kafka's names, for example num.partitions.");
            }

            if (definition.Check(value) is { } fault)
            {
                throw new ConfigException(fault);
            }

            set[name] = value;
        }

        var config = new BrokerConfig(set.ToImmutable());
        config.RequireWithin("group.consumer.{0}session.timeout.ms");
        config.RequireWithin("group.consumer.{0}heartbeat.interval.ms");
        config.RequireWithin("group.share.{0}session.timeout.ms");
        config.RequireWithin("group.share.{0}heartbeat.interval.ms");
        config.RequireWithin("group.share.{0}record.lock.duration.ms");
        config.RequireWithin("group.share.{0}delivery.count.limit");
        config.RequireWithin("group.share.{0}partition.max.record.locks");
        return config;
    }

    /// <summary>The broker's value of a configuration; null when it is set nowhere and has no default.</summary>
    public string? ValueOrNull(string name) =>
        _set.GetValueOrDefault(name) ?? Definitions.GetValueOrDefault(name)?.Default;

    /// <summary>Whether this name was set when the broker was started.</summary>
    public bool IsSet(string name) => _set.ContainsKey(name);

    /// <summary>The definition of a broker configuration, or null.</summary>
    public static ConfigDefinition? Find(string name) => Definitions.GetValueOrDefault(name);

    // A value and the range that two others give it; the placeholder stands for nothing, min. and max.
    private void RequireWithin(string pattern)
    {
        string name = string.Format(CultureInfo.InvariantCulture, pattern, "");
        string least = string.Format(CultureInfo.InvariantCulture, pattern, "min.");
        string most = string.Format(CultureInfo.InvariantCulture, pattern, "max.");
        if (Number(name) < Number(least) || Number(name) > Number(most))
        {
            throw new ConfigException(
                $"{name}={Number(name)} must lie between {least}={Number(least)} and {most}={Number(most)}.");
        }
    }

    private string Value(string name) => _set.GetValueOrDefault(name) ?? Definitions[name].Default!;

    private long Number(string name) => long.Parse(Value(name));

    private bool Flag(string name) => Value(name) == "true";

    private static Dictionary<string, ConfigDefinition> Build()
    {
        // A topic configuration's default is the broker configuration of another name, with the same type and range.
        IEnumerable<ConfigDefinition> topicDefaults = TopicConfigs.All
            .Where(topic => topic.BrokerName is not null)
            .Select(topic => topic with { Name = topic.BrokerName!, BrokerName = null, IsDynamic = true });
        return NodeOnly().Concat(CoordinatorsOnly()).Concat(ConsumerGroupsOnly()).Concat(ShareGroupsOnly())
            .Concat(QuotasOnly())
            .Concat(StreamsGroupsOnly())
            .Concat(topicDefaults)
            .OrderBy(definition => definition.Name, StringComparer.Ordinal)
            .ToDictionary(definition => definition.Name);
    }

    private static ConfigDefinition[] NodeOnly() =>
    [
        new("num.partitions", ConfigType.Int, "1", "Partitions of a new topic when none are asked for.") { Min = 1 },
        new("default.replication.factor", ConfigType.Int, "1", "Replicas of a new topic when none are asked for.")
        {
            Min = 1, Max = short.MaxValue,
        },
        new("auto.create.topics.enable", ConfigType.Boolean, "true", "Whether asking for an unknown topic creates it."),
        new("offsets.topic.num.partitions", ConfigType.Int, "50", "Partitions of __consumer_offsets.") { Min = 1 },
        new("socket.request.max.bytes", ConfigType.Int, "104857600", "Largest request frame, in bytes.") { Min = 1 },
        new("fetch.max.bytes", ConfigType.Int, "57671680", "Most bytes of one fetch response.") { Min = 1_024 },
        new("max.incremental.fetch.session.cache.slots", ConfigType.Int, "1000", "Most fetch sessions at a time.")
        {
            Min = 0,
        },
        new("max.connections", ConfigType.Int, "2147483647", "Most connections at a time.") { Min = 0 },
        new("connections.max.idle.ms", ConfigType.Long, "600000", "Idle time that closes a connection, in ms."),
        new("producer.id.expiration.ms", ConfigType.Int, "86400000", "When a silent producer is forgotten, in ms.")
        {
            Min = 1,
        },
        new("log.retention.check.interval.ms", ConfigType.Long, "300000", "How often retention is applied, in ms.")
        {
            Min = 1,
        },
        new("log.flush.offset.checkpoint.interval.ms", ConfigType.Int, "60000", "How often recovery points are kept.")
        {
            Min = 1,
        },
        new("log.cleaner.backoff.ms", ConfigType.Long, "15000", "Pause between two looks for logs to compact.")
        {
            Min = 1,
        },
        new("flush", ConfigType.String, "commit", "Whether acks=all waits for the disk or for the page cache.")
        {
            Words = ["commit", "replicated"],
        },
        new("log.sync.threads", ConfigType.Int, "4", "How many logs are synced at a time; more while many wait.")
        {
            Min = 1,
            Max = 64,
        },
        new("telemetry.max.bytes", ConfigType.Int, "1048576", "Largest push of a client's metrics.") { Min = 1 },
        new("broker.rack", ConfigType.String, null, "The rack of this broker."),
    ];

    private static ConfigDefinition[] ConsumerGroupsOnly() =>
    [
        new("group.consumer.session.timeout.ms", ConfigType.Int, "45000", "Longest silence of a KIP-848 member, in ms.")
        {
            Min = 1,
        },
        new("group.consumer.heartbeat.interval.ms", ConfigType.Int, "5000", "Time between KIP-848 heartbeats, in ms.")
        {
            Min = 1,
        },
        new("group.consumer.min.session.timeout.ms", ConfigType.Int, "45000", "Least KIP-848 session timeout, in ms.")
        {
            Min = 1,
        },
        new("group.consumer.max.session.timeout.ms", ConfigType.Int, "60000", "Most KIP-848 session timeout, in ms.")
        {
            Min = 1,
        },
        new("group.consumer.min.heartbeat.interval.ms", ConfigType.Int, "5000", "Least time between heartbeats, in ms.")
        {
            Min = 1,
        },
        new("group.consumer.max.heartbeat.interval.ms", ConfigType.Int, "15000", "Most time between heartbeats, in ms.")
        {
            Min = 1,
        },
        new("group.consumer.max.size", ConfigType.Int, "2147483647", "Most members of one KIP-848 group.") { Min = 1 },
        new("group.consumer.migration.policy", ConfigType.String, "bidirectional",
            "Which groups with members change their protocol.")
        {
            Words = ["disabled", "upgrade", "downgrade", "bidirectional"],
        },
        new("group.consumer.assignors", ConfigType.List, "uniform,range", "Assignors, the default one first.")
        {
            Words = ["uniform", "range"],
        },
    ];

    private static ConfigDefinition[] CoordinatorsOnly() =>
    [
        new("group.min.session.timeout.ms", ConfigType.Int, "6000", "Shortest session timeout, in ms.") { Min = 1 },
        new("group.max.session.timeout.ms", ConfigType.Int, "1800000", "Longest session timeout, in ms.") { Min = 1 },
        new("group.initial.rebalance.delay.ms", ConfigType.Int, "0", "How long an empty group gathers members.")
        {
            Min = 0,
        },
        new("group.max.size", ConfigType.Int, "2147483647", "Most members of one group.") { Min = 1 },
        new("transaction.state.log.num.partitions", ConfigType.Int, "50", "Partitions of __transaction_state.")
        {
            Min = 1,
        },
        new("transaction.max.timeout.ms", ConfigType.Int, "900000", "Longest timeout of a transaction, in ms.")
        {
            Min = 1,
        },
        new("transactional.id.expiration.ms", ConfigType.Int, "604800000", "When a silent id is forgotten, in ms.")
        {
            Min = 1,
        },
        new("transaction.remove.expired.transaction.cleanup.interval.ms", ConfigType.Int, "3600000",
            "How often silent transactional ids are looked for, in ms.")
        {
            Min = 1,
        },
        new("offsets.retention.minutes", ConfigType.Int, "10080", "How long positions of an empty group are kept.")
        {
            Min = 1,
        },
        new("offsets.retention.check.interval.ms", ConfigType.Long, "600000", "How often positions are expired, in ms.")
        {
            Min = 1,
        },
        new("offset.metadata.max.bytes", ConfigType.Int, "4096", "Longest metadata of a committed offset, in bytes.")
        {
            Min = 0,
        },
    ];
}

/// <summary>
/// A configuration has an unknown name or an illegal value; the message says which and what is legal.
/// </summary>
public sealed class ConfigException(string message) : Exception(message);
