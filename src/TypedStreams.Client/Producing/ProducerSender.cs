// The send loop of a producer: looks at the partitions whose turn it is, queues those with a batch to send at their
// brokers, puts those of one broker into one Produce request, and writes it to the broker's connection. Up to
// MaxInFlight requests a broker are under way; their answers are settled as they come, and wake the loop. One loop, so
// requests to a broker leave in the order in which batches were taken. The only one who gives producer ids and epochs
// out.
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TypedStreams.Client.Connections;
using TypedStreams.Client.Metadata;
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>Sends the batches of one producer.</summary>
internal sealed partial class ProducerSender : IAsyncDisposable
{
    // Produce 13 names topics by id; names do until the topic ids are part of the accumulators.
    private const short ProduceFloor = 3;
    private const short ProduceCap = 12;

    // One request holds no more than this beyond its first batch, so that requests can overlap.
    private const int MaxRequestBytes = 8 << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly ClusterLink _link;
    private readonly ProducerContext _context;
    private readonly ConnectionPool _connections;
    private readonly SendSchedule _schedule = new();
    private readonly List<(PartitionAccumulator Partition, ProducerBatch Batch)> _expired = [];
    private readonly Dictionary<BrokerAddress, SenderNode> _nodes = [];
    private readonly List<SenderNode> _leaders = [];
    private readonly AsyncSignal _wake = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _loop;
    private ProducerIdentity _identity = ProducerIdentity.None;
    private bool _isOutdated;
    private long _nextExpiry;

    public ProducerSender(ClusterLink link, ProducerContext context)
    {
        _link = link;
        _context = context;
        _connections = link.NewPool();
        _nextExpiry = LaterBy(context.Options.DeliveryTimeout, context.Time.GetTimestamp());
        if (context.Transaction is { } transaction)
            Coordinator = new TransactionCoordinator(link, context, transaction, _connections);

        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Asks the coordinators of transactions; null for a producer without transactions.</summary>
    public TransactionCoordinator? Coordinator { get; }

    public void Wake() => _wake.Set();

    /// <summary>The partition has something new.</summary>
    public void Notice(PartitionAccumulator partition)
    {
        if (_schedule.Notice(partition))
            _wake.Set();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _connections.DisposeAsync();
        await _loop;
    }

    private async Task LoopAsync()
    {
        int failures = 0;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                long wakeAt = await PassAsync(_context.Time.GetTimestamp());
                failures = 0;
                TimeSpan pause = UntilTimestamp(wakeAt);
                if (pause > TimeSpan.Zero)
                    await _wake.WaitAsync(pause, _context.Time, _ended.Token);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (KafkaException error)
            {
                failures++;
                LogTrouble(_link.Logger, failures, error);
                if (error.IsRetriable)
                    ExpireWhenDue(_context.Time.GetTimestamp());
                else
                    FailAll(error);

                await Task.Delay(Backoff.For(_link.Options, failures), _context.Time, _ended.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Returns when to look again though nothing calls.
    private async ValueTask<long> PassAsync(long now)
    {
        ClusterSnapshot cluster = _link.Metadata.Current;
        _schedule.BeginPass();
        while (_schedule.TryNext(now, out PartitionAccumulator? partition))
            Look(partition, cluster, now);

        if (_schedule.Known.Count > 0)
        {
            ExpireWhenDue(now);
            await RenewIdentityAsync();
            for (int i = 0; i < _leaders.Count; i++) // a look may add one
                SendReady(_leaders[i], cluster, now);

            ServeTransaction();
        }

        return Math.Min(LaterBy(LongestWait, now), Math.Min(_schedule.NextDue, _nextExpiry));
    }

    // Queues the partition at its leader if it has a batch to send, or notes when it will have.
    private void Look(PartitionAccumulator partition, ClusterSnapshot cluster, long now)
    {
        long due = partition.NextDue(_identity, out bool isOutdated);
        if (isOutdated)
        {
            _isOutdated = true;
            _schedule.Block(partition);
        }
        else if (due > now)
        {
            if (due < long.MaxValue)
                _schedule.LookAt(partition, due);
        }
        else if (LeaderOf(partition, cluster) is not { } leader)
        {
            _link.Metadata.Invalidate();
            _schedule.Block(partition);
        }
        else if (!partition.Place.IsReady)
        {
            partition.Place.IsReady = true;
            leader.Ready.Enqueue(partition);
        }
    }

    private SenderNode? LeaderOf(PartitionAccumulator partition, ClusterSnapshot cluster)
    {
        SendPlace place = partition.Place;
        if (ReferenceEquals(place.Cluster, cluster))
            return place.Node;

        place.Cluster = cluster;
        place.Node = null;
        if (cluster.TryGetLeader(partition.Partition, out BrokerAddress address, out _))
        {
            if (!_nodes.TryGetValue(address, out SenderNode? node))
            {
                _nodes[address] = node = new SenderNode(address);
                _leaders.Add(node);
            }

            place.Node = node;
        }

        return place.Node;
    }

    private void SendReady(SenderNode node, ClusterSnapshot cluster, long now)
    {
        if (node.Ready.Count == 0)
            return;

        if (!IsReachable(node))
        {
            while (node.TryNextReady(out PartitionAccumulator? partition))
                _schedule.Block(partition); // its leader may be another one by the next pass

            return;
        }

        while (node.Ready.Count > 0 && node.InFlight < _context.Options.MaxInFlight)
        {
            var draft = new ProduceDraft();
            while (draft.Bytes <= MaxRequestBytes
                && node.Ready.TryPeek(out PartitionAccumulator? next) && next.Place.Draft != draft)
            {
                node.TryNextReady(out _);
                Take(next, node, draft, cluster, now);
            }

            if (draft.Batches.Count > 0)
                Send(node, draft);
        }
    }

    private void Take(
        PartitionAccumulator partition, SenderNode node, ProduceDraft draft, ClusterSnapshot cluster, long now)
    {
        if (LeaderOf(partition, cluster) != node)
        {
            Look(partition, cluster, now);
            return;
        }

        if (_context.Transaction is { } transaction && !transaction.TryAdmit(partition.Partition))
        {
            _schedule.Block(partition);
            return;
        }

        if (partition.TryTake(now, _identity) is not { } batch)
        {
            Notice(partition); // it changed since it was queued, or needs another identity first
            return;
        }

        if (TryBuild(partition, batch))
        {
            draft.Add(partition, batch);
            partition.Place.Draft = draft;
        }

        Look(partition, cluster, now); // there may be a second batch, for the next request
    }

    private static bool TryBuild(PartitionAccumulator partition, ProducerBatch batch)
    {
        try
        {
            partition.Build(batch);
            return true;
        }
        catch (Protocol.Compression.CodecUnavailableException error)
        {
            partition.Settle(batch, new BatchOutcome(ErrorCode.UnsupportedCompressionType, Cause: error));
            return false;
        }
    }

    private bool IsReachable(SenderNode node)
    {
        if (node.Connection is { IsBroken: false })
            return true;

        if (node.Connecting.IsCompleted)
            node.Connecting = ConnectAsync(node);

        return node.Connection is { IsBroken: false };
    }

    private async Task ConnectAsync(SenderNode node)
    {
        try
        {
            node.Connection = await _connections.GetAsync(node.Address, _ended.Token);
        }
        catch (Exception error) when (error is KafkaException or OperationCanceledException or ObjectDisposedException)
        {
            _link.Metadata.Invalidate(); // the broker may have gone, and its partitions with it
        }

        _wake.Set();
    }

    // No id will be handed out, however long we wait: those who wait hear of it now.
    private void FailAll(KafkaException error)
    {
        foreach (PartitionAccumulator partition in _schedule.Known)
            partition.FailAll(error.Code, $"was not sent: {error.Message}");
    }

    // A batch that begins after this look at all of them waits at least until the next one.
    private void ExpireWhenDue(long now)
    {
        if (now < _nextExpiry)
            return;

        _nextExpiry = LaterBy(_context.Options.DeliveryTimeout, now);
        foreach (PartitionAccumulator partition in _schedule.Known)
            partition.Expire(now, ref _nextExpiry, _expired);

        FailExpired();
    }

    private void FailExpired()
    {
        foreach ((PartitionAccumulator partition, ProducerBatch batch) in _expired)
        {
            partition.Fail(
                batch,
                ErrorCode.RequestTimedOut,
                $"was not acknowledged within {nameof(KafkaProducerOptions.DeliveryTimeout)} = "
                    + $"{_context.Options.DeliveryTimeout.TotalSeconds:0.#} s");
            Notice(partition);
        }

        _expired.Clear();
    }

    private long LaterBy(TimeSpan span, long timestamp) =>
        timestamp + (long)(span.TotalSeconds * _context.Time.TimestampFrequency);

    private TimeSpan UntilTimestamp(long timestamp)
    {
        long left = timestamp - _context.Time.GetTimestamp();
        return left <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)left / _context.Time.TimestampFrequency);
    }

    [LoggerMessage(30, LogLevel.Warning, "The producer cannot send, attempt {Attempt}")]
    private static partial void LogTrouble(ILogger logger, int attempt, Exception error);
}

/// <summary>A broker as the send loop sees it.</summary>
internal sealed class SenderNode(BrokerAddress address)
{
    private int _inFlight;
    private BrokerConnection? _connection;

    public BrokerAddress Address { get; } = address;

    public BrokerConnection? Connection
    {
        get => Volatile.Read(ref _connection);
        set => Volatile.Write(ref _connection, value);
    }

    public Task Connecting { get; set; } = Task.CompletedTask;

    /// <summary>Partitions with a batch for it, in the order in which they came. The send loop's.</summary>
    public Queue<PartitionAccumulator> Ready { get; } = new();

    public bool TryNextReady([NotNullWhen(true)] out PartitionAccumulator? partition)
    {
        if (!Ready.TryDequeue(out partition))
            return false;

        partition.Place.IsReady = false;
        return true;
    }

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);
}
