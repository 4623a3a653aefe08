// The one thread that makes logs durable. Shards hand it sync tickets; it executes them one after the other and hands
// each back to its shard. While a log is being synced its further appends gather for the next ticket: group commit.
// A sync that fails is never retried: the node stops without acknowledging what the sync was to cover.
using System.Collections.Concurrent;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Partitions;

internal sealed class LogSyncer : IDisposable
{
    private readonly BlockingCollection<SyncJob> _jobs = [];
    private readonly NodeFailure _failure;
    private readonly Thread _thread;

    internal LogSyncer(NodeFailure failure)
    {
        _failure = failure;
        _thread = new Thread(Run) { IsBackground = true, Name = "log-sync" };
        _thread.Start();
    }

    /// <summary>How many syncs were done; a figure for operators.</summary>
    internal long SyncCount { get; private set; }

    /// <summary>Queues a job; any thread.</summary>
    internal void Submit(SyncJob job) => _jobs.Add(job);

    /// <summary>Finishes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _jobs.CompleteAdding();
        _thread.Join();
        _jobs.Dispose();
    }

    private void Run()
    {
        foreach (SyncJob job in _jobs.GetConsumingEnumerable())
        {
            try
            {
                job.Execute();
            }
            catch (Exception failure)
            {
                _failure.Fail(failure);
                return;
            }

            SyncCount++;
            job.Return();
        }
    }
}

/// <summary>One sync on its way: executed on the sync thread, then completed on the shard of its log.</summary>
internal abstract class SyncJob(Shard shard) : ShardWork
{
    /// <summary>Blocks until the disk has everything. On the sync thread.</summary>
    internal abstract void Execute();

    /// <summary>Goes home: <see cref="ShardWork.Run"/> follows on the shard.</summary>
    internal void Return() => shard.Post(this);
}
