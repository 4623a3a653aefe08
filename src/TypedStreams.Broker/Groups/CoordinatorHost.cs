// Runs the group core of one partition of __consumer_offsets: hands it requests and timers, carries out its effects.
// Owns the core; lives on the shard of its partition, so the core and the log it writes to never need a lock.
using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Groups;

internal sealed class CoordinatorHost(PartitionHost partition, GroupOptions options) : ICoordinator, ILogReplay
{
    private readonly GroupCoordinator _core = new(options);
    private readonly CoordinatorLog _log = new(partition);
    private readonly List<GroupEffect> _effects = [];
    private readonly Dictionary<GroupTimer, Deadline> _deadlines = [];

    /// <summary>The shard on which everything here runs.</summary>
    internal Shard Shard => partition.Shard;

    /// <summary>The partition that the coordinator writes.</summary>
    internal PartitionHost Partition => partition;

    /// <summary>
    /// Hands the core one input and carries out what it decides; the answer completes the task. Any thread.
    /// </summary>
    internal Task<TResponse> AskAsync<TResponse>(
        Action<GroupCoordinator, ReplyToken, CoreTime, List<GroupEffect>> input)
        where TResponse : class
    {
        var answer = new PendingAnswer<TResponse>();
        Shard.Post(() => Step((core, now, effects) => input(core, new ReplyToken(answer), now, effects)));
        return answer.Task;
    }

    /// <summary>Answers a question that needs no effects. Any thread.</summary>
    internal Task<T> QueryAsync<T>(Func<GroupCoordinator, T> question) => Shard.AskAsync(() => question(_core));

    /// <summary>The marker of a transaction is committed in this partition. On the shard only.</summary>
    internal void TransactionEnded(long producerId, bool isCommit) => _core.TransactionEnded(producerId, isCommit);

    void ICoordinator.Replay()
    {
        _log.Replay(this);
        Step((core, now, effects) => core.ReplayFinished(now, effects));
        new ExpiryBeat(this, options.OffsetExpiryIntervalMs).Start();
    }

    void ILogReplay.Replay(long? producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        if (producerId is { } open)
        {
            _core.ReplayTransactional(open, key, value);
        }
        else
        {
            _core.Replay(key, value);
        }
    }

    void ILogReplay.TransactionEnded(long producerId, bool isCommit) => _core.TransactionEnded(producerId, isCommit);

    private void Step(Action<GroupCoordinator, CoreTime, List<GroupEffect>> input)
    {
        input(_core, new CoreTime(Shard.NowMs, Shard.WallClockMs), _effects);

        // Carrying an effect out may step the core again at once (an append that fails); that run takes its own turn.
        GroupEffect[] effects = [.. _effects];
        _effects.Clear();
        foreach (GroupEffect effect in effects)
        {
            CarryOut(effect);
        }
    }

    private void CarryOut(GroupEffect effect)
    {
        switch (effect)
        {
            case GroupEffect.Reply reply:
                ((PendingAnswer)reply.Token.Target).Complete(reply.Response);
                break;
            case GroupEffect.AppendRecords { Append: { } append }:
                _log.Append(
                    append.Records,
                    append.Producer,
                    error => Step((core, now, effects) => core.AppendCompleted(append, error, now, effects)));
                break;
            case GroupEffect.ArmTimer arm:
                Shard.Schedule(DeadlineOf(arm.Timer), arm.DueMs);
                break;
            case GroupEffect.CancelTimer cancel when _deadlines.Remove(cancel.Timer, out Deadline? deadline):
                Shard.Cancel(deadline);
                break;
        }
    }

    private Deadline DeadlineOf(GroupTimer timer)
    {
        if (!_deadlines.TryGetValue(timer, out Deadline? deadline))
        {
            _deadlines[timer] = deadline = new Deadline(this, timer);
        }

        return deadline;
    }

    private sealed class Deadline(CoordinatorHost host, GroupTimer timer) : ShardTimer
    {
        internal override void Fire()
        {
            host._deadlines.Remove(timer);
            host.Step((core, now, effects) => core.TimerFired(timer, now, effects));
        }
    }

    private sealed class ExpiryBeat(CoordinatorHost host, long everyMs) : ShardTimer
    {
        internal void Start() => host.Shard.Schedule(this, host.Shard.NowMs + everyMs);

        internal override void Fire()
        {
            host.Step((core, now, effects) => core.ExpireOffsets(now, effects));
            Start();
        }
    }
}
