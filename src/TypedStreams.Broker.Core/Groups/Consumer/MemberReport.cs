namespace TypedStreams.Broker.Core.Groups.Consumer;

/// <summary>What a heartbeat says of the partitions that a member has.</summary>
/// <param name="Owned">What it has; null when that is what it said before.</param>
/// <param name="Before">What it said before.</param>
/// <param name="IsAssumed">Whether it said nothing yet since the coordinator started, and the rest is assumed.</param>
/// <param name="Joins">Whether it starts over, with nothing.</param>
/// <param name="IsFull">Whether it says everything, as it does when it has missed an answer.</param>
internal readonly record struct MemberReport(
    IReadOnlySet<TopicPartitionId>? Owned,
    IReadOnlySet<TopicPartitionId> Before,
    bool IsAssumed,
    bool Joins,
    bool IsFull)
{
    /// <summary>Whether it has this and nothing else, and will take up nothing that it was told before.</summary>
    internal bool IsExact { get; init; }

    internal IReadOnlySet<TopicPartitionId> Has => Owned ?? Before;

    /// <summary>Whether it has said to have all of these.</summary>
    internal bool Names(IEnumerable<TopicPartitionId> partitions) => !IsAssumed && Has.IsSupersetOf(partitions);

    internal bool IsNews => Owned is not null && !Owned.SetEquals(Before);
}
