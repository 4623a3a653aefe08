using TypedStreams.Broker.Core.StreamsGroups;

namespace TypedStreams.Broker.Core.Groups;

/// <summary>The limits of the group coordinator, under Kafka's broker configuration names.</summary>
public sealed record GroupOptions
{
    /// <summary>
    /// Shortest session timeout a member may ask for, in milliseconds. Default 6,000
    /// (Kafka <c>group.min.session.timeout.ms</c>).
    /// </summary>
    public int MinSessionTimeoutMs { get; init; } = 6_000;

    /// <summary>
    /// Longest session timeout a member may ask for, in milliseconds. Default 1,800,000
    /// (Kafka <c>group.max.session.timeout.ms</c>).
    /// </summary>
    public int MaxSessionTimeoutMs { get; init; } = 1_800_000;

    /// <summary>
    /// How long the first rebalance of an empty group waits for more members, in milliseconds. Default 0, as in the
    /// configuration file that Kafka ships (<c>group.initial.rebalance.delay.ms</c>; 3,000 when that file is not used):
    /// one process that starts alone should not wait. Set 3,000 where many members start together.
    /// </summary>
    public int InitialRebalanceDelayMs { get; init; }

    /// <summary>Most members of one group. Default: no limit in practice (Kafka <c>group.max.size</c>).</summary>
    public int MaxGroupSize { get; init; } = int.MaxValue;

    /// <summary>
    /// How long positions of a group without members are kept, in milliseconds. Default 604,800,000, a week (Kafka
    /// <c>offsets.retention.minutes</c>, 10,080).
    /// </summary>
    public long OffsetRetentionMs { get; init; } = 604_800_000;

    /// <summary>
    /// How often expired positions are looked for, in milliseconds. Default 600,000 (Kafka
    /// <c>offsets.retention.check.interval.ms</c>).
    /// </summary>
    public long OffsetExpiryIntervalMs { get; init; } = 600_000;

    /// <summary>
    /// Longest metadata string of a committed offset, in UTF-8 bytes. Default 4,096 (Kafka
    /// <c>offset.metadata.max.bytes</c>).
    /// </summary>
    public int MaxOffsetMetadataBytes { get; init; } = 4_096;

    /// <summary>
    /// How long a member of a consumer group (KIP-848) may be silent, in milliseconds. Default 45,000 (Kafka
    /// <c>group.consumer.session.timeout.ms</c>).
    /// </summary>
    public int ConsumerSessionTimeoutMs { get; init; } = 45_000;

    /// <summary>
    /// How often members of a consumer group are told to send heartbeats, in milliseconds. Default 5,000 (Kafka
    /// <c>group.consumer.heartbeat.interval.ms</c>).
    /// </summary>
    public int ConsumerHeartbeatIntervalMs { get; init; } = 5_000;

    /// <summary>
    /// Most members of one consumer group. Default: no limit in practice (Kafka <c>group.consumer.max.size</c>).
    /// </summary>
    public int MaxConsumerGroupSize { get; init; } = int.MaxValue;

    /// <summary>
    /// The assignors that consumer groups may ask for, of <c>uniform</c> and <c>range</c>; the first one serves those
    /// that ask for none. Default both, uniform first (Kafka <c>group.consumer.assignors</c>).
    /// </summary>
    public IReadOnlyList<string> ConsumerAssignors { get; init; } = ["uniform", "range"];

    /// <summary>
    /// Which groups with members may change between the classic protocol and that of KIP-848. Default
    /// <see cref="MigrationPolicy.Bidirectional"/> (Kafka <c>group.consumer.migration.policy</c>).
    /// </summary>
    public MigrationPolicy Migration { get; init; } = MigrationPolicy.Bidirectional;

    /// <summary>The broker's limits of streams groups (KIP-1071); a group may have its own.</summary>
    public StreamsGroupOptions Streams { get; init; } = new();
}
