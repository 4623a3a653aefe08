// What a leader decides for one partition: who may speak to it, and how far the high watermark has come.
// Owns the positions of the in-sync replicas. Knows nothing of files, requests or waiters. Runs on the owner shard.
// A partition with one replica is the smallest case of the same rule: the high watermark is the least position of all
// in-sync replicas, and the leader's own position counts when its bytes are as safe as the node promises.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Partitions;

/// <summary>Leadership of one partition. Runs on its owner's thread only.</summary>
public sealed class PartitionLeader
{
    private readonly int _localId;
    private readonly SortedDictionary<int, long> _positions = [];

    /// <summary>Begins to lead.</summary>
    /// <param name="localId">This broker.</param>
    /// <param name="partition">The partition's place in the cluster image.</param>
    /// <param name="safeEndOffset">How far the local log is safe: every record below is kept whatever happens.</param>
    public PartitionLeader(int localId, PartitionImage partition, long safeEndOffset)
    {
        _localId = localId;
        LeaderEpoch = partition.LeaderEpoch;
        HighWatermark = safeEndOffset;
        foreach (int replica in partition.Isr)
        {
            _positions[replica] = replica == localId ? safeEndOffset : 0;
        }
    }

    /// <summary>The epoch in which this broker leads.</summary>
    public int LeaderEpoch { get; }

    /// <summary>
    /// The first offset that not all in-sync replicas hold; consumers read below it. Never goes back.
    /// </summary>
    public long HighWatermark { get; private set; }

    /// <summary>How many replicas are in sync, this one included.</summary>
    public int InSyncCount => _positions.Count;

    /// <summary>
    /// What to answer a request that names the leader epoch it knows: none, or that it is behind
    /// (<see cref="ErrorCode.FencedLeaderEpoch"/>) or ahead (<see cref="ErrorCode.UnknownLeaderEpoch"/>). -1 is any
    /// epoch.
    /// </summary>
    public ErrorCode CheckEpoch(int currentLeaderEpoch) =>
        currentLeaderEpoch < 0 || currentLeaderEpoch == LeaderEpoch ? ErrorCode.None
        : currentLeaderEpoch < LeaderEpoch ? ErrorCode.FencedLeaderEpoch
        : ErrorCode.UnknownLeaderEpoch;

    /// <summary>Whether a write that all in-sync replicas must have may begin.</summary>
    public ErrorCode CheckWritable(int minInSyncReplicas) =>
        InSyncCount < minInSyncReplicas ? ErrorCode.NotEnoughReplicas : ErrorCode.None;

    /// <summary>The local log is safe up to this offset. Returns whether the high watermark moved.</summary>
    public bool LocalLogSafe(long endOffset) => ReplicaAt(_localId, endOffset);

    /// <summary>A replica holds everything below this offset. Returns whether the high watermark moved.</summary>
    public bool ReplicaAt(int replica, long endOffset)
    {
        if (!_positions.TryGetValue(replica, out long before) || endOffset <= before)
        {
            return false;
        }

        _positions[replica] = endOffset;
        long least = endOffset;
        foreach (long position in _positions.Values)
        {
            least = Math.Min(least, position);
        }

        if (least <= HighWatermark)
        {
            return false;
        }

        HighWatermark = least;
        return true;
    }
}
