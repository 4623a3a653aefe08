// Offset expiry (KIP-211): positions of a group that nobody uses any more are forgotten after a time, then the group.
using TypedStreams.Broker.Core.Coordination;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    /// <summary>
    /// Forgets positions that were committed longer ago than <see cref="GroupOptions.OffsetRetentionMs"/>. Of a group
    /// that has had members the time runs from when it became empty; positions of an occupied group stay, and those
    /// that an open transaction may still change.
    /// </summary>
    public void ExpireOffsets(CoreTime now, List<GroupEffect> effects)
    {
        foreach (Group group in _groups.All)
        {
            if (!group.IsEmpty)
            {
                continue;
            }

            var expired = group.Offsets
                .Where(offset => IsExpired(group, offset.Key, offset.Value, now))
                .Select(offset => offset.Key)
                .OrderBy(key => key.Topic, StringComparer.Ordinal)
                .ThenBy(key => key.Partition)
                .ToList();
            bool isOver = expired.Count == group.Offsets.Count && IsOld(group.EmptySinceMs, now);
            if (expired.Count > 0 || isOver)
            {
                Forget(group, expired, isOver, effects);
            }
        }
    }

    private bool IsExpired(
        Group group, (string Topic, int Partition) key, in CommittedOffset offset, CoreTime now) =>
        IsOld(Math.Max(offset.CommitTimestampMs, group.EmptySinceMs), now)
        && !_openOffsets.IsUnstable(new OffsetKey(group.GroupId, key.Topic, key.Partition));

    private bool IsOld(long timestampMs, CoreTime now) => now.WallClockMs - timestampMs >= _options.OffsetRetentionMs;

    private void Forget(
        Group group, List<(string Topic, int Partition)> expired, bool isOver, List<GroupEffect> effects)
    {
        List<CoordinatorRecord> records =
            expired.ConvertAll(key => GroupRecords.ForgetCommit(group.GroupId, key.Topic, key.Partition));
        if (isOver)
        {
            records.AddRange(GroupRecords.Forget(group));
        }

        // The last order before the append: what is committed while the records are on their way is newer than they.
        long order = _lastOrder;
        effects.Add(new GroupEffect.AppendRecords(new PendingAppend(
            records,
            (_, _) =>
            {
                foreach ((string Topic, int Partition) key in expired)
                {
                    if (group.Offsets.TryGetValue(key, out CommittedOffset present) && present.Order <= order)
                    {
                        group.Offsets.Remove(key);
                    }
                }

                if (isOver && group.Offsets.Count == 0)
                {
                    _groups.RemoveIfEmpty(group);
                }
            },
            failed: static (_, _, _) => { })));
    }
}
