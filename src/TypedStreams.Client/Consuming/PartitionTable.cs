// The assigned partitions of a consumer, their positions, and what was fetched ahead. The one place where the fetch
// loops, the group membership and the application meet: everything is under one lock, held briefly, no I/O.
using TypedStreams.Client.Metadata;
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>State of a consumer's partitions. Safe from any thread.</summary>
internal sealed class PartitionTable(long prefetchBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, ConsumerPartition> _partitions = [];
    private readonly Queue<ConsumerPartition> _ready = new();
    private readonly Queue<Exception> _errors = new();
    private TaskCompletionSource _arrived = NewSource();
    private Exception? _fatal;
    private bool _isClosed;
    private long _bufferedBytes;

    /// <summary>Called when something can be fetched or looked up again; must not block.</summary>
    public event Action? Changed;

    public long BufferedBytes => Interlocked.Read(ref _bufferedBytes);

    public bool IsFull => BufferedBytes >= prefetchBytes;

    public IReadOnlyCollection<TopicPartition> Assignment
    {
        get
        {
            lock (_gate)
                return [.. from partition in _partitions.Values where partition.IsActive select partition.Partition];
        }
    }

    /// <summary>Replaces the assignment; nothing of it is fetched before <see cref="Activate"/>.</summary>
    public void Replace(IEnumerable<TopicPartitionOffset> partitions)
    {
        lock (_gate)
        {
            foreach (ConsumerPartition old in _partitions.Values)
                DropChunks(old);

            _partitions.Clear();
            _ready.Clear();
            foreach (TopicPartitionOffset place in partitions)
                _partitions[place.TopicPartition] = new ConsumerPartition(place.TopicPartition, place.Offset);
        }
    }

    /// <summary>Lets the partitions be fetched.</summary>
    public void Activate()
    {
        lock (_gate)
        {
            foreach (ConsumerPartition partition in _partitions.Values)
                partition.IsActive = true;
        }

        Changed?.Invoke();
    }

    public void Pause(TopicPartition partition) => Update(partition, static found => found.IsPaused = true);

    public void Resume(TopicPartition partition) => Update(partition, found =>
    {
        found.IsPaused = false;
        Queue(found);
    });

    /// <summary>Moves the position; what was fetched ahead is dropped.</summary>
    public void Seek(TopicPartition partition, long offset) => Update(partition, found =>
    {
        DropChunks(found);
        found.Position = offset;
        found.Moves++;
        found.IsStuck = false;
    });

    public long? PositionOf(TopicPartition partition)
    {
        lock (_gate)
        {
            if (!_partitions.TryGetValue(partition, out ConsumerPartition? found))
                return null;

            long next = found.Chunks.TryPeek(out FetchedChunk? chunk) ? chunk.FetchOffset : found.Position;
            return next >= 0 ? next : null;
        }
    }

    /// <summary>A fetch told how far the partition can be read.</summary>
    public void SetEnd(in FetchPlan plan, long endOffset)
    {
        lock (_gate)
        {
            if (Find(plan.Partition, plan.Moves) is { } found)
                found.EndOffset = endOffset;
        }
    }

    /// <summary>How many offsets lie before the end and were not received; null when that is not known.</summary>
    public long? LagOf(TopicPartition partition)
    {
        lock (_gate)
        {
            if (!_partitions.TryGetValue(partition, out ConsumerPartition? found) || found.EndOffset < 0)
                return null;

            long next = found.Chunks.TryPeek(out FetchedChunk? chunk) ? chunk.FetchOffset : found.Position;
            return next >= 0 ? Math.Max(found.EndOffset - next, 0) : null;
        }
    }

    public List<UnknownPosition> UnknownPositions()
    {
        lock (_gate)
        {
            return [.. _partitions.Values
                .Where(partition => partition.Position < 0 && !partition.IsStuck)
                .Select(partition => new UnknownPosition(partition.Partition, partition.Position, partition.Moves))];
        }
    }

    /// <summary>
    /// Sets a position that was looked up, unless a seek came first. A negative one is a further look-up.
    /// </summary>
    public void SetPosition(in UnknownPosition unknown, long offset)
    {
        lock (_gate)
        {
            if (Find(unknown.Partition, unknown.Moves) is { } found)
                found.Position = offset;
        }

        Changed?.Invoke();
    }

    /// <summary>What to ask each leader for.</summary>
    public List<FetchPlan> Plan(ClusterSnapshot cluster, out bool isAnyPaused, out bool isLeaderMissing)
    {
        isAnyPaused = false;
        isLeaderMissing = false;
        var plan = new List<FetchPlan>();
        lock (_gate)
        {
            foreach (ConsumerPartition partition in _partitions.Values)
            {
                isAnyPaused |= partition.IsPaused;
                if (!partition.CanFetch)
                    continue;

                if (cluster.TryGetLeader(partition.Partition, out var leader, out int epoch))
                    plan.Add(new FetchPlan(partition.Partition, partition.Position, partition.Moves, epoch, leader));
                else
                    isLeaderMissing = true;
            }
        }

        return plan;
    }

    /// <summary>
    /// Takes in what a fetch brought; false when the partition has moved on, and the chunk is nobody's.
    /// </summary>
    public bool Offer(in FetchPlan plan, FetchedChunk chunk)
    {
        TaskCompletionSource arrived;
        lock (_gate)
        {
            if (_isClosed || Find(plan.Partition, plan.Moves) is not { } found || found.Position != plan.Offset)
                return false;

            found.Position = chunk.NextOffset;
            found.Chunks.Enqueue(chunk);
            Interlocked.Add(ref _bufferedBytes, chunk.Records.Length);
            if (!Queue(found))
                return true;

            arrived = TakeArrived();
        }

        arrived.TrySetResult();
        return true;
    }

    /// <summary>The position is outside the log: look up where to go on, or stop there.</summary>
    public void Reset(in FetchPlan plan, long start)
    {
        lock (_gate)
        {
            if (Find(plan.Partition, plan.Moves) is not { } found)
                return;

            found.Position = start;
            found.Moves++;
        }

        Changed?.Invoke();
    }

    /// <summary>Stops a partition at <paramref name="offset"/> until a seek, and has ReceiveAsync throw.</summary>
    public void Fail(TopicPartition partition, long offset, int moves, Exception error)
    {
        TaskCompletionSource arrived;
        lock (_gate)
        {
            bool isAssigned = _partitions.TryGetValue(partition, out ConsumerPartition? found);
            if (!isAssigned || found!.Moves != moves)
                return;

            DropChunks(found);
            found.Position = offset;
            found.Moves++;
            found.IsStuck = true;
            _errors.Enqueue(error);
            arrived = TakeArrived();
        }

        arrived.TrySetResult();
    }

    /// <summary>Ends consuming with an error that every ReceiveAsync throws from now on.</summary>
    public void FailAll(Exception error)
    {
        TaskCompletionSource arrived;
        lock (_gate)
        {
            _fatal ??= error;
            arrived = TakeArrived();
        }

        arrived.TrySetResult();
    }

    public void Close()
    {
        TaskCompletionSource arrived;
        lock (_gate)
        {
            _isClosed = true;
            foreach (ConsumerPartition partition in _partitions.Values)
                DropChunks(partition);

            _partitions.Clear();
            _ready.Clear();
            arrived = TakeArrived();
        }

        arrived.TrySetResult();
    }

    /// <summary>The next chunk, round-robin over partitions; null when there is none.</summary>
    /// <param name="isClosed">True when there will be none any more.</param>
    /// <param name="arrival">Completes when it is worth asking again.</param>
    /// <param name="moves">What the partition's count of moves is, to report an error of the chunk.</param>
    public FetchedChunk? TryTake(out bool isClosed, out Task arrival, out int moves)
    {
        bool hasRoomAgain = false;
        FetchedChunk? chunk = null;
        moves = 0;
        lock (_gate)
        {
            isClosed = _isClosed;
            arrival = _arrived.Task;
            if (isClosed)
                return null;

            if (_fatal is not null)
                throw _fatal;

            if (_errors.TryDequeue(out Exception? error))
                throw error;

            while (chunk is null && _ready.TryDequeue(out ConsumerPartition? next))
            {
                next.IsQueued = false;
                if (next.IsPaused || !next.Chunks.TryDequeue(out chunk))
                    continue;

                moves = next.Moves;
                long before = Interlocked.Add(ref _bufferedBytes, -chunk.Records.Length) + chunk.Records.Length;
                hasRoomAgain = before >= prefetchBytes && !IsFull;
                Queue(next);
            }
        }

        if (hasRoomAgain)
            Changed?.Invoke();

        return chunk;
    }

    private void Update(TopicPartition partition, Action<ConsumerPartition> change)
    {
        TaskCompletionSource arrived;
        lock (_gate)
        {
            if (!_partitions.TryGetValue(partition, out ConsumerPartition? found))
                throw new InvalidOperationException($"Partition {partition} is not assigned to this consumer.");

            change(found);
            arrived = TakeArrived();
        }

        arrived.TrySetResult();
        Changed?.Invoke();
    }

    private ConsumerPartition? Find(TopicPartition partition, int moves) =>
        _partitions.TryGetValue(partition, out ConsumerPartition? found) && found.Moves == moves && !found.IsStuck
            ? found
            : null;

    private bool Queue(ConsumerPartition partition)
    {
        if (partition.IsQueued || partition.IsPaused || partition.Chunks.Count == 0)
            return false;

        partition.IsQueued = true;
        _ready.Enqueue(partition);
        return true;
    }

    private void DropChunks(ConsumerPartition partition)
    {
        while (partition.Chunks.TryDequeue(out FetchedChunk? chunk))
        {
            Interlocked.Add(ref _bufferedBytes, -chunk.Records.Length);
            chunk.Frame.Release();
        }
    }

    private TaskCompletionSource TakeArrived()
    {
        TaskCompletionSource arrived = _arrived;
        _arrived = NewSource();
        return arrived;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
