// Our own client, one among the others: what it writes all must read, and the other way round.
using TypedStreams.Client;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Conformance.Tests.Clients;

public sealed class TypedStreamsClient() : KafkaClient("typedstreams")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public override async Task ProduceAsync(
        string bootstrap, string topic, string codec, IReadOnlyList<ClientRecord> records,
        string clientId = "conformance")
    {
        await using var client = await ConnectAsync(bootstrap, clientId);
        await using var producer = client.CreateProducer(new KafkaProducerOptions
        {
            Compression = Enum.Parse<CompressionType>(codec, ignoreCase: true),
            Linger = TimeSpan.FromMilliseconds(20),
        });
        await Task.WhenAll(records.Select(record => SendAsync(producer, topic, record).AsTask())).WaitAsync(Patience);
    }

    public override async Task<IReadOnlyList<ClientRecord>> ConsumeAsync(
        string bootstrap, IReadOnlyList<string> topics, string group, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var client = await ConnectAsync(bootstrap);
        await using var consumer = client.CreateConsumer(
            new KafkaConsumerOptions { GroupId = group, OffsetReset = OffsetReset.Earliest });
        consumer.Subscribe([.. topics]);
        var read = new List<ClientRecord>();
        var next = new Dictionary<TopicPartition, TopicPartitionOffset>();
        while (read.Count < count)
        {
            using var batch = await consumer.ReceiveAsync(patience.Token)
                ?? throw new InvalidOperationException("The consumer closed itself.");
            var (topic, partition) = (batch.Partition.Topic, batch.Partition.Partition);
            next[batch.Partition] = new TopicPartitionOffset(topic, partition, batch.NextOffset);
            foreach (var record in batch)
            {
                read.Add(ToRecord(topic, partition, record));
            }
        }

        await consumer.CommitAsync(next.Values, patience.Token);
        return read;
    }

    private static Task<TypedStreams.Client.KafkaClient> ConnectAsync(
        string bootstrap, string clientId = "conformance") => TypedStreams.Client.KafkaClient.ConnectAsync(
        new KafkaClientOptions { BootstrapServers = bootstrap, ClientId = clientId });

    private static ValueTask<ProducedRecord> SendAsync(KafkaProducer producer, string topic, ClientRecord record)
    {
        var headers = record.Headers.Select(header => new RecordHeader(header[0], Unhex(header[1])));
        return producer.SendAsync(
            topic,
            Unhex(record.Key),
            Unhex(record.Value),
            new TypedStreams.Client.SendOptions { Partition = record.Partition, Headers = [.. headers] });
    }

    private static ClientRecord ToRecord(string topic, int partition, ConsumedRecord record)
    {
        var headers = new List<string[]>();
        foreach (var header in record.Headers)
        {
            headers.Add([header.Key, Hex(header.Value)!]);
        }

        return new ClientRecord
        {
            Topic = topic,
            Partition = partition,
            Offset = record.Offset,
            Key = Hex(record.Key),
            Value = Hex(record.Value),
            Headers = headers,
        };
    }

    // A bare null would become empty memory here: ReadOnlyMemory<byte> converts from a null array.
    private static ReadOnlyMemory<byte>? Unhex(string? text) =>
        text is null ? default(ReadOnlyMemory<byte>?) : Convert.FromHexString(text);

    private static string? Hex(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } content ? Convert.ToHexStringLower(content.Span) : null;
}
