// Runs the core of share partitions of one partition of __share_group_state: who waits for their records is woken, and
// records that newer snapshots replace are deleted.
using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Shares;

internal sealed class ShareStateHost(PartitionHost partition, long pruneIntervalMs)
    : ShareCoreHost<ShareStateCoordinator>(partition, new ShareStateCoordinator()), ICoordinator, ILogReplay
{
    private readonly Dictionary<ShareKey, List<Action>> _waiting = [];

    // Where the newest snapshot of a share partition stands; nothing of one from before the start of this process.
    private readonly Dictionary<ShareKey, long> _snapshots = [];

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
        Repeat(pruneIntervalMs, (core, now, effects) => Prune(core, () =>
        {
            foreach (ShareKey key in core.Keys.Where(key => !_snapshots.ContainsKey(key)).ToList())
            {
                core.SnapshotRequested(key, now, effects);
            }
        }));
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
        bool isTombstone = append.Records.All(record => record.Value is null);
        Log.Append(append.Records, producer: null, error =>
        {
            if (error == ErrorCode.None && append.SnapshotOf is { } key)
            {
                if (isTombstone)
                {
                    _snapshots.Remove(key);
                }
                else
                {
                    _snapshots[key] = offset;
                }
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

    // Everything before the oldest of the newest snapshots is replaced; what has none yet gets one for the next time.
    private void Prune(ShareStateCoordinator core, Action makeSnapshots)
    {
        if (core.Keys.All(_snapshots.ContainsKey))
        {
            long needed = _snapshots.Count == 0 ? Partition.Leader.HighWatermark : _snapshots.Values.Min();
            Partition.DeleteRecordsBefore(Math.Min(needed, Partition.Leader.HighWatermark));
        }
        else
        {
            makeSnapshots();
        }
    }
}
