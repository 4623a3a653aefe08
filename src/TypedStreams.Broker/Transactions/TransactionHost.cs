// Runs the transaction core of one partition of __transaction_state: hands it requests and timers, carries out its
// effects. Owns the core; lives on the shard of its partition, so the core and the log it writes to never need a lock.
using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Transactions;
using TypedStreams.Broker.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Transactions;

internal sealed class TransactionHost(
    PartitionHost partition, TransactionOptions options, MarkerWriter markers, ProducerIds producerIds)
    : ICoordinator, ILogReplay
{
    private readonly TransactionCoordinator _core = new(options);
    private readonly CoordinatorLog _log = new(partition);
    private readonly List<TransactionEffect> _effects = [];
    private readonly Dictionary<TransactionTimer, Deadline> _deadlines = [];

    private Shard Shard => partition.Shard;

    private CoreTime Now => new(Shard.NowMs, Shard.WallClockMs);

    /// <summary>
    /// Hands the core one input and carries out what it decides; the answer completes the task. Any thread.
    /// </summary>
    internal Task<TResponse> AskAsync<TResponse>(
        Action<TransactionCoordinator, ReplyToken, CoreTime, List<TransactionEffect>> input)
    {
        var answer = new PendingAnswer<TResponse>();
        Post(answer, input);
        return answer.Task;
    }

    /// <summary>Hands the core one input; whoever waits is told on the core's shard. Any thread.</summary>
    internal void Post(
        PendingAnswer answer, Action<TransactionCoordinator, ReplyToken, CoreTime, List<TransactionEffect>> input) =>
        Shard.Post(() => Step((core, now, effects) => input(core, new ReplyToken(answer), now, effects)));

    /// <summary>Answers a question that needs no effects. Any thread.</summary>
    internal Task<T> QueryAsync<T>(Func<TransactionCoordinator, CoreTime, T> question) =>
        Shard.AskAsync(() => question(_core, Now));

    void ICoordinator.Replay()
    {
        _log.Replay(this);
        Step((core, now, effects) => core.ReplayFinished(now, effects));
        new ExpiryBeat(this, options.ExpirationCheckIntervalMs).Start();
    }

    void ILogReplay.Replay(long? producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value) =>
        _core.Replay(key, value);

    void ILogReplay.TransactionEnded(long producerId, bool isCommit)
    {
        // No transaction writes to the partitions of this topic.
    }

    private void Step(Action<TransactionCoordinator, CoreTime, List<TransactionEffect>> input)
    {
        input(_core, Now, _effects);

        // Carrying an effect out may step the core again at once (an append that fails); that run takes its own turn.
        TransactionEffect[] effects = [.. _effects];
        _effects.Clear();
        foreach (TransactionEffect effect in effects)
        {
            CarryOut(effect);
        }
    }

    private void CarryOut(TransactionEffect effect)
    {
        switch (effect)
        {
            case TransactionEffect.Reply reply:
                ((PendingAnswer)reply.Token.Target).Complete(reply.Response);
                break;
            case TransactionEffect.AppendRecord { Append: { } append }:
                _log.Append(
                    [append.Record],
                    producer: null,
                    error => Step((core, now, effects) => core.AppendCompleted(append, error, now, effects)));
                break;
            case TransactionEffect.WriteMarkers { Markers: { } end }:
                markers.Write(end, _log.LeaderEpoch, completed: () => Shard.Post(
                    () => Step((core, now, effects) => core.MarkersWritten(end, now, effects))));
                break;
            case TransactionEffect.AllocateProducerId { Allocation: { } allocation }:
                _ = AllocateAsync(allocation);
                break;
            case TransactionEffect.ArmTimer arm:
                Shard.Schedule(DeadlineOf(arm.Timer), arm.DueMs);
                break;
            case TransactionEffect.CancelTimer cancel when _deadlines.Remove(cancel.Timer, out Deadline? deadline):
                Shard.Cancel(deadline);
                break;
        }
    }

    private async Task AllocateAsync(PendingAllocation allocation)
    {
        long producerId = await producerIds.NextAsync();
        Shard.Post(() => Step(
            (core, now, effects) => core.ProducerIdAllocated(allocation, producerId, now, effects)));
    }

    private Deadline DeadlineOf(TransactionTimer timer)
    {
        if (!_deadlines.TryGetValue(timer, out Deadline? deadline))
        {
            _deadlines[timer] = deadline = new Deadline(this, timer);
        }

        return deadline;
    }

    private sealed class Deadline(TransactionHost host, TransactionTimer timer) : ShardTimer
    {
        internal override void Fire()
        {
            host._deadlines.Remove(timer);
            host.Step((core, now, effects) => core.TimerFired(timer, now, effects));
        }
    }

    private sealed class ExpiryBeat(TransactionHost host, long everyMs) : ShardTimer
    {
        internal void Start() => host.Shard.Schedule(this, host.Shard.NowMs + everyMs);

        internal override void Fire()
        {
            host.Step((core, now, effects) => core.ExpireIds(now, effects));
            Start();
        }
    }
}
