namespace TypedStreams.Broker.Core.ShareGroups;

/// <summary>The limits of share groups, under Kafka's broker configuration names.</summary>
public sealed record ShareGroupOptions
{
    /// <summary>
    /// How long a member may be silent, in milliseconds. Default 45,000 (Kafka
    /// <c>group.share.session.timeout.ms</c>; a group's own <c>share.session.timeout.ms</c> goes before).
    /// </summary>
    public int SessionTimeoutMs { get; init; } = 45_000;

    /// <summary>
    /// How often members are told to send heartbeats, in milliseconds. Default 5,000 (Kafka
    /// <c>group.share.heartbeat.interval.ms</c>, <c>share.heartbeat.interval.ms</c>).
    /// </summary>
    public int HeartbeatIntervalMs { get; init; } = 5_000;

    /// <summary>Most members of one group. Default 200 (Kafka <c>group.share.max.size</c>).</summary>
    public int MaxSize { get; init; } = 200;
}
