// The threads that sync: a few for a few logs, more while many logs wait, and all of it done when they end.
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Tests;

public sealed class LogSyncerTests
{
    private const int Threads = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Few_logs_are_synced_by_the_threads_that_stay()
    {
        using var bench = new Bench();
        bench.Submit(Threads * LogSyncer.JobsAThread);
        await bench.AtOnceAsync(Threads);
        bench.LetGo();
        bench.Syncer.Dispose();
        Assert.Equal(Threads, bench.MostAtOnce);
        Assert.Equal(Threads * LogSyncer.JobsAThread, bench.Syncer.SyncCount);
    }

    [Fact]
    public async Task Many_logs_bring_more_threads_up_to_the_most()
    {
        using var bench = new Bench();
        bench.Submit(10_000);
        await bench.AtOnceAsync(LogSyncer.MostThreads);
        bench.LetGo();
        bench.Syncer.Dispose();
        Assert.Equal(LogSyncer.MostThreads, bench.MostAtOnce);
        Assert.Equal(10_000, bench.Syncer.SyncCount);
    }

    // Syncs that stand still until they are let go, so that what runs side by side can be counted.
    private sealed class Bench : IDisposable
    {
        private readonly ManualResetEventSlim _gate = new();
        private readonly NodeFailure _failure = new();
        private readonly Shard _shard;
        private readonly Lock _counting = new();
        private readonly SemaphoreSlim _begun = new(0);
        private int _atOnce;

        internal Bench()
        {
            _shard = new Shard(0, TimeProvider.System, _failure);
            Syncer = new LogSyncer(_failure, Threads);
        }

        internal LogSyncer Syncer { get; }

        internal int MostAtOnce { get; private set; }

        internal void Submit(int jobs)
        {
            for (int i = 0; i < jobs; i++)
            {
                Syncer.Submit(new Job(this, _shard));
            }
        }

        internal async Task AtOnceAsync(int jobs)
        {
            for (int i = 0; i < jobs; i++)
            {
                Assert.True(await _begun.WaitAsync(Patience), $"only {i} syncs of {jobs} ran at once");
            }
        }

        internal void LetGo() => _gate.Set();

        public void Dispose()
        {
            _gate.Dispose();
            _begun.Dispose();
            _shard.Dispose();
        }

        private void Begin()
        {
            lock (_counting)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++_atOnce);
            }

            _begun.Release();
            _gate.Wait();
            lock (_counting)
            {
                _atOnce--;
            }
        }

        private sealed class Job(Bench bench, Shard shard) : SyncJob(shard)
        {
            internal override void Execute() => bench.Begin();

            internal override void Run()
            {
            }
        }
    }
}
