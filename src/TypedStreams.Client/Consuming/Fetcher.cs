// Fetches ahead: one loop and one request under way for each broker that leads assigned partitions, bounded in bytes by
// the table. A response is cut into one chunk a partition without being parsed; parsing and unpacking are the
// application's thread's. Never touches the group.
using Microsoft.Extensions.Logging;
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>The fetch loops of one consumer.</summary>
internal sealed partial class Fetcher : IAsyncDisposable
{
    // Version 13 names topics by id; names serve every broker.
    private const short FetchFloor = 4;
    private const short FetchCap = 12;

    // A long poll that is under way does not learn of a partition that is resumed: keep it short while one may be.
    private static readonly TimeSpan WaitWhilePaused = TimeSpan.FromMilliseconds(50);

    private readonly ClusterLink _link;
    private readonly KafkaConsumerOptions _options;
    private readonly PartitionTable _table;
    private readonly ConnectionPool _connections;
    private readonly Lock _gate = new();
    private readonly Dictionary<BrokerAddress, (AsyncSignal Wake, Task Loop)> _loops = [];
    private readonly CancellationTokenSource _ended = new();

    public Fetcher(ClusterLink link, KafkaConsumerOptions options, PartitionTable table)
    {
        _link = link;
        _options = options;
        _table = table;
        _connections = link.NewPool();
        table.Changed += Look;
        link.Metadata.Changed += Look;
    }

    public async ValueTask DisposeAsync()
    {
        _table.Changed -= Look;
        _link.Metadata.Changed -= Look;
        await _ended.CancelAsync();
        await _connections.DisposeAsync();
        Task[] loops;
        lock (_gate)
            loops = [.. _loops.Values.Select(loop => loop.Loop)];

        await Task.WhenAll(loops);
    }

    // Starts a loop for each leader that has none, and wakes the others.
    private void Look()
    {
        List<FetchPlan> plan = _table.Plan(_link.Metadata.Current, out _, out bool isLeaderMissing);
        if (isLeaderMissing)
            _link.Metadata.Invalidate();

        lock (_gate)
        {
            if (_ended.IsCancellationRequested)
                return;

            foreach (FetchPlan partition in plan)
            {
                if (_loops.ContainsKey(partition.Leader))
                    continue;

                var wake = new AsyncSignal();
                BrokerAddress leader = partition.Leader;
                _loops[leader] = (wake, Task.Run(() => LoopAsync(leader, wake)));
            }

            foreach ((AsyncSignal wake, _) in _loops.Values)
                wake.Set();
        }
    }

    private async Task LoopAsync(BrokerAddress leader, AsyncSignal wake)
    {
        int failures = 0;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                List<FetchPlan> all = _table.Plan(_link.Metadata.Current, out bool isAnyPaused, out _);
                List<FetchPlan> plan = all.FindAll(partition => partition.Leader == leader);
                if (plan.Count == 0 || _table.IsFull)
                {
                    await wake.WaitAsync(_ended.Token);
                    continue;
                }

                bool isClean = await FetchAsync(leader, plan, isAnyPaused);
                failures = isClean ? 0 : failures + 1;
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (
                error is KafkaException or ObjectDisposedException or OperationCanceledException)
            {
                failures++;
                LogFailed(_link.Logger, leader, failures, error);
                _link.Metadata.Invalidate();
            }

            if (failures > 0)
            {
                await Task.Delay(Backoff.For(_link.Options, failures), _link.Options.Time, _ended.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // False when a partition's error calls for a pause.
    private async Task<bool> FetchAsync(BrokerAddress leader, List<FetchPlan> plan, bool isAnyPaused)
    {
        TimeSpan wait = isAnyPaused && _options.MaxWait > WaitWhilePaused ? WaitWhilePaused : _options.MaxWait;
        BrokerConnection connection = await _connections.GetAsync(leader, _ended.Token);
        using Reply<FetchResponse> reply = await connection.AskAsync(
            Request(plan, wait), FetchFloor, FetchCap, wait + _link.Options.RequestTimeout, _ended.Token);
        if (reply.Response.ErrorCode != ErrorCode.None)
            throw new KafkaException(reply.Response.ErrorCode, $"Broker {leader} refused a fetch");

        var asked = plan.ToDictionary(partition => partition.Partition);
        bool isClean = true;
        foreach (FetchResponse.FetchableTopicResponse topic in reply.Response.Responses)
        {
            foreach (FetchResponse.PartitionData data in topic.Partitions)
            {
                if (asked.TryGetValue(new TopicPartition(topic.Topic, data.PartitionIndex), out FetchPlan partition))
                    isClean &= Take(partition, data, reply.Frame);
            }
        }

        return isClean;
    }

    private FetchRequest Request(List<FetchPlan> plan, TimeSpan wait)
    {
        var topics = new Dictionary<string, FetchRequest.FetchTopic>(StringComparer.Ordinal);
        foreach (FetchPlan partition in plan)
        {
            if (!topics.TryGetValue(partition.Partition.Topic, out FetchRequest.FetchTopic? topic))
            {
                topic = new FetchRequest.FetchTopic { Topic = partition.Partition.Topic };
                topics[partition.Partition.Topic] = topic;
            }

            topic.Partitions.Add(new FetchRequest.FetchPartition
            {
                Partition = partition.Partition.Partition,
                CurrentLeaderEpoch = partition.LeaderEpoch,
                FetchOffset = partition.Offset,
                PartitionMaxBytes = _options.MaxPartitionBytes,
            });
        }

        return new FetchRequest
        {
            MaxWaitMs = (int)wait.TotalMilliseconds,
            MinBytes = _options.MinBytes,
            MaxBytes = _options.MaxBytes,
            IsolationLevel = (sbyte)_options.Isolation,
            Topics = [.. topics.Values],
        };
    }

    private bool Take(in FetchPlan plan, FetchResponse.PartitionData data, ResponseFrame frame)
    {
        switch (data.ErrorCode)
        {
            case ErrorCode.None:
                bool isCommitted = _options.Isolation == IsolationLevel.ReadCommitted && data.LastStableOffset >= 0;
                _table.SetEnd(plan, isCommitted ? data.LastStableOffset : data.HighWatermark);
                TakeRecords(plan, data, frame);
                return true;
            case ErrorCode.OffsetOutOfRange
                when _options.ResetOf(plan.Partition.Topic) is var reset && reset != OffsetReset.Error:
                LogOutOfRange(_link.Logger, plan.Partition, plan.Offset, reset);
                _table.Reset(plan, PositionResolver.StartOf(reset));
                return true;
            case var code when ErrorTable.IsRetriable(code) && code != ErrorCode.OffsetOutOfRange:
                _link.Metadata.Invalidate();
                return false;
            default:
                _table.Fail(plan.Partition, plan.Offset, plan.Moves, new KafkaException(
                    data.ErrorCode,
                    $"Partition {plan.Partition} cannot be read at offset {plan.Offset}; it waits for a Seek"));
                return true;
        }
    }

    private void TakeRecords(in FetchPlan plan, FetchResponse.PartitionData data, ResponseFrame frame)
    {
        if (data.Records.IsNull || data.Records.Length == 0)
            return;

        ReadOnlyMemory<byte> records = data.Records.Bytes;
        long nextOffset = plan.Offset;
        try
        {
            var batches = new RecordBatchReader(records);
            while (batches.MoveNext())
                nextOffset = batches.Current.Header.NextOffset;

            if (nextOffset <= plan.Offset)
                throw new MalformedMessageException("record batch", batches.Position, "there is no whole one");

            records = records[..batches.Position];
        }
        catch (MalformedMessageException error)
        {
            _table.Fail(plan.Partition, plan.Offset, plan.Moves, new KafkaException(
                ErrorCode.CorruptMessage,
                $"Records of {plan.Partition} at offset {plan.Offset} cannot be read; it waits for a Seek",
                error));
            return;
        }

        frame.Retain();
        var chunk = new FetchedChunk(
            plan.Partition, frame, records, plan.Offset, nextOffset, data.HighWatermark, data.AbortedTransactions);
        if (!_table.Offer(plan, chunk))
            frame.Release();
    }

    [LoggerMessage(40, LogLevel.Warning, "Fetching from {Broker} failed, attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, BrokerAddress broker, int attempt, Exception error);

    [LoggerMessage(41, LogLevel.Warning, "Offset {Offset} of {Partition} is outside its log, going to {Reset}")]
    private static partial void LogOutOfRange(ILogger logger, TopicPartition partition, long offset, OffsetReset reset);
}
