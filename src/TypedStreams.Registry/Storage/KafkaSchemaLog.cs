// The log as Confluent keeps it: a compacted topic of one partition, written with acks=all by an idempotent producer.
// Owns its client, producer and consumer. Must never give back an offset that is not durable, nor skip a record.
// Appends come from the store's one writer, reads from its one reader.
// The broker cannot be told where a record is to land, so each record says in a header where it was meant to; whoever
// reads it leaves it out when it stands elsewhere. Other registries do not look at headers.
using System.Buffers.Binary;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using TypedStreams.Client;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Registry.Storage;

internal sealed partial class KafkaSchemaLog(RegistryOptions options) : ISchemaLog
{
    private const int Partition = 0;

    // 8 bytes, big-endian: the offset that the record was meant to have.
    private const string IntendedOffsetHeader = "typedstreams.offset";

    private const long LogEnd = -1;

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
                record.Offset,
                record.TimestampMs,
                record.Key?.ToArray() ?? [],
                record.Value?.ToArray(),
                IntendedOffset(record)));
        }

        return new SchemaLogBatch(entries.MoveToImmutable(), batch.NextOffset);
    }

    /// <inheritdoc/>
    public async Task<long> EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            var partition = new TopicPartition(options.Topic, Partition);
            var ends = await _client!.Admin.ListOffsetsAsync([partition], LogEnd, cancellationToken);
            OffsetAndTimestamp end = ends[partition];
            return end.Error == ErrorCode.None
                ? end.Offset
                : throw new SchemaLogException($"The end of topic '{options.Topic}' is not known: {end.Error}");
        }
        catch (KafkaException fault)
        {
            throw new SchemaLogException($"The end of topic '{options.Topic}' is not known: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public async Task<long> AppendAsync(
        ImmutableArray<SchemaLogPair> records, long intendedOffset, CancellationToken cancellationToken)
    {
        try
        {
            var sends = new Task<ProducedRecord>[records.Length];
            for (int i = 0; i < sends.Length; i++)
            {
                // A bare null would turn into an empty value here, as a null array does, and erase nothing.
                ReadOnlyMemory<byte>? value = records[i].Value is { } bytes ? bytes : default(ReadOnlyMemory<byte>?);
                var send = new SendOptions
                {
                    Partition = Partition,
                    Headers = intendedOffset < 0 ? null : [Header(intendedOffset + i)],
                };
                sends[i] = _producer!.SendAsync(options.Topic, records[i].Key, value, send, cancellationToken).AsTask();
            }

            return (await Task.WhenAll(sends))[^1].Offset;
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

    private static RecordHeader Header(long offset)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, offset);
        return new RecordHeader(IntendedOffsetHeader, bytes);
    }

    private static long IntendedOffset(in ConsumedRecord record) =>
        record.Headers.Count > 0 &&
        record.Headers.TryGet(IntendedOffsetHeader, out ReadOnlyMemory<byte>? value) &&
        value is { Length: sizeof(long) } bytes
            ? BinaryPrimitives.ReadInt64BigEndian(bytes.Span)
            : -1;

    private KafkaClientOptions ClientOptions() => new()
    {
        BootstrapServers = options.BootstrapServers!,
        ClientId = "schema-registry",
        Connect = options.Connect,
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
