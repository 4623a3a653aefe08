// How a partition ends in order: while a coordinator still appends to it, and its log is still being synced.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol.Records;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Tests;

public sealed class PartitionHostTests : IDisposable
{
    private readonly NodeFailure _failure = new();
    private readonly Shard _shard;
    private readonly LogSyncer _syncer;
    private readonly PartitionHost _host;

    public PartitionHostTests()
    {
        _shard = new Shard(0, TimeProvider.System, _failure);
        _syncer = new LogSyncer(_failure, threads: 1);
        var disk = new MemoryDisk();
        disk.CreateDirectory("/data");
        PartitionLog log = PartitionLog.Open(disk, "/data/t-0", new LogConfig(), default, nowMs: 0);
        var partition = new PartitionImage(
            Index: 0, Replicas: [1], Isr: [1], Leader: 1, LeaderEpoch: 0, PartitionEpoch: 0);
        _host = new PartitionHost(
            _shard, "t", partition, localId: 1, log, minInSyncReplicas: 1, _syncer, commitsWhenSynced: true);
    }

    [Fact]
    public async Task Append_that_follows_from_the_last_commit_is_safe_before_the_partition_ends()
    {
        using var first = new Standstill(_shard);
        using var second = new Standstill(_shard);
        var appended = new TaskCompletionSource();
        _syncer.Submit(first);
        await _shard.AskAsync(() => _host.AppendInternal(Batch(), _ => _shard.Post(() =>
        {
            // As a coordinator does: what was committed has consequences.
            _host.AppendInternal(Batch(), _ => { });
            appended.SetResult();
        })));
        _syncer.Submit(second);

        Task retired = _host.RetireInOrderAsync();
        first.LetGo();
        await appended.Task;
        await second.LetGoAfterAsync(_shard);
        await retired;

        Assert.Equal(2, _host.CloseLog(isClean: true).RecoveryPoint);
        Assert.True(_host.IsClosed);
    }

    public void Dispose()
    {
        _syncer.Dispose();
        _shard.Dispose();
    }

    private static byte[] Batch()
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(1, "key"u8, "value"u8);
        return builder.Build(new RecordBatchOptions()).ToArray();
    }

    // Holds the only sync thread, and with it what is queued behind it.
    private sealed class Standstill(Shard shard) : SyncJob(shard), IDisposable
    {
        private const int Looks = 100;
        private readonly ManualResetEventSlim _gate = new();

        internal void LetGo() => _gate.Set();

        // The shard has had time to do all that it was asked for, several times over.
        internal async Task LetGoAfterAsync(Shard busy)
        {
            for (int i = 0; i < Looks; i++)
            {
                await busy.AskAsync(() => 0);
            }

            LetGo();
        }

        internal override void Execute() => _gate.Wait();

        internal override void Run()
        {
        }

        public void Dispose() => _gate.Dispose();
    }
}
