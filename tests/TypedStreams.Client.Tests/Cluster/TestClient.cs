using System.Text;

namespace TypedStreams.Client.Tests;

/// <summary>Shorthand of the tests.</summary>
internal static class TestClient
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<KafkaClient> ConnectAsync(string bootstrap) =>
        KafkaClient.ConnectAsync(new KafkaClientOptions { BootstrapServers = bootstrap });

    public static CancellationToken Deadline() => new CancellationTokenSource(Patience).Token;

    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    public static ReadOnlyMemory<byte>? Bytes(string? text) =>
        text is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(text);

    public static string? Text(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } present ? Encoding.UTF8.GetString(present.Span) : null;

    public static async Task<string> CreateTopicAsync(
        this KafkaClient client, int partitions = 1, IReadOnlyDictionary<string, string>? configs = null)
    {
        string topic = NewName("topic");
        await client.Admin.CreateTopicAsync(
            new TopicSpec(topic) { Partitions = partitions, ReplicationFactor = 1, Configs = configs }, Deadline());
        return topic;
    }

    /// <summary>A consumer of every partition of a topic from its beginning.</summary>
    public static KafkaConsumer ReadFromStart(this KafkaClient client, string topic, int partitions = 1)
    {
        KafkaConsumer consumer = client.CreateConsumer(new KafkaConsumerOptions());
        consumer.Assign([.. Enumerable.Range(0, partitions).Select(partition =>
            new TopicPartitionOffset(topic, partition, TopicPartitionOffset.Beginning))]);
        return consumer;
    }

    /// <summary>Receives as many records, copied.</summary>
    public static async Task<List<Received>> ReceiveAsync(this KafkaConsumer consumer, int count)
    {
        var all = new List<Received>();
        CancellationToken deadline = Deadline();
        while (all.Count < count)
        {
            using ConsumedBatch batch = await consumer.ReceiveAsync(deadline)
                ?? throw new InvalidOperationException("The consumer was closed.");
            foreach (ConsumedRecord record in batch)
            {
                var headers = new List<(string, string?)>();
                foreach (var header in record.Headers)
                    headers.Add((header.Key, Text(header.Value)));

                all.Add(new Received(
                    batch.Partition.Partition,
                    record.Offset,
                    record.TimestampMs,
                    Text(record.Key),
                    Text(record.Value),
                    headers));
            }
        }

        return all;
    }
}

/// <summary>A record, out of its batch.</summary>
internal sealed record Received(
    int Partition,
    long Offset,
    long TimestampMs,
    string? Key,
    string? Value,
    List<(string Name, string? Value)> Headers);
