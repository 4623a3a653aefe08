using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Partitions;

namespace TypedStreams.Broker.Shares;

/// <summary>Runs a core of share groups or share partitions on the shard of its partition.</summary>
internal abstract class ShareCoreHost<TCore>(PartitionHost partition, TCore core)
    : CoreHost<TCore, ShareEffect, ShareTimer>(partition, core)
{
    protected override void CarryOut(ShareEffect effect)
    {
        switch (effect)
        {
            case ShareEffect.Reply reply:
                ((PendingAnswer)reply.Token.Target).Complete(reply.Response);
                break;
            case ShareEffect.AppendRecords { Append: { } append }:
                Append(append);
                break;
            case ShareEffect.ArmTimer arm:
                Arm(arm.Timer, arm.DueMs);
                break;
            case ShareEffect.CancelTimer cancel:
                Cancel(cancel.Timer);
                break;
            default:
                Tell(effect);
                break;
        }
    }

    protected override void Fire(ShareTimer timer) => Step((_, now, effects) => timer.Fire(now, effects));

    /// <summary>Appends what the core wants to have written.</summary>
    protected virtual void Append(ShareAppend append) => Log.Append(
        append.Records,
        producer: null,
        error => Step((_, now, effects) => append.Completed(error, now, effects)));

    /// <summary>Tells others what the core wants them to know.</summary>
    protected abstract void Tell(ShareEffect effect);
}
