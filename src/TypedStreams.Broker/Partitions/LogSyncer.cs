// The threads that make logs durable. Shards hand them sync tickets; a thread executes one and hands it back to its
// shard. A log has one ticket under way at a time: while it is being synced its further appends gather for the next
// one (group commit). Different logs are synced side by side, so that the file system can commit them together: a few
// threads do for a few logs, and more come while many logs wait, and go again.
// A sync that fails is never retried: the node stops without acknowledging what the sync was to cover.
using System.Collections.Concurrent;
using TypedStreams.Broker.Shards;

namespace TypedStreams.Broker.Partitions;

internal sealed class LogSyncer : IDisposable
{
    /// <summary>Another thread comes when more jobs than these wait for each that there is.</summary>
    internal const int JobsAThread = 8;

    /// <summary>Threads at most, unless more are asked for: a file system's commit takes that many along.</summary>
    internal const int MostThreads = 32;

    private readonly BlockingCollection<SyncJob> _jobs = [];
    private readonly NodeFailure _failure;
    private readonly Thread[] _threads;
    private readonly Lock _growth = new();
    private readonly HashSet<Thread> _passing = [];
    private int _running;
    private long _syncCount;

    /// <param name="failure">Told when a sync fails.</param>
    /// <param name="threads">Threads that stay.</param>
    internal LogSyncer(NodeFailure failure, int threads)
    {
        _failure = failure;
        _threads = new Thread[threads];
        _running = threads;
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run) { IsBackground = true, Name = $"log-sync-{i}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many syncs were done; a figure for operators.</summary>
    internal long SyncCount => Volatile.Read(ref _syncCount);

    /// <summary>Queues a job; any thread.</summary>
    internal void Submit(SyncJob job)
    {
        _jobs.Add(job);
        if (IsBehind)
        {
            Grow();
        }
    }

    /// <summary>Finishes what is queued and ends the threads.</summary>
    public void Dispose()
    {
        _jobs.CompleteAdding();
        Thread[] passing;
        lock (_growth)
        {
            passing = [.. _passing];
        }

        foreach (Thread thread in _threads.Concat(passing))
        {
            thread.Join();
        }

        _jobs.Dispose();
    }

    private bool IsBehind => _jobs.Count > JobsAThread * Volatile.Read(ref _running);

    private void Grow()
    {
        lock (_growth)
        {
            if (!IsBehind || _running >= MostThreads || _jobs.IsAddingCompleted)
            {
                return;
            }

            var thread = new Thread(Pass) { IsBackground = true, Name = $"log-sync-{_running}" };
            _running++;
            _passing.Add(thread);
            thread.Start();
        }
    }

    private void Run()
    {
        foreach (SyncJob job in _jobs.GetConsumingEnumerable())
        {
            if (!TryDo(job))
            {
                return;
            }
        }
    }

    // Until nothing waits: what comes then is the staying threads' again.
    private void Pass()
    {
        while (_jobs.TryTake(out SyncJob? job) && TryDo(job))
        {
        }

        lock (_growth)
        {
            _running--;
            _passing.Remove(Thread.CurrentThread);
        }
    }

    private bool TryDo(SyncJob job)
    {
        if (_failure.HasFailed)
        {
            return false;
        }

        try
        {
            job.Execute();
        }
        catch (Exception failure)
        {
            _failure.Fail(failure);
            return false;
        }

        Interlocked.Increment(ref _syncCount);
        job.Return();
        return true;
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
