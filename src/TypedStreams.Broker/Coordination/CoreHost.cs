// Runs a coordinator's core on the shard of its partition: hands it one input at a time, carries out its effects, keeps
// its deadlines. Core, log and deadlines have the same owner, so none of them needs a lock.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Coordination;

internal abstract class CoreHost<TCore, TEffect, TTimer>(PartitionHost partition, TCore core)
    where TTimer : class
{
    private readonly List<TEffect> _effects = [];
    private readonly Dictionary<TTimer, Deadline> _deadlines = [];

    /// <summary>The shard on which everything here runs.</summary>
    internal Shard Shard => partition.Shard;

    /// <summary>The partition that the coordinator writes.</summary>
    internal PartitionHost Partition => partition;

    protected TCore Core => core;

    protected CoordinatorLog Log { get; } = new(partition);

    /// <summary>
    /// Hands the core one input and carries out what it decides; the answer completes the task. Any thread.
    /// </summary>
    internal Task<TResponse> AskAsync<TResponse>(Action<TCore, ReplyToken, CoreTime, List<TEffect>> input)
    {
        var answer = new PendingAnswer<TResponse>();
        Post(answer, input);
        return answer.Task;
    }

    /// <summary>Hands the core one input; whoever waits is told on the core's shard. Any thread.</summary>
    internal void Post(PendingAnswer answer, Action<TCore, ReplyToken, CoreTime, List<TEffect>> input) =>
        Shard.Post(() => Step((core, now, effects) => input(core, new ReplyToken(answer), now, effects)));

    /// <summary>Answers a question that needs no effects. Any thread.</summary>
    internal Task<T> QueryAsync<T>(Func<TCore, CoreTime, T> question) => Shard.AskAsync(() => question(core, Now));

    /// <summary>Carries out one thing that the core asks for.</summary>
    protected abstract void CarryOut(TEffect effect);

    /// <summary>A deadline of the core is there.</summary>
    protected abstract void Fire(TTimer timer);

    protected void Step(Action<TCore, CoreTime, List<TEffect>> input)
    {
        input(core, Now, _effects);

        // Carrying an effect out may step the core again at once (an append that fails); that run takes its own turn.
        TEffect[] effects = [.. _effects];
        _effects.Clear();
        foreach (TEffect effect in effects)
        {
            CarryOut(effect);
        }
    }

    protected void Arm(TTimer timer, long dueMs)
    {
        if (!_deadlines.TryGetValue(timer, out Deadline? deadline))
        {
            _deadlines[timer] = deadline = new Deadline(this, timer);
        }

        Shard.Schedule(deadline, dueMs);
    }

    protected void Cancel(TTimer timer)
    {
        if (_deadlines.Remove(timer, out Deadline? deadline))
        {
            Shard.Cancel(deadline);
        }
    }

    /// <summary>Hands the core an input again and again, the first time after one interval.</summary>
    protected void Repeat(long everyMs, Action<TCore, CoreTime, List<TEffect>> input) =>
        new Beat(this, everyMs, input).Start();

    private CoreTime Now => new(Shard.NowMs, Shard.WallClockMs);

    private sealed class Deadline(CoreHost<TCore, TEffect, TTimer> host, TTimer timer) : ShardTimer
    {
        internal override void Fire()
        {
            host._deadlines.Remove(timer);
            host.Fire(timer);
        }
    }

    private sealed class Beat(
        CoreHost<TCore, TEffect, TTimer> host, long everyMs, Action<TCore, CoreTime, List<TEffect>> input) : ShardTimer
    {
        internal void Start() => host.Shard.Schedule(this, host.Shard.NowMs + everyMs);

        internal override void Fire()
        {
            host.Step(input);
            Start();
        }
    }
}
