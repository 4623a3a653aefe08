using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>Hears which partitions come and go. Calls come one at a time, from the consumer's own loop.</summary>
public interface IRebalanceListener
{
    /// <summary>
    /// The partitions are this member's, and the group's offsets of them were not read yet: what ends the work of
    /// their earlier owners belongs here (a transactional id that is taken over). Heartbeats go on.
    /// </summary>
    ValueTask OnAssigningAsync(IReadOnlyCollection<TopicPartition> partitions) => default;

    /// <summary>
    /// The partitions are this member's; positions are known, nothing was fetched yet, Seek takes effect.
    /// </summary>
    ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>
    /// The partitions are about to go to others. They still belong to this member until the call returns: finish what
    /// is under way and commit, within the rebalance time-out. No further records of them arrive.
    /// </summary>
    ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>
    /// The partitions are gone already (the session expired, or another member took the place); a commit would fail.
    /// </summary>
    ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions);
}
