// The configuration of share groups and share partitions (KIP-932), with Kafka's names, defaults and ranges.
using TypedStreams.Broker.Core.ShareGroups;

namespace TypedStreams.Broker.Core.Configs;

public sealed partial class BrokerConfig
{
    /// <summary>The limits of share groups.</summary>
    public ShareGroupOptions ShareGroups => new()
    {
        SessionTimeoutMs = (int)Number("group.share.session.timeout.ms"),
        HeartbeatIntervalMs = (int)Number("group.share.heartbeat.interval.ms"),
        MaxSize = (int)Number("group.share.max.size"),
    };

    /// <summary>Most share sessions at a time (<c>group.share.max.share.sessions</c>, default 2,000).</summary>
    public int MaxShareSessions => (int)Number("group.share.max.share.sessions");

    /// <summary>
    /// Partitions of <c>__share_group_state</c> (<c>share.coordinator.state.topic.num.partitions</c>, default 50).
    /// </summary>
    public int ShareStateTopicPartitions => (int)Number("share.coordinator.state.topic.num.partitions");

    /// <summary>
    /// Changes of a share partition between two snapshots of it
    /// (<c>share.coordinator.snapshot.update.records.per.snapshot</c>, default 500).
    /// </summary>
    public int ShareUpdatesPerSnapshot => (int)Number("share.coordinator.snapshot.update.records.per.snapshot");

    /// <summary>
    /// How often records of <c>__share_group_state</c> that newer snapshots replace are deleted, in milliseconds
    /// (<c>share.coordinator.state.topic.prune.interval.ms</c>, default 300,000).
    /// </summary>
    public int ShareStatePruneIntervalMs => (int)Number("share.coordinator.state.topic.prune.interval.ms");

    private static ConfigDefinition[] ShareGroupsOnly() =>
    [
        Positive("group.share.session.timeout.ms", "45000", "Longest silence of a share group's member, in ms."),
        Positive("group.share.min.session.timeout.ms", "45000", "Least session timeout of a share group, in ms."),
        Positive("group.share.max.session.timeout.ms", "60000", "Most session timeout of a share group, in ms."),
        Positive("group.share.heartbeat.interval.ms", "5000", "Time between a share member's heartbeats, in ms."),
        Positive("group.share.min.heartbeat.interval.ms", "5000", "Least time between heartbeats, in ms."),
        Positive("group.share.max.heartbeat.interval.ms", "15000", "Most time between heartbeats, in ms."),
        Positive("group.share.record.lock.duration.ms", "30000", "How long a member may hold a record, in ms."),
        Positive("group.share.min.record.lock.duration.ms", "15000", "Least such time of a group, in ms."),
        Positive("group.share.max.record.lock.duration.ms", "60000", "Most such time of a group, in ms."),
        Positive("group.share.delivery.count.limit", "5", "How often a record is delivered before it is given up."),
        Positive("group.share.min.delivery.count.limit", "2", "Least such number of a group."),
        Positive("group.share.max.delivery.count.limit", "10", "Most such number of a group."),
        Positive("group.share.partition.max.record.locks", "2000", "Most records under way in a share partition."),
        Positive("group.share.min.partition.max.record.locks", "100", "Least such number of a group."),
        Positive("group.share.max.partition.max.record.locks", "4000", "Most such number of a group."),
        Positive("group.share.max.size", "200", "Most members of one share group."),
        Positive("group.share.max.share.sessions", "2000", "Most share sessions at a time."),
        new("group.share.assignors", ConfigType.List, "simple", "Assignors of share groups.") { Words = ["simple"] },
        Positive("share.coordinator.state.topic.num.partitions", "50", "Partitions of __share_group_state."),
        Positive(
            "share.coordinator.snapshot.update.records.per.snapshot", "500", "Changes between two snapshots of state."),
        Positive(
            "share.coordinator.state.topic.prune.interval.ms", "300000", "How often replaced state is deleted, in ms."),
    ];

    private static ConfigDefinition Positive(string name, string value, string doc) =>
        new(name, ConfigType.Int, value, doc) { Min = 1 };
}
