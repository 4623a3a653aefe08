// How the records of a consumer group get into the log and its answers out: see ConsumerGroupWrites.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Groups;

public sealed partial class GroupCoordinator
{
    // Answers when the records, and everything that was decided before them, are committed.
    private static void Settle(
        Group group,
        List<CoordinatorRecord> records,
        WaitingAnswer? answer,
        CoreTime now,
        List<GroupEffect> effects)
    {
        ConsumerGroupWrites writes = group.Consumers!.Writes;
        if (writes.IsBehind)
        {
            records =
            [
                .. writes.LostTombstones,
                .. records.Where(record => record.Value is null),
                .. ConsumerGroupRecords.All(group.GroupId, group.Consumers, metadataOffset: 0, now),
            ];
            writes.LostTombstones.Clear();
            writes.IsBehind = false;
        }

        Settle(writes, records, answer, effects);
    }

    private static void Settle(
        ConsumerGroupWrites writes,
        List<CoordinatorRecord> records,
        WaitingAnswer? answer,
        List<GroupEffect> effects)
    {
        if (records.Count > 0)
        {
            writes.Last = new ConsumerGroupWrites.Write(writes.Failures);
            Append(writes, writes.Last, records, effects);
        }

        if (answer is not { } waiting)
        {
            return;
        }

        if (writes.Last is { } last)
        {
            last.Answers.Add(waiting);
        }
        else
        {
            Answer(waiting.Token, waiting.Answer, effects);
        }
    }

    private static void Append(
        ConsumerGroupWrites writes,
        ConsumerGroupWrites.Write write,
        List<CoordinatorRecord> records,
        List<GroupEffect> effects)
    {
        void Finish(ErrorCode error, List<GroupEffect> then)
        {
            writes.Last = writes.Last == write ? null : writes.Last;
            foreach (WaitingAnswer waiting in write.Answers)
            {
                object answer = error == ErrorCode.None ? waiting.Answer : waiting.Refuse(error);
                Answer(waiting.Token, answer, then);
            }
        }

        effects.Add(new GroupEffect.AppendRecords(new PendingAppend(
            records,
            (_, then) => Finish(
                // A write before this one failed after this one was decided: it rests on what the log does not have.
                writes.Failures > write.FailuresBefore ? ErrorCode.CoordinatorNotAvailable : ErrorCode.None, then),
            (failure, _, then) =>
            {
                writes.Failures++;
                writes.IsBehind = true;
                writes.LostTombstones.AddRange(records.Where(record => record.Value is null));
                Finish(failure, then);
            })));
    }

    private static WaitingAnswer Waiting(ReplyToken token, ConsumerGroupHeartbeatResponse answer) =>
        new(token, answer, static error => new ConsumerGroupHeartbeatResponse { ErrorCode = error });
}
