// What the partitions of a database group share: the data source, where the group's progress is kept, where outputs go.

using System.Collections.Frozen;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using TypedStreams.Client;
using TypedStreams.Consuming;
using TypedStreams.Outbox;
using TypedStreams.Pipelines;
using TypedStreams.Producing;
using TypedStreams.Protocol;

namespace TypedStreams.Databases;

internal sealed class GroupDatabase : IDisposable
{
    private readonly DbDataSource _source;
    private readonly FrozenDictionary<Type, MessageRoute> _routes;
    private readonly TypedStreamsOptions _options;
    private readonly OutboxSignal _outbox;
    private readonly SemaphoreSlim _turns;
    private readonly TimeProvider _time = TimeProvider.System;
    private Dictionary<TopicPartition, long> _positions = [];

    private GroupDatabase(
        string group,
        DbDataSource source,
        bool hasOneWriter,
        FrozenDictionary<Type, MessageRoute> routes,
        TypedStreamsOptions options,
        OutboxSignal outbox,
        ILogger logger)
    {
        _source = source;
        _routes = routes;
        _options = options;
        _outbox = outbox;
        _turns = new SemaphoreSlim(hasOneWriter ? 1 : options.Database.ConcurrentTransactions);
        Positions = new PositionTable(group);
        Journal = new DatabaseJournal(group, logger);
    }

    internal PositionTable Positions { get; }

    internal DatabaseJournal Journal { get; }

    /// <summary>
    /// Settles what can be wrong at the start: the database, its tables, topics and schemas of outputs.
    /// </summary>
    internal static async Task<GroupDatabase> OpenAsync(
        string group,
        IReadOnlyCollection<OutputType> outputs,
        StreamsConnection connection,
        OutboxDatabase database,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var dialect = await database.OpenAsync(cancellationToken);
        return new GroupDatabase(
            group,
            database.Source,
            dialect.HasOneWriter,
            await OutputType.OpenAllAsync(outputs, connection, cancellationToken),
            connection.Options,
            database.Signal,
            logger);
    }

    /// <summary>
    /// Has the consumer go on where the database says. Partitions of which it knows nothing start as any group's do.
    /// </summary>
    internal async Task SeekAsync(
        KafkaConsumer consumer, IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        _positions = await ReadPositionsAsync(cancellationToken);
        foreach (var partition in partitions)
        {
            if (_positions.TryGetValue(partition, out var position))
            {
                consumer.Seek(partition, position);
            }
        }
    }

    internal PartitionWorker NewWorker<THandler>(
        TopicPartition partition, TopicHandling<THandler> topic, IPartitionOwner owner)
        where THandler : class =>
        new DatabaseWorker<THandler>(
            partition,
            topic,
            owner,
            this,
            _positions.TryGetValue(partition, out var position) ? position : null,
            new DatabaseOutput(_routes),
            _options);

    internal ValueTask<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken) =>
        _source.OpenConnectionAsync(cancellationToken);

    /// <summary>
    /// Waits for the partition's turn: here that is in order and holds no thread, in the database it may be neither.
    /// </summary>
    internal Task EnterAsync(CancellationToken cancellationToken) => _turns.WaitAsync(cancellationToken);

    internal void Leave() => _turns.Release();

    /// <summary>There is something in the outbox.</summary>
    internal void Wake() => _outbox.Set();

    public void Dispose() => _turns.Dispose();

    private async Task<Dictionary<TopicPartition, long>> ReadPositionsAsync(CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        for (var failures = 0; ;)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(cancellationToken);
                return await Positions.ReadAllAsync(connection, cancellationToken);
            }
            catch (DbException failure) when (_time.GetElapsedTime(since) < _options.Pipeline.RetryFor)
            {
                Journal.Unreachable(failure);
                await Pauses.PauseAsync(++failures, _time, cancellationToken);
            }
        }
    }
}
