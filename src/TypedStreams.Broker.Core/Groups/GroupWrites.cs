// Keeps the answers of a group behind the records that they rest on. The state of a group of KIP-848, KIP-1071 or
// KIP-932 runs ahead of its log: an answer leaves only when everything up to it is committed. When records could not be
// written, the next write carries the whole group, and what was answered in between is answered with an error.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Groups;

internal sealed class GroupWrites
{
    /// <summary>The newest write that is not committed yet; null when the log has everything.</summary>
    internal Write? Last { get; set; }

    /// <summary>How many writes failed so far.</summary>
    internal int Failures { get; set; }

    /// <summary>Whether the log lacks something that no write on its way brings.</summary>
    internal bool IsBehind { get; set; }

    /// <summary>Tombstones that were not written.</summary>
    internal List<CoordinatorRecord> LostTombstones { get; } = [];

    /// <summary>
    /// What the next write must carry when the log is behind: tombstones, lost and new, then the whole group.
    /// </summary>
    internal List<CoordinatorRecord> CatchUp(List<CoordinatorRecord> records, IEnumerable<CoordinatorRecord> all)
    {
        List<CoordinatorRecord> everything =
        [
            .. LostTombstones,
            .. records.Where(record => record.Value is null),
            .. all,
        ];
        LostTombstones.Clear();
        IsBehind = false;
        return everything;
    }

    /// <summary>Answers when the records, and everything that was decided before them, are committed.</summary>
    internal void Settle(List<CoordinatorRecord> records, WaitingAnswer? answer, List<GroupEffect> effects)
    {
        if (records.Count > 0)
        {
            Last = new Write(Failures);
            Append(Last, records, effects);
        }

        if (answer is not { } waiting)
        {
            return;
        }

        if (Last is { } last)
        {
            last.Answers.Add(waiting);
        }
        else
        {
            effects.Answer(waiting.Token, waiting.Answer);
        }
    }

    private void Append(Write write, List<CoordinatorRecord> records, List<GroupEffect> effects) =>
        effects.Add(new GroupEffect.AppendRecords(new PendingAppend(
            records,
            (_, then) => Finish(
                write,
                // A write before this one failed after this one was decided: it rests on what the log does not have.
                Failures > write.FailuresBefore ? ErrorCode.CoordinatorNotAvailable : ErrorCode.None,
                then),
            (failure, _, then) =>
            {
                Failures++;
                IsBehind = true;
                LostTombstones.AddRange(records.Where(record => record.Value is null));
                Finish(write, failure, then);
            })));

    private void Finish(Write write, ErrorCode error, List<GroupEffect> effects)
    {
        Last = Last == write ? null : Last;
        foreach (WaitingAnswer waiting in write.Answers)
        {
            effects.Answer(waiting.Token, error == ErrorCode.None ? waiting.Answer : waiting.Refuse(error));
        }
    }

    /// <summary>One append, and the answers that wait for it.</summary>
    internal sealed class Write(int failuresBefore)
    {
        internal int FailuresBefore { get; } = failuresBefore;

        internal List<WaitingAnswer> Answers { get; } = [];
    }
}

/// <summary>An answer that waits for records; <paramref name="Refuse"/> makes the one for an error.</summary>
internal readonly record struct WaitingAnswer(ReplyToken Token, object Answer, Func<ErrorCode, object> Refuse);
