// Runs the core of share partitions of one partition of __share_group_state: who waits for their records is woken, and
// records that newer snapshots replace are deleted.
using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Shares;

internal sealed class ShareStateHost(PartitionHost partition, MetadataService metadata, long pruneIntervalMs)
    : ShareCoreHost<ShareStateCoordinator>(partition, new ShareStateCoordinator()), ICoordinator, ILogReplay
{
    /// <summary>There is no such partition (any more).</summary>
    internal static readonly ShareOutcome NoSuchPartition = new(
        ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.");

    private readonly Dictionary<ShareKey, List<Action>> _waiting = [];

    // Where the newest snapshot of a share partition stands; nothing of one from before the start of this process.
    private readonly Dictionary<ShareKey, long> _snapshots = [];
    private readonly HashSet<ShareKey> _snapshotsUnderWay = [];
    private long _endOfLastPrune;

    /// <summary>Has <paramref name="wake"/> called whenever records become free. On the shard only.</summary>
    internal void Watch(ShareKey key, Action wake)
    {
        if (!_waiting.TryGetValue(key, out List<Action>? waiting))
        {
            _waiting[key] = waiting = [];
        }

        waiting.Add(wake);
    }

    /// <summary>Frees what a member holds of a share partition. Any thread.</summary>
    internal void Release(ShareKey key, string memberId) =>
        Shard.Post(() => Step((core, now, effects) => core.MemberGone(key, memberId, now, effects)));

    /// <summary>Frees what a fetch has acquired and nobody will hear of. Any thread.</summary>
    internal void Abandon(ShareKey key, object fetch) =>
        Shard.Post(() => Step((core, now, effects) => core.FetchAbandoned(key, fetch, now, effects)));

    /// <summary>Topics were deleted. Any thread.</summary>
    internal void TopicsDeleted(IReadOnlySet<Guid> topicIds) =>
        Shard.Post(() => Step((core, _, effects) => core.TopicsDeleted(topicIds, effects)));

    /// <summary>
    /// Changes the state of a share partition, or refuses when its log is gone: who is told of a deletion first must
    /// not find new state afterwards. Any thread.
    /// </summary>
    internal Task<ShareOutcome> ChangeAsync(
        PartitionHost log, Action<ShareStateCoordinator, ReplyToken, CoreTime, List<ShareEffect>> input) =>
        AskAsync<ShareOutcome>((core, token, now, effects) =>
        {
            // A log is closed before the deletion of its topic is told.
            if (log.IsClosed)
            {
                effects.Add(new ShareEffect.Reply(token, NoSuchPartition));
                return;
            }

            input(core, token, now, effects);
        });

    /// <summary>Ends a watch. On the shard only.</summary>
    internal void Unwatch(ShareKey key, Action wake)
    {
        if (_waiting.TryGetValue(key, out List<Action>? waiting) && waiting.Remove(wake) && waiting.Count == 0)
        {
            _waiting.Remove(key);
        }
    }

    void ICoordinator.Replay()
    {
        Log.Replay(this);
        Step((core, _, effects) => core.ReplayFinished(metadata.Image, effects));
        Repeat(pruneIntervalMs, Prune);
    }

    void ILogReplay.Replay(long? producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value) =>
        Core.Replay(key, value);

    void ILogReplay.TransactionEnded(long producerId, bool isCommit)
    {
        // No transaction writes to the partitions of this topic.
    }

    protected override void Append(ShareAppend append)
    {
        long offset = Partition.Log.LogEndOffset;
        if (append.SnapshotOf is { } begun)
        {
            _snapshotsUnderWay.Add(begun);
        }

        Log.Append(append.Records, producer: null, error =>
        {
            if (append.SnapshotOf is { } key)
            {
                _snapshotsUnderWay.Remove(key);
                if (error == ErrorCode.None)
                {
                    _snapshots[key] = offset;
                }
            }

            foreach (ShareKey forgotten in append.Forgotten)
            {
                _snapshots.Remove(forgotten);
            }

            Step((_, now, effects) => append.Completed(error, now, effects));
        });
    }

    protected override void Tell(ShareEffect effect)
    {
        if (effect is ShareEffect.RecordsAvailable available
            && _waiting.TryGetValue(available.Key, out List<Action>? waiting))
        {
            foreach (Action wake in waiting)
            {
                wake();
            }
        }
    }

    // Everything before the oldest of the newest snapshots is replaced. What has no snapshot yet, or none since the
    // last time, gets one for the next time: a share partition that nobody uses must not keep what others write. When
    // the log is nothing but newest snapshots there is nothing to do.
    private void Prune(ShareStateCoordinator core, CoreTime now, List<ShareEffect> effects)
    {
        long end = Partition.Log.LogEndOffset;
        List<ShareKey> keys = [.. core.Keys];
        long needed = keys.Select(key => _snapshots.GetValueOrDefault(key, -1)).DefaultIfEmpty(end).Min();
        if (needed >= 0)
        {
            Partition.DeleteRecordsBefore(Math.Min(needed, Partition.Leader.HighWatermark));
        }

        if (end - needed > keys.Count)
        {
            foreach (ShareKey key in keys.Where(key =>
                _snapshots.GetValueOrDefault(key, -1) < _endOfLastPrune && !_snapshotsUnderWay.Contains(key)))
            {
                core.SnapshotRequested(key, now, effects);
            }
        }

        _endOfLastPrune = end;
    }
}
