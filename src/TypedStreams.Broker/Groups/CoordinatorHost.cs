// Runs the group core of one partition of __consumer_offsets.
using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Partitions;

namespace TypedStreams.Broker.Groups;

internal sealed class CoordinatorHost(PartitionHost partition, GroupOptions options, ShareGroupHost shares)
    : CoreHost<GroupCoordinator, GroupEffect, GroupTimer>(
        partition, new GroupCoordinator(options) { IsShareGroup = shares.Has }), ICoordinator, ILogReplay
{
    /// <summary>The share groups of the same partition, on the same shard.</summary>
    internal ShareGroupHost Shares => shares;

    /// <summary>Whether there is a group of this name that is no share group. On the shard only.</summary>
    internal bool Has(string groupId) => Core.Has(groupId);

    /// <summary>The marker of a transaction is committed in this partition. On the shard only.</summary>
    internal void TransactionEnded(long producerId, bool isCommit) => Core.TransactionEnded(producerId, isCommit);

    void ICoordinator.Replay()
    {
        Log.Replay(this);
        Step((core, now, effects) => core.ReplayFinished(now, effects));
        shares.ReplayFinished();
        Repeat(options.OffsetExpiryIntervalMs, (core, now, effects) => core.ExpireOffsets(now, effects));
    }

    void ILogReplay.Replay(long? producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        if (producerId is { } open)
        {
            Core.ReplayTransactional(open, key, value);
        }
        else if (!Core.Replay(key, value))
        {
            shares.Replay(key, value);
        }
    }

    void ILogReplay.TransactionEnded(long producerId, bool isCommit) => Core.TransactionEnded(producerId, isCommit);

    protected override void CarryOut(GroupEffect effect)
    {
        switch (effect)
        {
            case GroupEffect.Reply reply:
                ((PendingAnswer)reply.Token.Target).Complete(reply.Response);
                break;
            case GroupEffect.AppendRecords { Append: { } append }:
                Log.Append(
                    append.Records,
                    append.Producer,
                    error => Step((core, now, effects) => core.AppendCompleted(append, error, now, effects)));
                break;
            case GroupEffect.ArmTimer arm:
                Arm(arm.Timer, arm.DueMs);
                break;
            case GroupEffect.CancelTimer cancel:
                Cancel(cancel.Timer);
                break;
        }
    }

    protected override void Fire(GroupTimer timer) =>
        Step((core, now, effects) => core.TimerFired(timer, now, effects));
}
