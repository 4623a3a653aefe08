// A fetch request on its way through the shards. It reads every partition on the shard that owns it; when there is too
// little, it watches the partitions and reads again as their high watermarks move, until its time is up.
// Its state changes hands between shards without a lock: whoever finishes the last read of a round decides about the
// round; signals that arrive meanwhile ask for another one.
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Partitions;

internal sealed class FetchOperation(int minBytes, int maxBytes, long maxWaitMs, TimeProvider time) : IDisposable
{
    private const int Reading = 0;
    private const int Waiting = 1;
    private const int Done = 2;

    private readonly TaskCompletionSource<FetchResponse?> _done =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ShardPart> _parts = [];
    private int _state = Reading;
    private int _partsLeft;
    private int _bytesLeft;
    private int _bytesFound;
    private int _signalled;
    private volatile bool _isUrgent;

    internal FetchResponse Response { get; } = new();

    /// <summary>Answers without waiting for more: something in the response cannot wait, such as an error.</summary>
    internal void MakeUrgent() => _isUrgent = true;

    /// <summary>Adds a partition that is read on its shard.</summary>
    internal void Add(FetchEntry entry)
    {
        ShardPart? part = _parts.Find(candidate => candidate.Shard == entry.Host.Shard);
        if (part is null)
        {
            _parts.Add(part = new ShardPart(this, entry.Host.Shard));
        }

        part.Entries.Add(entry);
    }

    /// <summary>Reads; the task completes when there is enough, when time is up, or when something is urgent.</summary>
    internal ValueTask<FetchResponse?> StartAsync(CancellationToken cancelled)
    {
        if (_parts.Count == 0)
        {
            return maxWaitMs > 0 && !_isUrgent
                ? WaitForNothingAsync(cancelled)
                : new ValueTask<FetchResponse?>(Response);
        }

        StartRound();
        return cancelled.CanBeCanceled ? AwaitAsync(cancelled) : new ValueTask<FetchResponse?>(_done.Task);
    }

    /// <summary>Lets go of the files that the response reads from; once it was sent.</summary>
    public void Dispose()
    {
        foreach (ShardPart part in _parts)
        {
            foreach (FetchEntry entry in part.Entries)
            {
                entry.ReleaseSlice();
            }
        }
    }

    private async ValueTask<FetchResponse?> AwaitAsync(CancellationToken cancelled)
    {
        await using CancellationTokenRegistration registration = cancelled.UnsafeRegister(
            static state => ((FetchOperation)state!).Expire(), this);
        return await _done.Task;
    }

    // A consumer without partitions polls all the same; answering at once would make it spin.
    private async ValueTask<FetchResponse?> WaitForNothingAsync(CancellationToken cancelled)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(maxWaitMs), time, cancelled)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Response;
    }

    private void StartRound()
    {
        _bytesLeft = maxBytes;
        _bytesFound = 0;
        _partsLeft = _parts.Count;
        Volatile.Write(ref _signalled, 0);
        foreach (ShardPart part in _parts)
        {
            part.Shard.Post(part);
        }
    }

    private void PartRead()
    {
        if (Interlocked.Decrement(ref _partsLeft) > 0)
        {
            return;
        }

        if (_isUrgent || maxWaitMs <= 0 || Volatile.Read(ref _bytesFound) >= minBytes)
        {
            Finish();
            return;
        }

        Volatile.Write(ref _state, Waiting);
        if (Volatile.Read(ref _signalled) == 1 || _isUrgent)
        {
            Resume();
        }
    }

    private void Signal()
    {
        Interlocked.Exchange(ref _signalled, 1);
        Resume();
    }

    private void Expire()
    {
        _isUrgent = true;
        Resume();
    }

    private void Resume()
    {
        if (Interlocked.CompareExchange(ref _state, Reading, Waiting) == Waiting)
        {
            StartRound();
        }
    }

    private void Finish()
    {
        _state = Done;
        foreach (ShardPart part in _parts)
        {
            part.EndWatch();
        }

        _done.TrySetResult(Response);
    }

    /// <summary>The entries of one shard: one message a round, however many partitions.</summary>
    private sealed class ShardPart(FetchOperation operation, Shard shard) : ShardWork
    {
        private Watcher? _watch;
        private Deadline? _deadline;
        private volatile bool _isWatching;

        internal Shard Shard { get; } = shard;

        internal List<FetchEntry> Entries { get; } = [];

        internal override void Run()
        {
            foreach (FetchEntry entry in Entries)
            {
                int budget = Volatile.Read(ref operation._bytesLeft);
                bool isFirst = Volatile.Read(ref operation._bytesFound) == 0;
                int read = entry.Read(Math.Max(0, budget), minOneBatch: isFirst, out bool isUrgent);
                Interlocked.Add(ref operation._bytesLeft, -read);
                Interlocked.Add(ref operation._bytesFound, read);
                if (isUrgent)
                {
                    operation._isUrgent = true;
                }
            }

            if (!_isWatching && operation.MustWait)
            {
                BeginWatch();
            }

            operation.PartRead();
        }

        internal void EndWatch()
        {
            if (_isWatching)
            {
                _isWatching = false;
                Shard.Post(StopWatching);
            }
        }

        private void BeginWatch()
        {
            _isWatching = true;
            _watch = new Watcher(operation);
            foreach (FetchEntry entry in Entries)
            {
                entry.Host.Watch(_watch);
            }

            // One part keeps the time for all.
            if (operation._parts[0] == this)
            {
                _deadline = new Deadline(operation);
                Shard.Schedule(_deadline, Shard.NowMs + operation.MaxWaitMs);
            }
        }

        private void StopWatching()
        {
            foreach (FetchEntry entry in Entries)
            {
                entry.Host.Unwatch(_watch!);
            }

            if (_deadline is { } armed)
            {
                Shard.Cancel(armed);
            }
        }
    }

    // What one part knows: enough may have been found elsewhere, then its watch was for nothing and ends at once.
    private bool MustWait => !_isUrgent && maxWaitMs > 0 && Volatile.Read(ref _bytesFound) < minBytes;

    private long MaxWaitMs => maxWaitMs;

    private sealed class Watcher(FetchOperation operation) : FetchWatch
    {
        internal override void Signal() => operation.Signal();
    }

    private sealed class Deadline(FetchOperation operation) : ShardTimer
    {
        internal override void Fire() => operation.Expire();
    }
}
