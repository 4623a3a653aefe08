// The log as Confluent keeps it: a compacted topic of one partition, written with acks=all by an idempotent producer.
// Owns its client, producer and consumer. Must never give back an offset that is not durable, nor skip a record.
// Appends come from the store's one writer, reads from its one reader.
// The broker cannot be told where a record is to land, so the writer checks where it did: another offset than the one
// expected means that a second registry writes, and the change is reported as failed.
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Registry.Storage;

internal sealed partial class KafkaSchemaLog(RegistryOptions options) : ISchemaLog
{
    private const int Partition = 0;

    private readonly ILogger _logger = options.Loggers.CreateLogger<KafkaSchemaLog>();
    private KafkaClient? _client;
    private KafkaProducer? _producer;
    private KafkaConsumer? _consumer;

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _client ??= await KafkaClient.ConnectAsync(ClientOptions(), cancellationToken);
                await EnsureTopicAsync(_client.Admin, cancellationToken);
                break;
            }
            catch (KafkaException fault) when (fault.IsRetriable)
            {
                LogWaiting(_logger, options.BootstrapServers!, fault.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(200), options.Time, cancellationToken);
            }
        }

        _producer = _client.CreateProducer(new KafkaProducerOptions
        {
            Linger = TimeSpan.Zero,
            DeliveryTimeout = options.WriteTimeout,
        });
        _consumer = _client.CreateConsumer(new KafkaConsumerOptions { OffsetReset = OffsetReset.Error });
        _consumer.Assign(new TopicPartitionOffset(options.Topic, Partition, TopicPartitionOffset.Beginning));
    }

    /// <inheritdoc/>
    public async Task<SchemaLogBatch> ReadAsync(CancellationToken cancellationToken)
    {
        using ConsumedBatch batch = await _consumer!.ReceiveAsync(cancellationToken)
            ?? throw new SchemaLogException("The reader of the schema log was closed.");
        var entries = ImmutableArray.CreateBuilder<SchemaLogEntry>(batch.Count);
        foreach (ConsumedRecord record in batch)
        {
            entries.Add(new SchemaLogEntry(
                record.Offset, record.TimestampMs, record.Key?.ToArray() ?? [], record.Value?.ToArray()));
        }

        return new SchemaLogBatch(entries.MoveToImmutable(), batch.NextOffset);
    }

    /// <inheritdoc/>
    public async Task<long> AppendAsync(
        ImmutableArray<SchemaLogPair> records, long expectedOffset, CancellationToken cancellationToken)
    {
        try
        {
            var sends = new Task<ProducedRecord>[records.Length];
            for (int i = 0; i < sends.Length; i++)
            {
                // A bare null would turn into an empty value here, as a null array does, and erase nothing.
                ReadOnlyMemory<byte>? value = records[i].Value is { } bytes ? bytes : default(ReadOnlyMemory<byte>?);
                var toPartition = new SendOptions { Partition = Partition };
                sends[i] = _producer!
                    .SendAsync(options.Topic, records[i].Key, value, toPartition, cancellationToken)
                    .AsTask();
            }

            ProducedRecord[] produced = await Task.WhenAll(sends);
            long last = produced[^1].Offset;
            bool isAlone = produced[0].Offset == expectedOffset && last == expectedOffset + sends.Length - 1;
            if (expectedOffset >= 0 && !isAlone)
            {
                throw new SchemaLogException(
                    $"Another registry wrote to '{options.Topic}' at the same time. Run one registry on a topic, " +
                    "then send the request again.");
            }

            return last;
        }
        catch (KafkaException fault)
        {
            throw new SchemaLogException($"Topic '{options.Topic}' did not take the change: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_consumer is not null)
        {
            await _consumer.DisposeAsync();
        }

        if (_producer is not null)
        {
            await _producer.DisposeAsync();
        }

        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    private KafkaClientOptions ClientOptions() => new()
    {
        BootstrapServers = options.BootstrapServers!,
        ClientId = "schema-registry",
        Time = options.Time,
        Loggers = options.Loggers,
    };

    private async Task EnsureTopicAsync(KafkaAdmin admin, CancellationToken cancellationToken)
    {
        try
        {
            await admin.CreateTopicAsync(
                new TopicSpec(options.Topic)
                {
                    Partitions = 1,
                    ReplicationFactor = options.ReplicationFactor,
                    Configs = new Dictionary<string, string> { ["cleanup.policy"] = "compact" },
                },
                cancellationToken);
        }
        catch (KafkaException fault) when (fault.Code == ErrorCode.TopicAlreadyExists)
        {
            await CheckTopicAsync(admin, cancellationToken);
        }
    }

    private async Task CheckTopicAsync(KafkaAdmin admin, CancellationToken cancellationToken)
    {
        IReadOnlyList<TopicDescription> topics = await admin.DescribeTopicsAsync([options.Topic], cancellationToken);
        int partitions = topics[0].Partitions.Count;
        if (partitions != 1)
        {
            throw new SchemaLogException(
                $"Topic '{options.Topic}' has {partitions} partitions, and the order of schemas needs one. " +
                "Give the registry another topic.");
        }

        IReadOnlyList<ConfigEntry> configs = await admin.DescribeConfigsAsync(
            ConfigResourceType.Topic, options.Topic, cancellationToken);
        string? policy = configs.FirstOrDefault(config => config.Name == "cleanup.policy")?.Value;
        if (policy is not (null or "compact"))
        {
            throw new SchemaLogException(
                $"Topic '{options.Topic}' has cleanup.policy={policy}, which would lose schemas. " +
                "Set it to compact, then start the registry again.");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The schema registry waits for the cluster at {Servers}: {Problem}")]
    private static partial void LogWaiting(ILogger logger, string servers, string problem);
}
