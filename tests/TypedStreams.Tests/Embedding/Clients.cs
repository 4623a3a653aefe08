using System.Text;
using TypedStreams.Broker.Embedding;
using TypedStreams.Client;

namespace TypedStreams.Tests.Embedding;

/// <summary>Our own client on an embedded broker.</summary>
internal static class Clients
{
    internal static Task<EmbeddedBroker> InProcessAsync(string topic, TimeProvider? time = null) =>
        EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions
        {
            Transport = EmbeddedTransport.InProcess,
            Topics = [new EmbeddedTopic(topic)],
            Time = time ?? TimeProvider.System,
        });

    internal static Task<KafkaClient> ConnectAsync(EmbeddedBroker broker, TimeSpan? requestTimeout = null) =>
        KafkaClient.ConnectAsync(new KafkaClientOptions
        {
            BootstrapServers = broker.BootstrapServers,
            Connect = broker.Transport == EmbeddedTransport.InProcess ? broker.ConnectAsync : null,
            RequestTimeout = requestTimeout ?? TimeSpan.FromSeconds(30),
        });

    internal static string Text(byte[] value) => Encoding.UTF8.GetString(value);

    /// <summary>The values of a topic from its start, as many as are asked for and what else comes with them.</summary>
    internal static async Task<List<byte[]>> ReadAsync(KafkaClient client, string topic, int partitions, int count)
    {
        await using var consumer = client.CreateConsumer(new KafkaConsumerOptions());
        consumer.Assign([.. Enumerable.Range(0, partitions).Select(
            index => new TopicPartitionOffset(topic, index, TopicPartitionOffset.Beginning))]);
        List<byte[]> values = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (values.Count < count)
        {
            using var batch = await consumer.ReceiveAsync(patience.Token);
            foreach (var record in batch!)
            {
                values.Add(record.Value!.Value.ToArray());
            }
        }

        return values;
    }
}
