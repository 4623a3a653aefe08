// The threads that make logs durable. Shards hand them sync tickets; a thread executes one and hands it back to its
// shard. A log has one ticket under way at a time: while it is being synced its further appends gather for the next
// one (group commit). Different logs are synced side by side, so that the file system can commit them together.
// A sync that fails is never retried: the node stops without acknowledging what the sync was to cover.
using System.Collections.Concurrent;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Partitions;

internal sealed class LogSyncer : IDisposable
{
    private readonly BlockingCollection<SyncJob> _jobs = [];
    private readonly NodeFailure _failure;
    private readonly Thread[] _threads;
    private long _syncCount;

    internal LogSyncer(NodeFailure failure, int threads)
    {
        _failure = failure;
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run) { IsBackground = true, Name = $"log-sync-{i}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many syncs were done; a figure for operators.</summary>
    internal long SyncCount => Volatile.Read(ref _syncCount);

    /// <summary>Queues a job; any thread.</summary>
    internal void Submit(SyncJob job) => _jobs.Add(job);

    /// <summary>Finishes what is queued and ends the threads.</summary>
    public void Dispose()
    {
        _jobs.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _jobs.Dispose();
    }

    private void Run()
    {
        foreach (SyncJob job in _jobs.GetConsumingEnumerable())
        {
            if (_failure.HasFailed)
            {
                return;
            }

            try
            {
                job.Execute();
            }
            catch (Exception failure)
            {
                _failure.Fail(failure);
                return;
            }

            Interlocked.Increment(ref _syncCount);
            job.Return();
        }
    }
}

/// <summary>One sync on its way: executed on a sync thread, then completed on the shard of its log.</summary>
internal abstract class SyncJob(Shard shard) : ShardWork
{
    /// <summary>Blocks until the disk has everything. On a sync thread.</summary>
    internal abstract void Execute();

    /// <summary>Goes home: <see cref="ShardWork.Run"/> follows on the shard.</summary>
    internal void Return() => shard.Post(this);
}
