namespace TypedStreams.Broker.Core.StreamsGroups;

/// <summary>What holds for a streams group (KIP-1071): the broker's configuration, then the group's own.</summary>
public sealed record StreamsGroupOptions
{
    /// <summary>
    /// How long a member may be silent, in milliseconds. Default 45,000 (Kafka <c>group.streams.session.timeout.ms</c>;
    /// a group's own <c>streams.session.timeout.ms</c> goes before, and so with the others).
    /// </summary>
    public int SessionTimeoutMs { get; init; } = 45_000;

    /// <summary>
    /// How often members are told to send heartbeats, in milliseconds. Default 5,000 (Kafka
    /// <c>group.streams.heartbeat.interval.ms</c>).
    /// </summary>
    public int HeartbeatIntervalMs { get; init; } = 5_000;

    /// <summary>
    /// Most members of one group. Default: no limit in practice (Kafka <c>group.streams.max.size</c>; of the broker
    /// only).
    /// </summary>
    public int MaxSize { get; init; } = int.MaxValue;

    /// <summary>
    /// How many more processes keep the state of a task. Default 0 (Kafka <c>group.streams.num.standby.replicas</c>).
    /// </summary>
    public int StandbyReplicas { get; init; }

    /// <summary>
    /// How long the first assignment of an empty group waits for more members, in milliseconds. Default 3,000 (Kafka
    /// <c>group.streams.initial.rebalance.delay.ms</c>).
    /// </summary>
    public int InitialRebalanceDelayMs { get; init; } = 3_000;

    /// <summary>
    /// Least time between two target assignments, in milliseconds. Default 1,000 (Kafka
    /// <c>group.streams.assignment.interval.ms</c>).
    /// </summary>
    public int AssignmentIntervalMs { get; init; } = 1_000;

    /// <summary>
    /// How often members report how far their tasks' changelogs are read, in milliseconds. Default 60,000 (Kafka
    /// <c>group.streams.task.offset.interval.ms</c>).
    /// </summary>
    public int TaskOffsetIntervalMs { get; init; } = 60_000;

    /// <summary>
    /// By how many offsets a task may be behind and still count as caught up; told to members. Default 10,000 (Kafka
    /// <c>group.streams.acceptable.recovery.lag</c>).
    /// </summary>
    public long AcceptableRecoveryLag { get; init; } = 10_000;

    /// <summary>
    /// Client tags whose values shall differ between the holders of a task. Default none (Kafka
    /// <c>group.streams.rack.aware.assignment.tags</c>).
    /// </summary>
    public IReadOnlyList<string> RackAwareTags { get; init; } = [];
}
