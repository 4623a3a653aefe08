// How the records of a consumer group get into the log and its answers out: see GroupWrites.
using TypedStreams.Broker.Core.Coordination;
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
        ConsumerGroup consumers = group.Consumers!;
        if (consumers.Writes.IsBehind)
        {
            records = consumers.Writes.CatchUp(
                records, ConsumerGroupRecords.All(group.GroupId, consumers, metadataOffset: 0, now));
        }

        consumers.Writes.Settle(records, answer, effects);
    }

    private static WaitingAnswer Waiting(ReplyToken token, ConsumerGroupHeartbeatResponse answer) =>
        new(token, answer, static error => new ConsumerGroupHeartbeatResponse { ErrorCode = error });
}
