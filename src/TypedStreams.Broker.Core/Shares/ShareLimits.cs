namespace TypedStreams.Broker.Core.Shares;

/// <summary>What holds for the share partitions of one group now, under Kafka's configuration names.</summary>
public sealed record ShareLimits
{
    /// <summary>
    /// How long a member may hold a record, in milliseconds. Default 30,000 (Kafka
    /// <c>group.share.record.lock.duration.ms</c>; a group's own <c>share.record.lock.duration.ms</c> goes before).
    /// </summary>
    public int LockDurationMs { get; init; } = 30_000;

    /// <summary>
    /// How often a record is delivered before it is given up. Default 5 (Kafka <c>group.share.delivery.count.limit</c>,
    /// <c>share.delivery.count.limit</c>).
    /// </summary>
    public int DeliveryLimit { get; init; } = 5;

    /// <summary>
    /// Most records of a share partition between its start and the newest one acquired. Default 2,000 (Kafka
    /// <c>group.share.partition.max.record.locks</c>, <c>share.partition.max.record.locks</c>).
    /// </summary>
    public int MaxRecordLocks { get; init; } = 2_000;

    /// <summary>
    /// Whether a member may prolong a lock. Default true (Kafka <c>share.renew.acknowledge.enable</c>).
    /// </summary>
    public bool MayRenew { get; init; } = true;

    /// <summary>
    /// Whether aborted records are kept from the group. Default false (Kafka <c>share.isolation.level</c>,
    /// read_uncommitted).
    /// </summary>
    public bool ReadsCommitted { get; init; }

    /// <summary>
    /// Changes of a share partition that are written between two snapshots of its whole state. Default 500 (Kafka
    /// <c>share.coordinator.snapshot.update.records.per.snapshot</c>).
    /// </summary>
    public int UpdatesPerSnapshot { get; init; } = 500;
}
