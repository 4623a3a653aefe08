// Publishes the outbox. Which of an application's processes does it is decided by a consumer group on a topic with one
// partition and no records: who is assigned the partition relays, and its transactions carry the partition's offset,
// which counts the batches that are out. So a relay that was replaced is fenced as any consumer's transaction is, and
// what is out is known by the broker that has it (decisions/007).

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams.Client;
using TypedStreams.Pipelines;
using TypedStreams.Protocol;

namespace TypedStreams.Outbox;

internal sealed partial class OutboxRelay(
    StreamsConnection connection,
    OutboxDatabase database,
    IHostApplicationLifetime lifetime,
    ILogger<StreamsConnection> logger) : IHostedService, IRebalanceListener, IAsyncDisposable
{
    private readonly TypedStreamsOptions _options = connection.Options;
    private readonly string _name = connection.NameOf(connection.Options.Outbox.Name);
    private readonly CancellationTokenSource _stopping = new();
    private KafkaClient? _kafka;
    private KafkaConsumer? _consumer;
    private PartitionTransactions? _transactions;
    private RelayRun? _run;
    private Task _receiving = Task.CompletedTask;
    private Exception? _failure;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        _kafka = await connection.GetKafkaAsync(cancellationToken);
        await connection.EnsureTopicAsync(_name, cancellationToken, partitions: 1);
        await RequireTopicAsync(_kafka, cancellationToken);
        _consumer = _kafka.CreateConsumer(new KafkaConsumerOptions
        {
            GroupId = _name,
            OffsetReset = OffsetReset.Earliest,
            SessionTimeout = _options.Consumer.SessionTimeout,
            HeartbeatInterval = _options.Consumer.HeartbeatInterval,
            Rebalance = this,
        });
        _consumer.Subscribe(_name);
        _receiving = Task.Run(ReceiveAsync, CancellationToken.None);
    }

    /// <summary>Publishes what is in the outbox now, then leaves the group; throws when the relay had failed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        if (_failure is { } failure)
        {
            throw new InvalidOperationException($"The relay of outbox '{_name}' stopped. {failure.Message}", failure);
        }
    }

    /// <summary>The same for a host that was never stopped in order.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _receiving;
        if (_consumer is { } consumer)
        {
            _consumer = null;
            await consumer.CloseAsync(); // lets the partition go, and with it the run
            await consumer.DisposeAsync();
        }
    }

    ValueTask IRebalanceListener.OnAssigningAsync(IReadOnlyCollection<TopicPartition> partitions) =>
        partitions.FirstOrDefault(partition => partition.Partition == 0) is { Topic: not null } ours
            ? TakeOverAsync(ours)
            : default;

    ValueTask IRebalanceListener.OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _consumer!.Pause(partition); // nothing to read there, and its offset is no place in the log
        }

        if (_transactions is { } transactions)
        {
            transactions.Assigned(_consumer!.GroupMetadata);
            _run = new RelayRun(transactions, database, _options, new RelayJournal(_name, logger), Fail);
            _run.Start();
        }

        return default;
    }

    ValueTask IRebalanceListener.OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions) =>
        LetGoAsync(isLost: false);

    ValueTask IRebalanceListener.OnLostAsync(IReadOnlyCollection<TopicPartition> partitions) =>
        LetGoAsync(isLost: true);

    private async ValueTask TakeOverAsync(TopicPartition partition)
    {
        await LetGoAsync(isLost: true);
        _transactions = new PartitionTransactions(_kafka!, _consumer!, _name, partition, _options);
        await _transactions.OpenAsync(_stopping.Token);
    }

    private async ValueTask LetGoAsync(bool isLost)
    {
        if (_run is { } run)
        {
            _run = null;
            await run.StopAsync(isLost);
        }

        if (_transactions is { } transactions)
        {
            _transactions = null;
            await transactions.DisposeAsync();
        }
    }

    /// <summary>A group on a topic that is not there would wait for it in silence.</summary>
    private async Task RequireTopicAsync(KafkaClient kafka, CancellationToken cancellationToken)
    {
        try
        {
            await kafka.Admin.DescribeTopicsAsync([_name], cancellationToken);
        }
        catch (KafkaException missing) when (missing.Code == ErrorCode.UnknownTopicOrPartition)
        {
            throw new InvalidOperationException(
                $"The outbox needs topic '{_name}' with one partition, by which its relays agree who publishes. Create "
                + "it, or set TypedStreams:CreateTopics.",
                missing);
        }
    }

    private void Fail(Exception failure)
    {
        _failure = failure;
        LogFailed(logger, _name, failure);
        lifetime.StopApplication();
    }

    // The topic has no records: what comes here are the group's errors.
    private async Task ReceiveAsync()
    {
        try
        {
            while (await _consumer!.ReceiveAsync(_stopping.Token) is { } batch)
            {
                batch.Dispose();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    [LoggerMessage(30, LogLevel.Critical, "The relay of outbox {Outbox} cannot go on; the host stops")]
    private static partial void LogFailed(ILogger logger, string outbox, Exception failure);
}
