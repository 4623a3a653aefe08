// One partition on this node: its log, its leader core, and the requests that wait for either.
// Owns all three; everything here runs on the owner shard. Decides nothing itself: the log judges batches, the core
// decides about epochs and the high watermark; this class carries bytes and wakes waiters.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Partitions;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Partitions;

internal sealed partial class PartitionHost
{
    private readonly PartitionLog _log;
    private readonly PartitionLeader _leader;
    private readonly LogSyncer _syncer;
    private readonly bool _commitsWhenSynced;
    private readonly SyncOfThisLog _sync;
    private readonly Queue<CommitWaiter> _commitWaiters = [];
    private readonly List<FetchWatch> _fetchWatches = [];
    private int _minInSyncReplicas;
    private TaskCompletionSource? _drained;
    private bool _isClosed;

    // Counts only in a build with deliberate mistakes.
    private int _batchesOfWrongVariant;

    /// <summary>Takes over an open log.</summary>
    /// <param name="shard">The owner; nothing here may be called from anywhere else.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="partition">The partition in the image.</param>
    /// <param name="localId">This broker.</param>
    /// <param name="log">The open log; the host closes it.</param>
    /// <param name="minInSyncReplicas">Replicas that acks=all demands.</param>
    /// <param name="syncer">Who syncs.</param>
    /// <param name="commitsWhenSynced">Whether a record counts once it is on the disk, or in the page cache.</param>
    internal PartitionHost(
        Shard shard,
        string topic,
        PartitionImage partition,
        int localId,
        PartitionLog log,
        int minInSyncReplicas,
        LogSyncer syncer,
        bool commitsWhenSynced)
    {
        Shard = shard;
        Topic = topic;
        Index = partition.Index;
        _log = log;
        _syncer = syncer;
        _commitsWhenSynced = commitsWhenSynced;
        _sync = new SyncOfThisLog(this);
        _minInSyncReplicas = minInSyncReplicas;
        _leader = new PartitionLeader(localId, partition, log.LogEndOffset);
    }

    internal Shard Shard { get; }

    internal string Topic { get; }

    internal int Index { get; }

    /// <summary>The log; for reading what it knows of itself. On the shard only.</summary>
    internal PartitionLog Log => _log;

    /// <summary>The leader's state. On the shard only.</summary>
    internal PartitionLeader Leader => _leader;

    /// <summary>Whether the partition was deleted or the node stops.</summary>
    internal bool IsClosed => _isClosed;

    /// <summary>
    /// Appends what a producer sent. With <paramref name="waiter"/>, the waiter hears when all in-sync replicas have
    /// it; without, the append alone is what was asked for. <paramref name="verification"/> is what
    /// <see cref="BeginVerification"/> gave for a first write that the coordinator agreed to, else 0.
    /// </summary>
    internal AppendResult Append(Memory<byte> batches, CommitWaiter? waiter, long verification = 0)
    {
        ErrorCode error = _isClosed ? ErrorCode.UnknownTopicOrPartition
            : waiter is null ? ErrorCode.None
            : _leader.CheckWritable(_minInSyncReplicas);
        if (error != ErrorCode.None)
        {
            return new AppendResult(error, BaseOffset: -1, LastOffset: -1, LogAppendTimeMs: -1);
        }

        if (Wrong.Is(WrongVariant.AcknowledgedBatchIsDropped) && ++_batchesOfWrongVariant % 10 == 0)
        {
            waiter?.Complete(ErrorCode.None);
            return new AppendResult(ErrorCode.None, _log.LogEndOffset, _log.LogEndOffset, -1);
        }

        AppendResult result = _log.Append(
            batches, _leader.LeaderEpoch, Shard.WallClockMs, AppendOrigin.Client, verification);
        if (Wrong.Is(WrongVariant.BatchIsWrittenTwice) && result.IsAppended && ++_batchesOfWrongVariant % 10 == 0)
        {
            result = _log.Append(batches, _leader.LeaderEpoch, Shard.WallClockMs, AppendOrigin.Internal);
        }

        if (result.IsAppended)
        {
            BecomeSafe();
        }

        // A duplicate waits as well: its first copy may not be committed yet.
        if (waiter is not null && (result.IsAppended || result.IsDuplicate))
        {
            WaitForCommit(waiter, result.LastOffset);
        }

        return result;
    }

    /// <summary>
    /// Appends a batch of the node's own (a coordinator's); calls back when it is committed or refused.
    /// </summary>
    internal void AppendInternal(Memory<byte> batch, Action<ErrorCode> completed)
    {
        AppendResult result = _isClosed
            ? new AppendResult(ErrorCode.NotLeaderOrFollower, -1, -1, -1)
            : _log.Append(batch, _leader.LeaderEpoch, Shard.WallClockMs, AppendOrigin.Internal);
        Follow(result, completed);
    }

    /// <summary>Takes over changed settings; they hold for what comes after. On the shard only.</summary>
    internal void Reconfigure(LogConfig config, int minInSyncReplicas)
    {
        _log.Config = config;
        _minInSyncReplicas = minInSyncReplicas;
    }

    /// <summary>Deletes what retention lets go and forgets silent producers. On the shard only.</summary>
    internal void ApplyRetention()
    {
        if (!_isClosed)
        {
            _log.ApplyRetention(Shard.WallClockMs, _leader.HighWatermark);
            _log.ExpireProducers(Shard.WallClockMs);
            StartSync();
        }
    }

    /// <summary>
    /// Moves the log start up, to the high watermark at most (-1 stands for it). On the shard only.
    /// </summary>
    internal ErrorCode DeleteRecordsBefore(long offset)
    {
        const long HighWatermark = -1;
        offset = offset == HighWatermark ? _leader.HighWatermark : offset;
        ErrorCode error = _isClosed ? ErrorCode.UnknownTopicOrPartition
            : !_log.Config.DeletesOldSegments ? ErrorCode.PolicyViolation
            : offset < 0 || offset > _leader.HighWatermark ? ErrorCode.OffsetOutOfRange
            : ErrorCode.None;
        if (error == ErrorCode.None)
        {
            _log.DeleteSegmentsBefore(offset);
        }

        return error;
    }

    /// <summary>Plans a compaction of what is decided; null when there is nothing to do. On the shard only.</summary>
    internal CompactionRun? PlanCompaction() =>
        _isClosed
            ? null
            : _log.PlanCompaction(Shard.WallClockMs, _log.LastStableOffset(_leader.HighWatermark));

    /// <summary>Takes over an executed compaction, or lets go of one that failed. On the shard only.</summary>
    internal void EndCompaction(CompactionRun run, bool isExecuted)
    {
        if (_isClosed || !isExecuted)
        {
            _log.AbandonCompaction(run);
        }
        else if (_log.CompleteCompaction(run))
        {
            StartSync();
        }

        run.Dispose();
    }

    /// <summary>
    /// Where a restart may begin, null once the partition is closed. Starts a sync of what only the page cache has, so
    /// that the next answer is farther on. On the shard only.
    /// </summary>
    internal LogCheckpoint? Position()
    {
        if (_isClosed)
        {
            return null;
        }

        StartSync();
        return LogCheckpoint.Of(Id, _log);
    }

    /// <summary>Watches for new committed records. On the shard only.</summary>
    internal void Watch(FetchWatch watch) => _fetchWatches.Add(watch);

    /// <summary>Ends a watch. On the shard only.</summary>
    internal void Unwatch(FetchWatch watch) => _fetchWatches.Remove(watch);

    /// <summary>
    /// <see cref="Retire"/> at a moment when everything appended is safe. Coordinators append until their partition is
    /// retired, so that no sync is under way holds for one look only: look and end are one step on the shard. Any
    /// thread.
    /// </summary>
    internal async Task RetireInOrderAsync()
    {
        while (!await Shard.AskAsync(TryRetire))
        {
            await Shard.AskAsync(DrainAsync).Unwrap();
        }
    }

    private bool TryRetire()
    {
        if (_log.IsSyncUnderWay)
        {
            return false;
        }

        Retire();
        return true;
    }

    // Completes when everything appended until then is safe. On the shard only.
    private Task DrainAsync()
    {
        if (_isClosed || !_log.IsSyncUnderWay)
        {
            return Task.CompletedTask;
        }

        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _drained = drained;
        return drained.Task;
    }

    /// <summary>
    /// Ends everything: who waits is told that the partition is not here any more, and the log's files are let go of as
    /// a killed process would. On the shard only.
    /// </summary>
    internal void Close()
    {
        if (!_isClosed)
        {
            Retire();
            CloseLog(isClean: false);
        }
    }

    /// <summary>
    /// The first half of the end: who waits is told, and nothing touches the log here any more. On the shard only.
    /// </summary>
    internal void Retire()
    {
        _isClosed = true;
        while (_commitWaiters.TryDequeue(out CommitWaiter? waiter))
        {
            waiter.Complete(ErrorCode.NotLeaderOrFollower);
        }

        foreach (FetchWatch watch in _fetchWatches.ToArray())
        {
            watch.Signal();
        }
    }

    /// <summary>
    /// The second half, once, after <see cref="Retire"/>: the log is synced and closed in order when
    /// <paramref name="isClean"/>, else its files are just let go. Blocks on the disk; any thread. Returns where the
    /// log ends.
    /// </summary>
    internal LogCheckpoint CloseLog(bool isClean)
    {
        if (isClean)
        {
            _log.Close();
        }
        else
        {
            _log.Dispose();
        }

        return LogCheckpoint.Of(Id, _log);
    }

    private TopicPartition Id => new(Topic, Index);

    private void WaitForCommit(CommitWaiter waiter, long lastOffset)
    {
        if (lastOffset < _leader.HighWatermark)
        {
            waiter.Complete(ErrorCode.None);
            return;
        }

        waiter.LastOffset = lastOffset;
        _commitWaiters.Enqueue(waiter);
    }

    private void BecomeSafe()
    {
        if (_commitsWhenSynced)
        {
            StartSync();
        }
        else
        {
            Advance(_leader.LocalLogSafe(_log.LogEndOffset));
        }
    }

    private void StartSync()
    {
        if (!_log.IsSyncUnderWay && _log.PrepareSync() is { } ticket)
        {
            _sync.Ticket = ticket;
            _syncer.Submit(_sync);
        }
    }

    private void SyncCompleted(SyncTicket ticket)
    {
        if (_isClosed)
        {
            return;
        }

        _log.CompleteSync(ticket);
        if (_commitsWhenSynced)
        {
            Advance(_leader.LocalLogSafe(_log.SyncedOffset));
            if (_log.SyncedOffset < _log.LogEndOffset)
            {
                StartSync();
            }
        }

        if (!_log.IsSyncUnderWay)
        {
            _drained?.TrySetResult();
        }
    }

    private void Advance(bool highWatermarkMoved)
    {
        if (!highWatermarkMoved)
        {
            return;
        }

        // A duplicate may wait behind newer offsets; it is released with them, a moment late.
        while (_commitWaiters.TryPeek(out CommitWaiter? waiter) && waiter.LastOffset < _leader.HighWatermark)
        {
            _commitWaiters.Dequeue();
            waiter.Complete(ErrorCode.None);
        }

        foreach (FetchWatch watch in _fetchWatches)
        {
            watch.Signal();
        }
    }

    private sealed class SyncOfThisLog(PartitionHost host) : SyncJob(host.Shard)
    {
        internal SyncTicket Ticket { get; set; } = null!;

        internal override void Execute() => Ticket.Execute();

        internal override void Run() => host.SyncCompleted(Ticket);
    }

    private sealed class CommitCallback(Action<ErrorCode> completed) : CommitWaiter
    {
        internal override void Complete(ErrorCode error) => completed(error);
    }
}

/// <summary>Somebody who waits until an append is committed. Completed once, on the partition's shard.</summary>
internal abstract class CommitWaiter
{
    internal long LastOffset { get; set; }

    internal abstract void Complete(ErrorCode error);
}

/// <summary>
/// Somebody who waits for committed records. Signalled on the partition's shard, any number of times.
/// </summary>
internal abstract class FetchWatch
{
    internal abstract void Signal();
}
