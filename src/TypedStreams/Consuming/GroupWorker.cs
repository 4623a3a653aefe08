// A consumer group in the host: one consumer, one worker a partition that it is assigned.
// Owns the consumer and the workers; decides when to commit. Receives on one loop, which is also the only one to create
// and offer to workers; rebalance calls come from the consumer, failures from the workers' tasks.

using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams.Client;
using TypedStreams.Databases;
using TypedStreams.Outbox;
using TypedStreams.Pipelines;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

internal sealed partial class GroupWorker<THandler>(
    GroupDefinition<THandler> definition,
    StreamsConnection connection,
    HandlerSource<THandler> handlers,
    OutboxDatabase database,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<StreamsConnection> logger) : IHostedService, IPartitionOwner, IGroupState, IAsyncDisposable
    where THandler : class
{
    private readonly ConcurrentDictionary<TopicPartition, PartitionWorker> _partitions = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _group = connection.NameOf(definition.Name);
    private readonly ConsumerSettings _settings = connection.Options.Consumer;
    private FrozenDictionary<string, TopicHandling<THandler>> _topics =
        FrozenDictionary<string, TopicHandling<THandler>>.Empty;

    private GroupPipeline? _pipeline;
    private GroupDatabase? _database;
    private KafkaConsumer? _consumer;
    private OffsetCommitter? _committer;
    private Task _loops = Task.CompletedTask;
    private ConsumerGroupFailedException? _failure;

    string IGroupState.Group => _group;

    ConsumerGroupFailedException? IGroupState.Failure => Volatile.Read(ref _failure);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var servers = await connection.OpenAsync(cancellationToken);
        _topics = await GroupTopics.OpenAsync(
            definition, connection, handlers, database.IsRelayed, time, logger, cancellationToken);
        _consumer = servers.Kafka.CreateConsumer(new KafkaConsumerOptions
        {
            GroupId = _group,
            OffsetReset = OffsetResetOf(_settings.StartFrom),

            // What is put aside there before the group has committed anything must not be passed over.
            TopicOffsetResets = _topics.Where(topic => topic.Value.IsRetryTopic)
                .ToDictionary(topic => topic.Key, _ => OffsetReset.Earliest),
            SessionTimeout = _settings.SessionTimeout,
            HeartbeatInterval = _settings.HeartbeatInterval,
            Rebalance = new Rebalance(this),
        });
        switch (definition.Progress)
        {
            case Progress.InTransaction:
                _pipeline = await GroupPipeline.OpenAsync(
                    _group, definition.Outputs, connection, _consumer, logger, cancellationToken);
                break;
            case Progress.InDatabase:
                _database = await GroupDatabase.OpenAsync(
                    _group, definition.Outputs, connection, database, logger, cancellationToken);
                break;
        }

        _committer = new OffsetCommitter(_consumer, _group, logger);
        _consumer.Subscribe([.. _topics.Keys]);
        _loops = Task.WhenAll(
            Task.Run(ReceiveAsync, CancellationToken.None), Task.Run(CommitAsync, CancellationToken.None));
    }

    /// <summary>Finishes what is being handled, commits, leaves the group; throws when the group had failed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loops;
        await ReleaseAsync([.. _partitions.Keys], commit: true);
        if (_consumer is { } consumer)
        {
            _consumer = null;
            await consumer.CloseAsync();
            await consumer.DisposeAsync();
        }

        if (_failure is { } failure && _settings.OnFailure == FailureAction.StopHost)
        {
            throw failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_consumer is { } consumer)
        {
            // The host never stopped it in order: nothing more is handled or committed.
            await _loops;
            await ReleaseAsync([.. _partitions.Keys], commit: false);
            await consumer.DisposeAsync();
        }

        await handlers.DisposeAsync();
        _committer?.Dispose();
        _database?.Dispose();
        _stopping.Dispose();
    }

    void IPartitionOwner.Pause(TopicPartition partition) => IfAssigned(partition, static (it, own) => it.Pause(own));

    void IPartitionOwner.Resume(TopicPartition partition) => IfAssigned(partition, static (it, own) => it.Resume(own));

    void IPartitionOwner.PartitionFailed(TopicPartition partition, long offset, Exception failure)
    {
        IfAssigned(partition, static (consumer, own) => consumer.Pause(own));
        LogPartitionFailed(logger, _group, partition.Topic, partition.Partition, offset, failure);
        Fail(new ConsumerGroupFailedException(_group, partition.Topic, partition.Partition, offset, failure));
    }

    private void IfAssigned(TopicPartition partition, Action<KafkaConsumer, TopicPartition> act)
    {
        try
        {
            if (_consumer is { } consumer)
            {
                act(consumer, partition);
            }
        }
        catch (InvalidOperationException)
        {
            // Revoked in this very moment; the worker is about to hear of it.
        }
    }

    private void Fail(ConsumerGroupFailedException failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null
            && _settings.OnFailure == FailureAction.StopHost)
        {
            lifetime.StopApplication();
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _consumer!.ReceiveAsync(_stopping.Token) is { } batch)
            {
                if (_partitions.TryGetValue(batch.Partition, out var worker))
                {
                    worker.Offer(batch);
                }
                else
                {
                    batch.Dispose();
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception failure)
        {
            // The consumer retries what can be retried; this is the rest, and without it the group handles nothing.
            LogGroupFailed(logger, _group, failure);
            _failure ??= new ConsumerGroupFailedException(_group, failure.Message, failure);
            lifetime.StopApplication();
        }
    }

    private async Task CommitAsync()
    {
        using var timer = new PeriodicTimer(_settings.CommitInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await _committer!.CommitAsync(_partitions.Values.OfType<AtLeastOnceWorker>());
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops; StopAsync commits once more when everything is drained.
        }
    }

    /// <summary>
    /// Lets partitions go: their handlers end first, and what they handled is committed while it may be.
    /// </summary>
    private async ValueTask ReleaseAsync(IReadOnlyCollection<TopicPartition> partitions, bool commit)
    {
        var released = new List<PartitionWorker>();
        foreach (var partition in partitions)
        {
            if (_partitions.TryRemove(partition, out var worker))
            {
                released.Add(worker);
            }
        }

        var patience = commit ? _settings.DrainTimeout : TimeSpan.Zero;
        await Task.WhenAll(released.Select(worker => worker.StopAsync(patience, isLost: !commit)));
        if (commit)
        {
            await _committer!.CommitAsync(released.OfType<AtLeastOnceWorker>());
        }

        if (_pipeline is { } pipeline)
        {
            await pipeline.ReleaseAsync(partitions);
        }
    }

    private PartitionWorker NewWorker(TopicPartition partition)
    {
        var topic = _topics[partition.Topic];
        return _pipeline?.NewWorker(partition, topic, this)
            ?? _database?.NewWorker(partition, topic, this)
            ?? topic.NewWorker(partition, this, _settings.BufferedBatches);
    }

    private static OffsetReset OffsetResetOf(StartFrom start) => start switch
    {
        StartFrom.Latest => OffsetReset.Latest,
        StartFrom.Error => OffsetReset.Error,
        _ => OffsetReset.Earliest,
    };

    [LoggerMessage(1, LogLevel.Critical,
        "Consumer group {Group}: {Topic}-{Partition} stops at offset {Offset}, whose message was not handled")]
    private static partial void LogPartitionFailed(
        ILogger logger, string group, string topic, int partition, long offset, Exception failure);

    [LoggerMessage(2, LogLevel.Critical, "Consumer group {Group} cannot receive; the host stops")]
    private static partial void LogGroupFailed(ILogger logger, string group, Exception failure);

    [LoggerMessage(3, LogLevel.Information, "Consumer group {Group}: {Change} {Partitions}")]
    private static partial void LogAssignment(ILogger logger, string group, string change, string partitions);

    /// <summary>
    /// The consumer's listener; apart from the worker so that its calls are not the worker's own members.
    /// </summary>
    private sealed class Rebalance(GroupWorker<THandler> group) : IRebalanceListener
    {
        public ValueTask OnAssigningAsync(IReadOnlyCollection<TopicPartition> partitions) =>
            group._pipeline is { } pipeline ? new ValueTask(pipeline.TakeOverAsync(partitions)) : default;

        public async ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions)
        {
            Log("assigned", partitions);
            if (group._database is { } database)
            {
                await database.SeekAsync(group._consumer!, partitions, group._stopping.Token);
            }

            foreach (var partition in partitions)
            {
                var worker = group.NewWorker(partition);
                group._partitions[partition] = worker;
                worker.Start();
            }
        }

        public ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions)
        {
            Log("revoked", partitions);
            return group.ReleaseAsync(partitions, commit: true);
        }

        public ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions)
        {
            Log("lost", partitions);
            return group.ReleaseAsync(partitions, commit: false);
        }

        private void Log(string change, IReadOnlyCollection<TopicPartition> partitions)
        {
            if (group.Logger.IsEnabled(LogLevel.Information))
            {
                LogAssignment(group.Logger, group._group, change, string.Join(", ", partitions));
            }
        }
    }

    private ILogger Logger => logger;
}
