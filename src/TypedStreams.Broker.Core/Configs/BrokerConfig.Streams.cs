// The configuration of streams groups (KIP-1071), with the names, defaults and ranges of Kafka 4.4.
using TypedStreams.Broker.Core.StreamsGroups;

namespace TypedStreams.Broker.Core.Configs;

public sealed partial class BrokerConfig
{
    /// <summary>The limits of streams groups.</summary>
    public StreamsGroupOptions StreamsGroups => new()
    {
        SessionTimeoutMs = (int)Number("group.streams.session.timeout.ms"),
        HeartbeatIntervalMs = (int)Number("group.streams.heartbeat.interval.ms"),
        MaxSize = (int)Number("group.streams.max.size"),
        StandbyReplicas = (int)Number("group.streams.num.standby.replicas"),
        InitialRebalanceDelayMs = (int)Number("group.streams.initial.rebalance.delay.ms"),
        AssignmentIntervalMs = (int)Number("group.streams.assignment.interval.ms"),
        TaskOffsetIntervalMs = (int)Number("group.streams.task.offset.interval.ms"),
        AcceptableRecoveryLag = Number("group.streams.acceptable.recovery.lag"),
        RackAwareTags = GroupConfigs.Tags(Value("group.streams.rack.aware.assignment.tags")),
    };

    private static ConfigDefinition[] StreamsGroupsOnly() =>
    [
        Positive("group.streams.session.timeout.ms", "45000", "Longest silence of a streams group's member, in ms."),
        Positive("group.streams.min.session.timeout.ms", "45000", "Least session timeout of a streams group, in ms."),
        Positive("group.streams.max.session.timeout.ms", "60000", "Most session timeout of a streams group, in ms."),
        Positive("group.streams.heartbeat.interval.ms", "5000", "Time between a streams member's heartbeats, in ms."),
        Positive("group.streams.min.heartbeat.interval.ms", "5000", "Least such time of a group, in ms."),
        Positive("group.streams.max.heartbeat.interval.ms", "15000", "Most such time of a group, in ms."),
        Positive("group.streams.max.size", "2147483647", "Most members of one streams group."),
        NotNegative("group.streams.num.standby.replicas", "0", "How many more processes keep the state of a task."),
        NotNegative("group.streams.max.standby.replicas", "2", "Most such number of a group."),
        NotNegative(
            "group.streams.initial.rebalance.delay.ms", "3000", "How long an empty group waits for more members, ms."),
        NotNegative("group.streams.assignment.interval.ms", "1000", "Least time between two assignments, in ms."),
        NotNegative("group.streams.min.assignment.interval.ms", "0", "Least such time of a group, in ms."),
        NotNegative("group.streams.max.assignment.interval.ms", "15000", "Most such time of a group, in ms."),
        Positive("group.streams.task.offset.interval.ms", "60000", "Time between reports of task offsets, in ms."),
        Positive("group.streams.min.task.offset.interval.ms", "15000", "Least such time of a group, in ms."),
        NotNegative("group.streams.num.warmup.replicas", "2", "Most warm-up tasks; none are made so far."),
        NotNegative("group.streams.max.warmup.replicas", "20", "Most such number of a group."),
        new("group.streams.acceptable.recovery.lag", ConfigType.Long, "10000", "Lag with which a task is caught up.")
        {
            Min = 0,
        },
        new("group.streams.assignors", ConfigType.List, "sticky", "Assignors of streams groups.")
        {
            Words = ["sticky"],
        },
        new(
            "group.streams.assignor.offload.enable",
            ConfigType.Boolean,
            "true",
            "Whether assignments may be made beside other work; they are made on the shard of the group either way."),
        new(
            "group.streams.rack.aware.assignment.tags",
            ConfigType.List,
            "",
            "Client tags whose values shall differ between the holders of a task."),
    ];

    private static ConfigDefinition NotNegative(string name, string value, string doc) =>
        new(name, ConfigType.Int, value, doc) { Min = 0 };
}
