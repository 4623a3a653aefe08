// The log of __cluster_metadata: a quorum of one. Every start is a new leader epoch, written to quorum-state before
// anything else and announced in the log by a LeaderChange control batch, as Kafka's quorum does.
// Owns the log and what waits for its commits; runs on the metadata shard. A record is committed when it is synced.
using System.Runtime.InteropServices;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;
using static TypedStreams.Protocol.Messages.LeaderChangeMessage;

namespace TypedStreams.Broker.Metadata;

internal sealed class MetadataLog
{
    private const short LeaderChangeType = 2;
    private const short LeaderChangeVersion = 0;

    private readonly Shard _shard;
    private readonly PartitionLog _log;
    private readonly LogSyncer _syncer;
    private readonly Queue<(long EndOffset, Action Committed)> _waiters = [];
    private readonly SyncOfThisLog _sync;
    private readonly RecordBatchBuilder _builder = new();

    private readonly Guid _directoryId;

    private MetadataLog(Shard shard, PartitionLog log, LogSyncer syncer, int epoch, Guid directoryId)
    {
        _shard = shard;
        _log = log;
        _syncer = syncer;
        _sync = new SyncOfThisLog(this);
        Epoch = epoch;
        _directoryId = directoryId;
    }

    /// <summary>The partition of the metadata log.</summary>
    internal static TopicPartition Partition { get; } = new(InternalTopics.ClusterMetadata, 0);

    /// <summary>The state that the log had when it was opened.</summary>
    internal ClusterImage Image { get; private set; } = ClusterImage.Empty;

    /// <summary>The leader epoch of this start.</summary>
    internal int Epoch { get; }

    /// <summary>Where a restart may begin to scan. On the metadata shard only.</summary>
    internal LogCheckpoint Position => LogCheckpoint.Of(Partition, _log);

    /// <summary>
    /// Opens and replays the log, and begins a new epoch. Blocks on the disk; on the metadata shard, before it serves.
    /// </summary>
    internal static MetadataLog Open(
        Shard shard, LogDirectory directory, QuorumState quorumState, int nodeId, Guid directoryId, LogSyncer syncer)
    {
        PartitionLog log =
            directory.OpenLog(Partition, new LogConfig { DeletesOldSegments = false }, shard.WallClockMs);
        int epoch = quorumState.BeginEpoch(nodeId, directoryId, Math.Max(0, log.Epochs.LatestEpoch));
        var metadata = new MetadataLog(shard, log, syncer, epoch, directoryId);
        metadata.Replay();
        bool isNewCluster = log.LogEndOffset == 0;
        metadata.AppendLeaderChange(nodeId);
        if (isNewCluster)
        {
            foreach ((object record, long offset) in metadata.Append(ClusterController.Bootstrap(), shard.WallClockMs))
            {
                metadata.Image = metadata.Image.Apply(record, offset);
            }
        }

        return metadata;
    }

    /// <summary>How far the log has come. On the metadata shard only.</summary>
    internal QuorumPosition Quorum(long nowMs) =>
        new(Epoch, _log.SyncedOffset, _log.LogEndOffset, _directoryId, nowMs);

    /// <summary>Appends records as one batch and returns them with their offsets. They are not committed yet.</summary>
    internal List<(object Record, long Offset)> Append(IReadOnlyList<object> records, long nowMs)
    {
        _builder.Reset();
        foreach (object record in records)
        {
            _builder.Append(
                nowMs,
                key: default,
                isKeyNull: true,
                MetadataRecords.Encode(record).Span,
                isValueNull: false,
                headers: []);
        }

        long offset = AppendBatch(_builder.Build(new RecordBatchOptions()));
        return [.. records.Select((record, index) => (record, offset + index))];
    }

    /// <summary>Calls back when everything that is in the log now is committed.</summary>
    internal void WhenCommitted(Action committed)
    {
        _waiters.Enqueue((_log.LogEndOffset, committed));
        if (!_log.IsSyncUnderWay)
        {
            StartSync();
        }
    }

    /// <summary>Completes when everything appended so far is committed. Any thread.</summary>
    internal Task DrainAsync()
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _shard.Post(() => WhenCommitted(drained.SetResult));
        return drained.Task;
    }

    /// <summary>Closes the log in order, or lets go of it.</summary>
    internal void Close(bool isClean)
    {
        if (isClean)
        {
            _log.Close();
        }
        else
        {
            _log.Dispose();
        }

        _builder.Dispose();
    }

    private void Replay()
    {
        using var scratch = new PooledBuffer();
        foreach (ReadOnlyMemory<byte> chunk in LogReader.ReadChunks(_log))
        {
            foreach (RecordBatch batch in new RecordBatchReader(chunk))
            {
                if (!batch.Header.IsControl)
                {
                    Apply(batch, scratch);
                }
            }
        }
    }

    private void Apply(RecordBatch batch, PooledBuffer scratch)
    {
        RecordReader records = batch.ReadRecords(scratch, LogReader.MaxBatchBytes);
        while (records.MoveNext())
        {
            object? decoded = MetadataRecords.Decode(records.ValueMemory ?? default);
            Image = decoded is null
                ? Image with { EndOffset = records.Offset + 1 }
                : Image.Apply(decoded, records.Offset);
        }
    }

    private void AppendLeaderChange(int nodeId)
    {
        var message = new LeaderChangeMessage
        {
            Version = LeaderChangeVersion,
            LeaderId = nodeId,
            Voters = [new Voter { VoterId = nodeId }],
            GrantingVoters = [new Voter { VoterId = nodeId }],
        };
        byte[] key = [0, 0, 0, (byte)LeaderChangeType];
        _builder.Reset();
        _builder.Append(_shard.WallClockMs, key, WireMessage.ToArray(message, LeaderChangeVersion));
        AppendBatch(_builder.Build(new RecordBatchOptions { IsControl = true }));
    }

    private long AppendBatch(ReadOnlyMemory<byte> batch)
    {
        AppendResult appended = _log.Append(
            MemoryMarshal.AsMemory(batch), Epoch, _shard.WallClockMs, AppendOrigin.Internal);
        Core.Invariant.Require(appended.IsAppended, "The metadata log takes what the controller wrote.");
        return appended.BaseOffset;
    }

    private void StartSync()
    {
        if (_log.PrepareSync() is { } ticket)
        {
            _sync.Ticket = ticket;
            _syncer.Submit(_sync);
        }
        else
        {
            ReleaseWaiters();
        }
    }

    private void SyncCompleted(SyncTicket ticket)
    {
        _log.CompleteSync(ticket);
        ReleaseWaiters();
        if (_waiters.Count > 0)
        {
            StartSync();
        }
    }

    private void ReleaseWaiters()
    {
        while (_waiters.TryPeek(out (long EndOffset, Action Committed) waiter) && waiter.EndOffset <= _log.SyncedOffset)
        {
            _waiters.Dequeue();
            waiter.Committed();
        }
    }

    private sealed class SyncOfThisLog(MetadataLog log) : SyncJob(log._shard)
    {
        internal SyncTicket Ticket { get; set; } = null!;

        internal override void Execute() => Ticket.Execute();

        internal override void Run() => log.SyncCompleted(Ticket);
    }
}
