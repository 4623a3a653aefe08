// A produce request on its way through the shards: one entry a partition, each appended on the shard that owns it; the
// response is complete when the last entry is.
using System.Runtime.InteropServices;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Storage;
using static TypedStreams.Protocol.Messages.ProduceResponse;

namespace TypedStreams.Broker.Partitions;

internal sealed class ProduceOperation(bool waitsForCommit, long timeoutMs)
{
    private readonly TaskCompletionSource<ProduceResponse?> _done =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Entry> _entries = [];
    private int _left;

    internal ProduceResponse Response { get; } = new();

    /// <summary>Adds a partition whose answer is decided on its shard.</summary>
    internal void Add(PartitionHost host, ReadOnlyMemory<byte> batches, PartitionProduceResponse result) =>
        _entries.Add(new Entry(this, host, MemoryMarshal.AsMemory(batches), result));

    /// <summary>Sends every entry to its shard, in order. The task completes when all have answered.</summary>
    internal ValueTask<ProduceResponse?> Start()
    {
        if (_entries.Count == 0)
        {
            return new ValueTask<ProduceResponse?>(Response);
        }

        _left = _entries.Count;
        foreach (Entry entry in _entries)
        {
            entry.Post();
        }

        return new ValueTask<ProduceResponse?>(_done.Task);
    }

    private void EntryDone()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.SetResult(Response);
        }
    }

    private sealed class Entry(
        ProduceOperation operation, PartitionHost host, Memory<byte> batches, PartitionProduceResponse result)
        : CommitWaiter
    {
        private Deadline? _deadline;
        private bool _isDone;

        internal void Post() => host.Shard.Post(new AppendWork(this));

        internal override void Complete(ErrorCode error)
        {
            if (_isDone)
            {
                // Committed after its deadline: the client was told to ask again, and a duplicate will be recognised.
                return;
            }

            _isDone = true;
            if (_deadline is { } armed)
            {
                host.Shard.Cancel(armed);
            }

            if (error != ErrorCode.None)
            {
                result.ErrorCode = error;
                result.BaseOffset = -1;
            }

            operation.EntryDone();
        }

        private void Append()
        {
            AppendResult appended = host.Append(batches, operation.WaitsForCommit ? this : null);
            result.LogStartOffset = host.IsClosed ? -1 : host.Log.LogStartOffset;
            result.LogAppendTimeMs = appended.LogAppendTimeMs;
            result.BaseOffset = appended.BaseOffset;
            if (!appended.IsAppended && !appended.IsDuplicate)
            {
                result.ErrorMessage = appended.Detail;
                Complete(appended.Error);
            }
            else if (!operation.WaitsForCommit)
            {
                Complete(ErrorCode.None);
            }
            else if (!_isDone)
            {
                _deadline = new Deadline(this);
                host.Shard.Schedule(_deadline, host.Shard.NowMs + operation.TimeoutMs);
            }
        }

        private sealed class AppendWork(Entry entry) : ShardWork
        {
            internal override void Run() => entry.Append();
        }

        private sealed class Deadline(Entry entry) : ShardTimer
        {
            internal override void Fire() => entry.Complete(ErrorCode.RequestTimedOut);
        }
    }

    private bool WaitsForCommit { get; } = waitsForCommit;

    private long TimeoutMs { get; } = timeoutMs;
}
