// Transactions in one partition: the ends that coordinators write, and the check before a producer's first write.
using TypedStreams.Protocol;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Partitions;

internal sealed partial class PartitionHost
{
    /// <summary>The offset up to which readers of committed records may read. On the shard only.</summary>
    internal long LastStableOffset => _log.LastStableOffset(_leader.HighWatermark);

    /// <summary>
    /// Appends the end of a transaction; calls back when it is committed, or with the reason why it was refused. On the
    /// shard only.
    /// </summary>
    internal void AppendMarker(in TransactionMarker marker, bool isVersion2, Action<ErrorCode> completed)
    {
        AppendResult result = _isClosed
            ? new AppendResult(ErrorCode.UnknownTopicOrPartition, -1, -1, -1)
            : _log.AppendMarker(marker, isVersion2, _leader.LeaderEpoch, Shard.WallClockMs);
        Follow(result, completed);
    }

    /// <summary>
    /// 0 when a producer's transaction is open here, else what <see cref="Append"/> wants to see once the coordinator
    /// has agreed. On the shard only.
    /// </summary>
    internal long BeginVerification(long producerId, short producerEpoch) =>
        _isClosed ? 0 : _log.BeginVerification(producerId, producerEpoch);

    private void Follow(in AppendResult result, Action<ErrorCode> completed)
    {
        if (!result.IsAppended)
        {
            completed(result.Error);
            return;
        }

        // First in the queue, then safe: without a syncer the commit happens at once.
        WaitForCommit(new CommitCallback(completed), result.LastOffset);
        BecomeSafe();
    }
}
