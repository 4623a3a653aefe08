// A share fetch on its way: asks the share partitions where to read, reads the logs, and has the share partitions say
// which of the records are the member's. When there is nothing to have, it watches logs and share partitions until
// there is, or until its time is up.
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using AcquiredRange = TypedStreams.Broker.Core.Shares.AcquiredRange;
using PartitionData = TypedStreams.Protocol.Messages.ShareFetchResponse.PartitionData;

namespace TypedStreams.Broker.Shares;

/// <summary>One partition of a share fetch.</summary>
internal sealed record ShareEntry(ShareKey Key, PartitionHost Log, ShareStateHost State, PartitionData Result);

/// <inheritdoc cref="ShareFetchOperation"/>
internal sealed class ShareFetchOperation
{
    // One read of one log; what a member wants beyond it, it gets with its next fetch.
    private const int MaxReadBytes = 1 << 20;

    // A share partition is read again when others were faster, or when there was nothing for consumers in what was
    // read.
    private const int MaxReads = 16;

    private const sbyte RecordLimit = 1;

    private readonly List<ShareEntry> _entries;
    private readonly ShareFetchRequest _request;
    private readonly ShareLimits _limits;
    private readonly string _offsetReset;
    private readonly TimeProvider _time;
    private readonly Watcher _watch;
    private readonly Action _wake;
    private TaskCompletionSource _signal = NewSignal();
    private int _recordsLeft;
    private int _bytesLeft;
    private bool _isUrgent;

    internal ShareFetchOperation(
        List<ShareEntry> entries, ShareFetchRequest request, ShareLimits limits, string offsetReset, TimeProvider time)
    {
        _entries = entries;
        _request = request;
        _limits = limits;
        _offsetReset = offsetReset;
        _time = time;
        _recordsLeft = request.MaxRecords;
        _bytesLeft = request.MaxBytes;
        _watch = new Watcher(this);
        _wake = Signal;
    }

    /// <summary>
    /// Fills the entries' results; with <paramref name="isUrgent"/> without waiting. Nor does it wait any longer when
    /// its session has <paramref name="ended"/>.
    /// </summary>
    internal async Task RunAsync(bool isUrgent, CancellationToken ended, CancellationToken cancelled)
    {
        _isUrgent = isUrgent || _request.MaxWaitMs <= 0;
        long startedAt = _time.GetTimestamp();
        if (await FetchAsync() || _isUrgent)
        {
            return;
        }

        await WatchAsync();
        await using CancellationTokenRegistration end =
            ended.UnsafeRegister(static operation => ((ShareFetchOperation)operation!).Signal(), this);
        try
        {
            while (true)
            {
                // First the new signal, then the look at what it tells of, so that none is missed.
                Interlocked.Exchange(ref _signal, NewSignal());
                if (ended.IsCancellationRequested || cancelled.IsCancellationRequested)
                {
                    return;
                }

                TimeSpan left =
                    TimeSpan.FromMilliseconds(_request.MaxWaitMs) - _time.GetElapsedTime(startedAt);
                _isUrgent = left <= TimeSpan.Zero;
                if (await FetchAsync() || _isUrgent)
                {
                    return;
                }

                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
                await Task.WhenAny(_signal.Task, Task.Delay(left, _time, patience.Token));
                await patience.CancelAsync();
            }
        }
        finally
        {
            await UnwatchAsync();
        }
    }

    /// <summary>Gives back what it has acquired: the answer will say nothing of it.</summary>
    internal void Abandon()
    {
        foreach (ShareEntry entry in _entries.Where(entry => entry.Result.AcquiredRecords.Count > 0))
        {
            entry.State.Abandon(entry.Key, this);
            entry.Result.AcquiredRecords.Clear();
            entry.Result.Records = ReadOnlyMemory<byte>.Empty;
        }
    }

    // Whether there is something to answer: records, or an error.
    private async Task<bool> FetchAsync()
    {
        if (!_isUrgent && _request.MinBytes > 1 && await ReadableBytesAsync() < _request.MinBytes)
        {
            return false;
        }

        bool found = false;
        foreach (ShareEntry entry in _entries)
        {
            if (_recordsLeft <= 0 || (_bytesLeft <= 0 && found))
            {
                break;
            }

            await FetchAsync(entry);
            found |= entry.Result.AcquiredRecords.Count > 0 || entry.Result.ErrorCode != ErrorCode.None;
        }

        return found;
    }

    private async Task FetchAsync(ShareEntry entry)
    {
        for (int reads = 0; reads < MaxReads; reads++)
        {
            SharePlan plan = await entry.State.QueryAsync((core, _) => core.Plan(entry.Key, _limits));
            if (plan.State == SharePlanState.NotStarted)
            {
                ShareOutcome started = await StartAsync(entry);
                if (started.Error != ErrorCode.None)
                {
                    (entry.Result.ErrorCode, entry.Result.ErrorMessage) = (started.Error, started.Message);
                    return;
                }

                continue;
            }

            if (plan.State == SharePlanState.Full)
            {
                return;
            }

            int budget = Math.Clamp(_bytesLeft, 0, MaxReadBytes);
            ShareRead read = await entry.Log.Shard.AskAsync(
                () => ShareRead.From(entry.Log, plan.Offset, budget, _limits.ReadsCommitted));
            if (await HasNothingAsync(entry, plan, read))
            {
                return;
            }

            if (read.Batches.Count > 0 && await AcquireAsync(entry, plan, read))
            {
                return;
            }
        }
    }

    // Whether reading again makes no sense now. What is gone from the log is gone for the group.
    private static async Task<bool> HasNothingAsync(ShareEntry entry, SharePlan plan, ShareRead read)
    {
        if (read.Error == ErrorCode.OffsetOutOfRange && plan.Offset < read.LogStartOffset)
        {
            return !await entry.State.AskAsync<bool>((core, token, now, effects) =>
            {
                core.LogStartMoved(entry.Key, read.LogStartOffset, now, effects);
                effects.Add(new ShareEffect.Reply(token, true));
            });
        }

        // An offset past the end was set by hand: the log will get there.
        if (read.Error is not (ErrorCode.None or ErrorCode.OffsetOutOfRange))
        {
            entry.Result.ErrorCode = read.Error;
        }

        return read.Batches.Count == 0;
    }

    private async Task<bool> AcquireAsync(ShareEntry entry, SharePlan plan, ShareRead read)
    {
        var wish = new AcquireWish(
            _request.MemberId ?? "", _recordsLeft, _request.ShareAcquireMode == RecordLimit, _request.BatchSize, this);
        var acquired = await entry.State.AskAsync<IReadOnlyList<AcquiredRange>>((core, token, now, effects) =>
            effects.Add(new ShareEffect.Reply(
                token, core.Acquire(entry.Key, wish, plan.Offset, read.Batches, now, effects))));
        if (acquired.Count == 0)
        {
            return false;
        }

        ReadOnlyMemory<byte> records = read.Around(acquired);
        entry.Result.Records = records;
        entry.Result.AcquiredRecords.AddRange(acquired.Select(range => new ShareFetchResponse.AcquiredRange
        {
            FirstOffset = range.First,
            LastOffset = range.Last,
            DeliveryCount = range.DeliveryCount,
        }));
        _bytesLeft -= records.Length;
        _recordsLeft -= (int)acquired.Sum(range => range.Last - range.First + 1);
        return true;
    }

    private async Task<ShareOutcome> StartAsync(ShareEntry entry)
    {
        (long? found, int epoch) = await entry.Log.Shard.AskAsync(
            () => (ShareRead.StartOffset(entry.Log, _offsetReset), entry.Log.Leader.LeaderEpoch));
        return found is { } offset
            ? await entry.State.ChangeAsync(
                entry.Log,
                (core, token, now, effects) => core.StartRequested(entry.Key, offset, epoch, token, now, effects))
            : ShareStateHost.NoSuchPartition;
    }

    private async Task<long> ReadableBytesAsync()
    {
        long sum = 0;
        foreach (ShareEntry entry in _entries)
        {
            SharePlan plan = await entry.State.QueryAsync((core, _) => core.Plan(entry.Key, _limits));
            if (plan.State == SharePlanState.NotStarted && (await StartAsync(entry)).Error != ErrorCode.None)
            {
                // The fetch itself finds the error.
                return long.MaxValue;
            }

            if (plan.State == SharePlanState.Ready)
            {
                int? length = await entry.Log.Shard.AskAsync(
                    () => ShareRead.LengthFrom(entry.Log, plan.Offset, MaxReadBytes, _limits.ReadsCommitted));
                if (length is not { } readable)
                {
                    return long.MaxValue;
                }

                sum += readable;
            }
        }

        return sum;
    }

    private async Task WatchAsync()
    {
        foreach (ShareEntry entry in _entries)
        {
            await entry.Log.Shard.AskAsync(() => entry.Log.Watch(_watch));
            await entry.State.Shard.AskAsync(() => entry.State.Watch(entry.Key, _wake));
        }
    }

    private async Task UnwatchAsync()
    {
        foreach (ShareEntry entry in _entries)
        {
            await entry.Log.Shard.AskAsync(() => entry.Log.Unwatch(_watch));
            await entry.State.Shard.AskAsync(() => entry.State.Unwatch(entry.Key, _wake));
        }
    }

    private void Signal() => Volatile.Read(ref _signal).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Watcher(ShareFetchOperation operation) : FetchWatch
    {
        internal override void Signal() => operation.Signal();
    }
}
