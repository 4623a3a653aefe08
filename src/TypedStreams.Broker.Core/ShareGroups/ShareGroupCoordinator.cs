// The coordinator of the share groups whose records live in one partition of __consumer_offsets (KIP-932): who is in a
// group and which partitions each member reads. What becomes of records is decided by share partitions.
// A replicated state machine that runs ahead of its log: an answer leaves when all it rests on is committed.
// Must never: read a clock, wait, or look at another partition. Runs on the owner shard of its partition.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.ShareGroups;

/// <summary>
/// Decides for the share groups of one partition of <c>__consumer_offsets</c>. Runs on its owner's thread only.
/// </summary>
public sealed partial class ShareGroupCoordinator
{
    // Ordered by name, so that listings do not depend on hashing.
    private readonly SortedDictionary<string, ShareGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>Whether there is a share group of this name.</summary>
    public bool Has(string groupId) => _groups.ContainsKey(groupId);

    // Answers when the records, and everything that was decided before them, are committed.
    private static void Settle(
        ShareGroup group,
        List<CoordinatorRecord> records,
        WaitingAnswer? answer,
        CoreTime now,
        List<ShareEffect> effects)
    {
        GroupWrites writes = group.Writes;
        if (writes.IsBehind)
        {
            records = writes.CatchUp(records, ShareGroupRecords.All(group, now));
        }

        if (records.Count > 0)
        {
            writes.Last = new GroupWrites.Write(writes.Failures);
            Append(writes, writes.Last, records, effects);
        }

        if (answer is { } waiting && writes.Last is { } last)
        {
            last.Answers.Add(waiting);
        }
        else if (answer is { } ready)
        {
            effects.Add(new ShareEffect.Reply(ready.Token, ready.Answer));
        }
    }

    private static void Append(
        GroupWrites writes,
        GroupWrites.Write write,
        List<CoordinatorRecord> records,
        List<ShareEffect> effects) =>
        effects.Add(new ShareEffect.AppendRecords(new ShareAppend(records, (error, _, then) =>
        {
            if (error != ErrorCode.None)
            {
                writes.Failures++;
                writes.IsBehind = true;
                writes.LostTombstones.AddRange(records.Where(record => record.Value is null));
            }
            else if (writes.Failures > write.FailuresBefore)
            {
                // A write before this one failed after this one was decided: it rests on what the log does not have.
                error = ErrorCode.CoordinatorNotAvailable;
            }

            writes.Last = writes.Last == write ? null : writes.Last;
            foreach (WaitingAnswer waiting in write.Answers)
            {
                object answer = error == ErrorCode.None ? waiting.Answer : waiting.Refuse(error);
                then.Add(new ShareEffect.Reply(waiting.Token, answer));
            }
        })));
}
