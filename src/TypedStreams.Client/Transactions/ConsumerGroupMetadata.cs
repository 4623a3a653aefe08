namespace TypedStreams.Client;

/// <summary>
/// A member's place in its group, as a transaction commits offsets with it: the coordinator refuses offsets of a
/// generation that is over, so a member that lost its partitions cannot commit them (KIP-447). Taken from
/// <see cref="KafkaConsumer.GroupMetadata"/>; there is no other way to make one, and none without a generation.
/// </summary>
public sealed record ConsumerGroupMetadata
{
    internal ConsumerGroupMetadata(string groupId, int generation, string memberId, string? instanceId)
    {
        GroupId = groupId;
        Generation = generation;
        MemberId = memberId;
        InstanceId = instanceId;
    }

    /// <summary>The group.</summary>
    public string GroupId { get; }

    /// <summary>Generation of the group, 0 or more; each rebalance begins another.</summary>
    public int Generation { get; }

    /// <summary>The member's id.</summary>
    public string MemberId { get; }

    /// <summary>The static member's name (KIP-345); null for a dynamic member.</summary>
    public string? InstanceId { get; }
}
