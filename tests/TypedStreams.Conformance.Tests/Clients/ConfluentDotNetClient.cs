// Confluent.Kafka for .NET on the shared librdkafka, in the process of the tests.
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Clients;

public sealed class ConfluentDotNetClient() : KafkaClient("confluent-dotnet-2.15.1", Tool.Librdkafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Creates topics; those that are there already stay.</summary>
    public static async Task CreateTopicsAsync(string bootstrap, int partitions, params IEnumerable<string> topics)
    {
        Librdkafka.Require();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        var wanted = topics.Select(
            topic => new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 });
        await admin.CreateTopicsAsync(wanted);
    }

    public override async Task ProduceAsync(
        string bootstrap, string topic, string codec, IReadOnlyList<ClientRecord> records,
        string clientId = "conformance")
    {
        Librdkafka.Require();
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            ClientId = clientId,
            EnableIdempotence = true,
            LingerMs = 20,
            CompressionType = Enum.Parse<CompressionType>(codec, ignoreCase: true),
        }).Build();
        await Task.WhenAll(records.Select(record =>
            producer.ProduceAsync(new TopicPartition(topic, record.Partition), ToMessage(record)))).WaitAsync(Patience);
    }

    public override Task<IReadOnlyList<ClientRecord>> ConsumeAsync(
        string bootstrap, IReadOnlyList<string> topics, string group, int count) =>
        Task.Run(() => Consume(bootstrap, topics, group, count));

    private static IReadOnlyList<ClientRecord> Consume(
        string bootstrap, IReadOnlyList<string> topics, string group, int count)
    {
        Librdkafka.Require();
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).Build();
        consumer.Subscribe(topics);
        var records = new List<ClientRecord>();
        while (records.Count < count)
        {
            var message = consumer.Consume(Patience)
                ?? throw new TimeoutException($"{records.Count} of {count} records came.");
            records.Add(ToRecord(message));
        }

        consumer.Commit();
        consumer.Close();
        return records;
    }

    private static Message<byte[]?, byte[]?> ToMessage(ClientRecord record)
    {
        var headers = new Headers();
        foreach (var header in record.Headers)
        {
            headers.Add(header[0], Convert.FromHexString(header[1]));
        }

        return new() { Key = Unhex(record.Key), Value = Unhex(record.Value), Headers = headers };
    }

    private static ClientRecord ToRecord(ConsumeResult<byte[]?, byte[]?> message) => new()
    {
        Topic = message.Topic,
        Partition = message.Partition,
        Offset = message.Offset,
        Key = Hex(message.Message.Key),
        Value = Hex(message.Message.Value),
        Headers = [.. message.Message.Headers.Select(header => new[] { header.Key, Hex(header.GetValueBytes())! })],
    };

    private static byte[]? Unhex(string? text) => text is null ? null : Convert.FromHexString(text);

    private static string? Hex(byte[]? bytes) => bytes is null ? null : Convert.ToHexStringLower(bytes);
}
