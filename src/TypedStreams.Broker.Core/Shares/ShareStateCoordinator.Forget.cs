// The end of share partitions: an administrator deletes them, or their topic is deleted. Tombstones undo their records.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Shares;

public sealed partial class ShareStateCoordinator
{
    // A topic with many partitions and groups is undone in batches that any log takes.
    private const int MaxTombstonesOfBatch = 1_000;

    // Share partitions that are gone here and not in the log, which did not take their tombstones.
    private readonly HashSet<ShareKey> _unwritten = [];

    /// <summary>
    /// Forgets a share partition. Answered with a <see cref="ShareOutcome"/> when that is committed.
    /// </summary>
    public void DeleteRequested(ShareKey key, ReplyToken token, List<ShareEffect> effects)
    {
        if (!_partitions.ContainsKey(key) && !_unwritten.Contains(key))
        {
            Answer(token, ShareOutcome.Success, effects);
            return;
        }

        Forget([key], (error, then) => Answer(token, Outcome(error), then), effects);
    }

    /// <summary>Topics were deleted: no group has anything to do with them any more.</summary>
    public void TopicsDeleted(IReadOnlySet<Guid> topicIds, List<ShareEffect> effects) =>
        ForgetTopics(topicIds.Contains, effects);

    /// <summary>
    /// Everything is replayed. Topics that the cluster does not have were deleted when nobody could write that down.
    /// </summary>
    public void ReplayFinished(ClusterImage image, List<ShareEffect> effects) =>
        ForgetTopics(topicId => image.FindTopic(topicId) is null, effects);

    private void ForgetTopics(Func<Guid, bool> isGone, List<ShareEffect> effects)
    {
        List<ShareKey> gone = [.. _partitions.Keys.Where(key => isGone(key.TopicId))];
        foreach (ShareKey[] batch in gone.Chunk(MaxTombstonesOfBatch))
        {
            Forget(batch, static (_, _) => { }, effects);
        }

        // Who waits for their records learns that there will be none.
        effects.AddRange(gone.Select(key => new ShareEffect.RecordsAvailable(key)));
    }

    private void Forget(
        IReadOnlyList<ShareKey> keys, Action<ErrorCode, List<ShareEffect>> completed, List<ShareEffect> effects)
    {
        foreach (ShareKey key in keys)
        {
            if (_partitions.Remove(key, out SharePartition? partition))
            {
                ReleaseLocks(partition, effects);
                partition.Window.Reset(partition.Window.End);
            }
        }

        effects.Add(new ShareEffect.AppendRecords(new ShareAppend(
            [.. keys.Select(ShareStateRecords.Forget)],
            (error, _, then) =>
            {
                if (error == ErrorCode.None)
                {
                    _unwritten.ExceptWith(keys);
                }
                else
                {
                    _unwritten.UnionWith(keys);
                }

                completed(error, then);
            })
        {
            Forgotten = keys,
        }));
    }
}
