using TypedStreams.Broker.Embedding;
using TypedStreams.Client;

namespace TypedStreams.Tests.Embedding;

/// <summary>The broker in the process of a test, by our own client.</summary>
public sealed class EmbeddedBrokerTests
{
    [Theory]
    [InlineData(EmbeddedTransport.Loopback)]
    [InlineData(EmbeddedTransport.InProcess)]
    public async Task Records_travel_over_either_transport_in_a_topic_that_was_asked_for(EmbeddedTransport transport)
    {
        await using var broker = await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions
        {
            Transport = transport,
            Topics = [new EmbeddedTopic("t", Partitions: 3)],
        });
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer();
        var large = new byte[700_000];
        Random.Shared.NextBytes(large);

        for (var partition = 0; partition < 3; partition++)
        {
            await producer.SendAsync("t", null, large, new Client.SendOptions { Partition = partition });
        }

        var values = await Clients.ReadAsync(client, "t", partitions: 3, count: 3);
        Assert.All(values, value => Assert.True(value.AsSpan().SequenceEqual(large)));
    }

    [Fact]
    public async Task Group_in_process_takes_turns_and_commits_without_a_socket()
    {
        await using var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer();
        await using (var first = Subscribe(client))
        {
            await producer.SendAsync("t", null, "a"u8.ToArray());
            using var batch = await first.ReceiveAsync();
            await first.CommitAsync([new("t", 0, batch!.NextOffset)]);
        }

        await producer.SendAsync("t", null, "b"u8.ToArray());
        await using var second = Subscribe(client);
        using var next = await second.ReceiveAsync();
        Assert.Equal(2, next!.NextOffset);
        Assert.Equal(1, next.Count);
    }

    [Theory]
    [InlineData(EmbeddedTransport.Loopback, false)]
    [InlineData(EmbeddedTransport.Loopback, true)]
    [InlineData(EmbeddedTransport.InProcess, true)]
    public async Task Restart_keeps_records_and_address_and_the_producer_goes_on(
        EmbeddedTransport transport, bool isCrash)
    {
        await using var broker = await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions
        {
            Transport = transport,
            Topics = [new EmbeddedTopic("t")],
        });
        var address = broker.BootstrapServers;
        await using var client = await Clients.ConnectAsync(broker);
        await using var producer = client.CreateProducer();
        await producer.SendAsync("t", null, "a"u8.ToArray());

        await broker.RestartAsync(isCrash);

        Assert.Equal(address, broker.BootstrapServers);
        Assert.Equal(1, (await producer.SendAsync("t", null, "b"u8.ToArray())).Offset);
        var values = await Clients.ReadAsync(client, "t", partitions: 1, count: 2);
        Assert.Equal(["a", "b"], values.Select(Clients.Text));
    }

    [Fact]
    public async Task Data_directory_is_taken_over_by_the_next_broker()
    {
        var folder = Directory.CreateTempSubdirectory("typedstreams-").FullName;
        try
        {
            var options = new EmbeddedBrokerOptions { DataDirectory = folder, Topics = [new EmbeddedTopic("t")] };
            await using (var broker = await EmbeddedBroker.StartAsync(options))
            {
                await using var client = await Clients.ConnectAsync(broker);
                await using var producer = client.CreateProducer();
                await producer.SendAsync("t", null, "a"u8.ToArray());
            }

            await using var next = await EmbeddedBroker.StartAsync(options);
            await using var reader = await Clients.ConnectAsync(next);
            Assert.Equal("a", Clients.Text((await Clients.ReadAsync(reader, "t", partitions: 1, count: 1))[0]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_wrong_with_the_options_is_told_at_the_start()
    {
        var setting = await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Settings = new Dictionary<string, string> { ["num.partition"] = "3" } }));
        Assert.Contains("num.partition", setting.Message, StringComparison.Ordinal);

        var topic = await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = [new EmbeddedTopic("no spaces")] }));
        Assert.Contains("no spaces", topic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_is_told_of_no_connect_function_or_another_host_learns_what_to_do()
    {
        await using var loopback = await EmbeddedBroker.StartAsync();
        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(
            () => loopback.ConnectAsync("localhost", 1, default).AsTask());
        Assert.Contains("InProcess", wrong.Message, StringComparison.Ordinal);

        await using var broker = await Clients.InProcessAsync("t");
        var unknown = await Assert.ThrowsAsync<KafkaException>(() => KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = "elsewhere:9092", Connect = broker.ConnectAsync }));
        Assert.Contains("only embedded:9092", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_broker_refuses_connections_and_clients_can_be_disposed_after_it()
    {
        var broker = await Clients.InProcessAsync("t");
        await using var client = await Clients.ConnectAsync(broker);
        await using var consumer = Subscribe(client);
        var waiting = consumer.ReceiveAsync().AsTask();

        await broker.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(() => broker.ConnectAsync("embedded", 9092, default).AsTask());
        await consumer.DisposeAsync();
        Assert.Null(await waiting);
    }

    private static KafkaConsumer Subscribe(KafkaClient client)
    {
        var consumer = client.CreateConsumer(
            new KafkaConsumerOptions { GroupId = "g", OffsetReset = OffsetReset.Earliest });
        consumer.Subscribe("t");
        return consumer;
    }
}
