namespace TypedStreams.Broker.Core.Groups;

/// <summary>
/// Which groups with members may change between the classic protocol and that of KIP-848, with the words of Kafka's
/// <c>group.consumer.migration.policy</c>. Groups without members always may.
/// </summary>
[Flags]
public enum MigrationPolicy
{
    /// <summary>None.</summary>
    Disabled = 0,

    /// <summary>A classic group becomes a consumer group when the first member of KIP-848 joins.</summary>
    Upgrade = 1,

    /// <summary>A consumer group becomes a classic one when the last member of KIP-848 is gone.</summary>
    Downgrade = 2,

    /// <summary>Both ways.</summary>
    Bidirectional = Upgrade | Downgrade,
}
