// The send loop of a producer: looks which partitions have a batch to send, puts those of one broker into one Produce
// request, and writes it to the broker's connection. Up to MaxInFlight requests a broker are under way; their answers
// are settled as they come, and wake the loop. One loop, so requests to a broker leave in the order in which batches
// were taken. The only one who gives producer ids and epochs out.
using System.Collections.Concurrent;
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

    private readonly ClusterLink _link;
    private readonly ProducerContext _context;
    private readonly ConnectionPool _connections;
    private readonly ConcurrentQueue<PartitionAccumulator> _noticed = new();
    private readonly List<PartitionAccumulator> _active = [];
    private readonly List<(PartitionAccumulator Partition, ProducerBatch Batch)> _expired = [];
    private readonly Dictionary<BrokerAddress, SenderNode> _nodes = [];
    private readonly AsyncSignal _wake = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _loop;
    private ProducerIdentity _identity = ProducerIdentity.None;
    private int _turn;

    public ProducerSender(ClusterLink link, ProducerContext context)
    {
        _link = link;
        _context = context;
        _connections = link.NewPool();
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
        if (partition.TryList())
            _noticed.Enqueue(partition);

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
                    ExpireAll();
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
        while (_noticed.TryDequeue(out PartitionAccumulator? noticed))
            _active.Add(noticed);

        long wakeAt = now + _context.Time.TimestampFrequency * 60;
        if (_active.Count == 0)
            return wakeAt;

        await RenewIdentityAsync();
        ClusterSnapshot cluster = _link.Metadata.Current;
        var drafts = new Dictionary<SenderNode, ProduceDraft>();
        _turn++;
        for (int i = 0; i < _active.Count; i++)
        {
            // A different first one each time, so that none starves while requests fill up.
            PartitionAccumulator partition = _active[(i + _turn) % _active.Count];
            partition.Expire(now, ref wakeAt, _expired);
            Take(partition, cluster, now, drafts, ref wakeAt);
        }

        FailExpired();
        ServeTransaction();
        _active.RemoveAll(static partition => partition.TryUnlist());
        foreach ((SenderNode node, ProduceDraft draft) in drafts)
            Send(node, draft);

        return wakeAt;
    }

    private void Take(
        PartitionAccumulator partition,
        ClusterSnapshot cluster,
        long now,
        Dictionary<SenderNode, ProduceDraft> drafts,
        ref long wakeAt)
    {
        if (!cluster.TryGetLeader(partition.Partition, out BrokerAddress address, out _))
        {
            _link.Metadata.Invalidate();
            return;
        }

        if (!_nodes.TryGetValue(address, out SenderNode? node))
            _nodes[address] = node = new SenderNode(address);

        if (_context.Transaction is { } transaction && !transaction.TryAdmit(partition.Partition))
            return;

        if (!IsReachable(node) || node.InFlight >= _context.Options.MaxInFlight)
            return;

        drafts.TryGetValue(node, out ProduceDraft? draft);
        if (draft is { Bytes: > MaxRequestBytes })
        {
            wakeAt = now;
            return;
        }

        if (partition.TryTake(now, _identity, ref wakeAt) is not { } batch)
            return;

        if (!TryBuild(partition, batch))
            return;

        if (draft is null)
            drafts[node] = draft = new ProduceDraft();

        draft.Add(partition, batch);
        wakeAt = now; // there may be a second batch, for the next request
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
        foreach (PartitionAccumulator partition in _active)
            partition.FailAll(error.Code, $"was not sent: {error.Message}");
    }

    private void ExpireAll()
    {
        long wakeAt = long.MaxValue;
        foreach (PartitionAccumulator partition in _active)
            partition.Expire(_context.Time.GetTimestamp(), ref wakeAt, _expired);

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
        }

        _expired.Clear();
    }

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

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);
}
