// How positions are forgotten: an administrator deletes them, or they expire (KIP-211) because nobody has used the
// group for a time; then the group goes as well.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.OffsetDeleteRequest;
using static TypedStreams.Protocol.Messages.OffsetDeleteResponse;

namespace TypedStreams.Broker.Core.Groups.Offsets;

internal sealed class OffsetRemoval(GroupSet groups, GroupOptions options, CommittedOffsets offsets)
{
    /// <summary>See <see cref="GroupCoordinator.OffsetDeleteRequested"/>.</summary>
    internal void DeleteRequested(
        OffsetDeleteRequest request, ReplyToken token, List<GroupEffect> effects)
    {
        ErrorCode error = request.GroupId.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.None;
        Group? group = null;
        if (error == ErrorCode.None && !groups.TryFind(request.GroupId, out group))
        {
            error = ErrorCode.GroupIdNotFound;
        }
        else if (group is { Members.Count: > 0 })
        {
            // What its members subscribe to is theirs to know: an occupied group keeps its positions.
            error = ErrorCode.NonEmptyGroup;
        }

        if (error != ErrorCode.None)
        {
            effects.Answer(token, new OffsetDeleteResponse { ErrorCode = error });
            return;
        }

        var response = new OffsetDeleteResponse();
        var keys = new List<(string Topic, int Partition)>();
        foreach (OffsetDeleteRequestTopic topic in request.Topics)
        {
            var answered = new OffsetDeleteResponseTopic { Name = topic.Name };
            bool isRead = group!.Consumers?.IsSubscribedTo(topic.Name) ?? group.Streams?.IsSubscribedTo(topic.Name)
                ?? false;
            foreach (OffsetDeleteRequestPartition partition in topic.Partitions)
            {
                answered.Partitions.Add(new OffsetDeleteResponsePartition
                {
                    PartitionIndex = partition.PartitionIndex,
                    ErrorCode = isRead ? ErrorCode.GroupSubscribedToTopic : ErrorCode.None,
                });
                if (!isRead && group.Offsets.ContainsKey((topic.Name, partition.PartitionIndex)))
                {
                    keys.Add((topic.Name, partition.PartitionIndex));
                }
            }

            response.Topics.Add(answered);
        }

        ForgetOffsets(group!, keys, token, response, effects);
    }

    /// <summary>See <see cref="GroupCoordinator.ExpireOffsets"/>.</summary>
    internal void Expire(CoreTime now, List<GroupEffect> effects)
    {
        foreach (Group group in groups.All)
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

    private static void ForgetOffsets(
        Group group,
        List<(string Topic, int Partition)> keys,
        ReplyToken token,
        OffsetDeleteResponse response,
        List<GroupEffect> effects)
    {
        if (keys.Count == 0)
        {
            effects.Answer(token, response);
            return;
        }

        var append = new PendingAppend(
            keys.ConvertAll(key => GroupRecords.ForgetCommit(group.GroupId, key.Topic, key.Partition)),
            (_, then) =>
            {
                keys.ForEach(key => group.Offsets.Remove(key));
                then.Answer(token, response);
            },
            (failure, _, then) => then.Answer(token, new OffsetDeleteResponse { ErrorCode = failure }));
        effects.Add(new GroupEffect.AppendRecords(append));
    }

    private bool IsExpired(
        Group group, (string Topic, int Partition) key, in CommittedOffset offset, CoreTime now) =>
        IsOld(Math.Max(offset.CommitTimestampMs, group.EmptySinceMs), now)
        && !offsets.IsUnstable(new OffsetKey(group.GroupId, key.Topic, key.Partition));

    private bool IsOld(long timestampMs, CoreTime now) => now.WallClockMs - timestampMs >= options.OffsetRetentionMs;

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
        long order = offsets.LastOrder;
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
                    groups.RemoveIfEmpty(group);
                }
            },
            failed: static (_, _, _) => { })));
    }
}
