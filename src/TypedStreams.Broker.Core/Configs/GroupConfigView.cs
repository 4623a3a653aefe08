using System.Globalization;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.ShareGroups;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Core.StreamsGroups;

namespace TypedStreams.Broker.Core.Configs;

/// <summary>
/// The configuration that is in force for one group: its own values, then the broker's, then the defaults.
/// </summary>
public sealed class GroupConfigView(ClusterImage image, string groupId, BrokerConfigView broker)
{
    private readonly IReadOnlyDictionary<string, string> _own =
        image.ConfigsOf(new ConfigResource(ConfigResourceType.Group, groupId));

    /// <summary>The value in force and where it comes from.</summary>
    public (string? Value, ConfigSource Source) Effective(ConfigDefinition definition) =>
        _own.TryGetValue(definition.Name, out string? own) ? (own, ConfigSource.DynamicGroup)
        : definition.BrokerName is { } name ? broker.Effective(BrokerConfig.Find(name)!)
        : (definition.Default, ConfigSource.Default);

    /// <summary>Where the group begins in a partition that it reads for the first time.</summary>
    public string ShareOffsetReset => Text(GroupConfigs.ShareOffsetReset);

    /// <summary>The options of a share group, over those of the broker.</summary>
    public ShareGroupOptions ShareGroup(ShareGroupOptions ofBroker) => _own.Count == 0 ? ofBroker : ofBroker with
    {
        SessionTimeoutMs = Number("share.session.timeout.ms"),
        HeartbeatIntervalMs = Number("share.heartbeat.interval.ms"),
    };

    /// <summary>What holds for the share partitions of the group.</summary>
    public ShareLimits ShareLimits(int updatesPerSnapshot) => new()
    {
        LockDurationMs = Number("share.record.lock.duration.ms"),
        DeliveryLimit = Number("share.delivery.count.limit"),
        MaxRecordLocks = Number("share.partition.max.record.locks"),
        MayRenew = Text("share.renew.acknowledge.enable") == "true",
        ReadsCommitted = Text("share.isolation.level") == "read_committed",
        UpdatesPerSnapshot = updatesPerSnapshot,
    };

    /// <summary>The options of a streams group, over those of the broker.</summary>
    public StreamsGroupOptions StreamsGroup(StreamsGroupOptions ofBroker) => _own.Count == 0 ? ofBroker : ofBroker with
    {
        SessionTimeoutMs = Number("streams.session.timeout.ms"),
        HeartbeatIntervalMs = Number("streams.heartbeat.interval.ms"),
        StandbyReplicas = Number("streams.num.standby.replicas"),
        InitialRebalanceDelayMs = Number("streams.initial.rebalance.delay.ms"),
        AssignmentIntervalMs = Number("streams.assignment.interval.ms"),
        TaskOffsetIntervalMs = Number("streams.task.offset.interval.ms"),
        AcceptableRecoveryLag = long.Parse(Text("streams.acceptable.recovery.lag"), CultureInfo.InvariantCulture),
        RackAwareTags = GroupConfigs.Tags(Text("streams.rack.aware.assignment.tags")),
    };

    private int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    private string Text(string name) => Effective(GroupConfigs.Find(name)!).Value!;
}
