// Runs the transaction core of one partition of __transaction_state.
using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Transactions;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;

namespace TypedStreams.Broker.Transactions;

internal sealed class TransactionHost(
    PartitionHost partition, TransactionOptions options, MarkerWriter markers, ProducerIds producerIds)
    : CoreHost<TransactionCoordinator, TransactionEffect, TransactionTimer>(
        partition, new TransactionCoordinator(options)), ICoordinator, ILogReplay
{
    void ICoordinator.Replay()
    {
        Log.Replay(this);
        Step((core, now, effects) => core.ReplayFinished(now, effects));
        Repeat(options.ExpirationCheckIntervalMs, (core, now, effects) => core.ExpireIds(now, effects));
    }

    void ILogReplay.Replay(long? producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value) =>
        Core.Replay(key, value);

    void ILogReplay.TransactionEnded(long producerId, bool isCommit)
    {
        // No transaction writes to the partitions of this topic.
    }

    protected override void CarryOut(TransactionEffect effect)
    {
        switch (effect)
        {
            case TransactionEffect.Reply reply:
                ((PendingAnswer)reply.Token.Target).Complete(reply.Response);
                break;
            case TransactionEffect.AppendRecord { Append: { } append }:
                Log.Append(
                    [append.Record],
                    producer: null,
                    error => Step((core, now, effects) => core.AppendCompleted(append, error, now, effects)));
                break;
            case TransactionEffect.WriteMarkers { Markers: { } end }:
                markers.Write(end, Log.LeaderEpoch, completed: () => Shard.Post(
                    () => Step((core, now, effects) => core.MarkersWritten(end, now, effects))));
                break;
            case TransactionEffect.AllocateProducerId { Allocation: { } allocation }:
                _ = AllocateAsync(allocation);
                break;
            case TransactionEffect.ArmTimer arm:
                Arm(arm.Timer, arm.DueMs);
                break;
            case TransactionEffect.CancelTimer cancel:
                Cancel(cancel.Timer);
                break;
        }
    }

    protected override void Fire(TransactionTimer timer) =>
        Step((core, now, effects) => core.TimerFired(timer, now, effects));

    private async Task AllocateAsync(PendingAllocation allocation)
    {
        long producerId = await producerIds.NextAsync();
        Shard.Post(() => Step(
            (core, now, effects) => core.ProducerIdAllocated(allocation, producerId, now, effects)));
    }
}
