// Runs the group core of one partition of __consumer_offsets: hands it requests and timers, carries out its effects.
// Owns the core; lives on the shard of its partition, so the core and the log it writes to never need a lock.
using System.Runtime.InteropServices;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Broker.Groups;

internal sealed class CoordinatorHost(PartitionHost partition, GroupOptions options)
{
    private readonly GroupCoordinator _core = new(options);
    private readonly List<GroupEffect> _effects = [];
    private readonly Dictionary<GroupTimer, Deadline> _deadlines = [];

    /// <summary>The shard on which everything here runs.</summary>
    internal Shard Shard => partition.Shard;

    /// <summary>The core, for questions that change nothing. On the shard only.</summary>
    internal GroupCoordinator Core => _core;

    /// <summary>
    /// Hands the core one input and carries out what it decides; the answer completes the task. Any thread.
    /// </summary>
    internal Task<TResponse> AskAsync<TResponse>(Action<GroupCoordinator, ReplyToken, long, List<GroupEffect>> input)
        where TResponse : class
    {
        var answer = new PendingAnswer<TResponse>();
        Shard.Post(() => Step((core, nowMs, effects) => input(core, new ReplyToken(answer), nowMs, effects)));
        return answer.Task;
    }

    /// <summary>Answers a question that needs no effects. Any thread.</summary>
    internal Task<T> QueryAsync<T>(Func<GroupCoordinator, T> question) => Shard.AskAsync(() => question(_core));

    /// <summary>Rebuilds the core from the partition's log. On the shard only, once, before anything else.</summary>
    internal void Replay()
    {
        using var scratch = new PooledBuffer();
        foreach (ReadOnlyMemory<byte> chunk in LogReader.ReadChunks(partition.Log))
        {
            foreach (RecordBatch batch in new RecordBatchReader(chunk))
            {
                RecordReader records = batch.ReadRecords(scratch, LogReader.MaxBatchBytes);
                while (records.MoveNext())
                {
                    _core.Replay(records.KeyMemory ?? default, records.ValueMemory);
                }
            }
        }

        Step((core, nowMs, effects) => core.ReplayFinished(nowMs, effects));
    }

    private void Step(Action<GroupCoordinator, long, List<GroupEffect>> input)
    {
        input(_core, Shard.NowMs, _effects);

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
            case GroupEffect.AppendRecords append:
                Append(append.Append);
                break;
            case GroupEffect.ArmTimer arm:
                Shard.Schedule(DeadlineOf(arm.Timer), arm.DueMs);
                break;
            case GroupEffect.CancelTimer cancel when _deadlines.Remove(cancel.Timer, out Deadline? deadline):
                Shard.Cancel(deadline);
                break;
        }
    }

    private void Append(PendingAppend append)
    {
        using var builder = new RecordBatchBuilder();
        long nowMs = Shard.WallClockMs;
        foreach (CoordinatorRecord record in append.Records)
        {
            builder.Append(
                nowMs,
                record.Key.Span,
                isKeyNull: false,
                record.Value is { } value ? value.Span : default,
                isValueNull: record.Value is null,
                headers: []);
        }

        partition.AppendInternal(
            MemoryMarshal.AsMemory(builder.Build(new RecordBatchOptions())),
            error => Step((core, atMs, effects) => core.AppendCompleted(append, Translate(error), atMs, effects)));
    }

    // A client retries these; it would give up on the errors that a produce request gets.
    private static ErrorCode Translate(ErrorCode error) => error switch
    {
        ErrorCode.None => ErrorCode.None,
        ErrorCode.MessageTooLarge or ErrorCode.RecordListTooLarge => ErrorCode.InvalidCommitOffsetSize,
        ErrorCode.NotLeaderOrFollower or ErrorCode.UnknownTopicOrPartition => ErrorCode.NotCoordinator,
        _ => ErrorCode.CoordinatorNotAvailable,
    };

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
            host.Step((core, nowMs, effects) => core.TimerFired(timer, nowMs, effects));
        }
    }

    private abstract class PendingAnswer
    {
        internal abstract void Complete(object response);
    }

    private sealed class PendingAnswer<TResponse> : PendingAnswer
        where TResponse : class
    {
        private readonly TaskCompletionSource<TResponse> _source =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<TResponse> Task => _source.Task;

        internal override void Complete(object response) => _source.SetResult((TResponse)response);
    }
}
