namespace TypedStreams.Broker.Core.Groups.Assignors;

/// <summary>
/// Shares partitions among the members of a consumer group (KIP-848). The same input gives the same result on every
/// node; every partition of a topic that someone subscribes to gets exactly one member.
/// </summary>
internal interface IPartitionAssignor
{
    /// <summary>The name under which members ask for it.</summary>
    string Name { get; }

    /// <summary>The partitions of each member, in the order of <paramref name="members"/>.</summary>
    IReadOnlyList<HashSet<TopicPartitionId>> Assign(
        IReadOnlyList<AssignorMember> members, IReadOnlyList<AssignorTopic> topics);
}

/// <summary>What an assignor knows of a member.</summary>
/// <param name="MemberId">Its id, unique in the group.</param>
/// <param name="InstanceId">Its static name, or null.</param>
/// <param name="Topics">The topics it subscribes to; only those that exist.</param>
/// <param name="Current">What it was meant to have until now; it keeps as much of that as is fair.</param>
internal sealed record AssignorMember(
    string MemberId, string? InstanceId, IReadOnlySet<Guid> Topics, IReadOnlySet<TopicPartitionId> Current);

/// <summary>A topic that members subscribe to.</summary>
internal readonly record struct AssignorTopic(Guid TopicId, int PartitionCount);
