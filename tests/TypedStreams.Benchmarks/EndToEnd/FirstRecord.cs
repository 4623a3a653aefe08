// The first record of a broker that has just started: its topic is created and the record acknowledged. Sent by a
// client in this process that has done it before, so that the broker's start is measured and not the client's.
using TypedStreams.Broker.Embedding;
using TypedStreams.Client;

namespace TypedStreams.Benchmarks.EndToEnd;

internal static class FirstRecord
{
    /// <summary>Has the client's code compiled: sends the first record of some other broker.</summary>
    internal static async Task WarmUpAsync()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync();
        await SendAsync(broker.BootstrapServers);
    }

    internal static async Task SendAsync(string address)
    {
        await using KafkaClient client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = address });
        await client.Admin.CreateTopicAsync(new TopicSpec("first") { Partitions = 1 });
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { Linger = TimeSpan.Zero });
        await producer.SendAsync("first", null, new byte[100]);
    }
}
