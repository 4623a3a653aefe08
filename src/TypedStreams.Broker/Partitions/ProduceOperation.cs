// A produce request on its way through the shards: one entry a partition, each appended on the shard that owns it; the
// response is complete when the last entry is.
using System.Runtime.InteropServices;
using TypedStreams.Broker.Coordination;
using TypedStreams.Broker.Shards;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;
using static TypedStreams.Protocol.Messages.ProduceResponse;

namespace TypedStreams.Broker.Partitions;

internal sealed class ProduceOperation(bool waitsForCommit, long timeoutMs, ProduceTransaction? transaction)
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

        private void PostJudgement(ErrorCode error, long verification) =>
            host.Shard.Post(() => Judged(error, verification));

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

        private void Begin()
        {
            if (operation.Transaction is { } transaction && !host.IsClosed
                && RecordBatchHeader.TryRead(batches.Span, out RecordBatchHeader header) && header.IsTransactional
                && host.BeginVerification(header.ProducerId, header.ProducerEpoch) is var verification and not 0)
            {
                var write = new FirstWrite(
                    transaction.TransactionalId,
                    header.ProducerId,
                    header.ProducerEpoch,
                    new TopicPartition(host.Topic, host.Index),
                    transaction.AddsPartitions);
                transaction.Gate.Ask(write, new GateAnswer(this, verification));
            }
            else
            {
                Append(verification: 0);
            }
        }

        private void Judged(ErrorCode error, long verification)
        {
            if (error == ErrorCode.None)
            {
                Append(verification);
            }
            else
            {
                result.ErrorMessage = "The coordinator of the transaction does not accept the write.";
                Complete(operation.Transaction!.Translate(error));
            }
        }

        private void Append(long verification)
        {
            AppendResult appended = host.Append(batches, operation.WaitsForCommit ? this : null, verification);
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
            internal override void Run() => entry.Begin();
        }

        // Comes on the coordinator's shard and goes back to the partition's, where answers keep their order.
        private sealed class GateAnswer(Entry entry, long verification) : PendingAnswer
        {
            internal override void Complete(object response)
            {
                var error = (ErrorCode)response;
                entry.PostJudgement(error, verification);
            }
        }

        private sealed class Deadline(Entry entry) : ShardTimer
        {
            internal override void Fire() => entry.Complete(ErrorCode.RequestTimedOut);
        }
    }

    private bool WaitsForCommit { get; } = waitsForCommit;

    private long TimeoutMs { get; } = timeoutMs;

    private ProduceTransaction? Transaction { get; } = transaction;
}
