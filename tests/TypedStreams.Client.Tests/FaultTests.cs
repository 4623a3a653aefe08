using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;

namespace TypedStreams.Client.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task Idempotent_producer_whose_answers_are_cut_off_writes_each_record_once_and_in_order()
    {
        const int Count = 3000;
        await using var proxy = new CuttingProxy();
        await using BrokerNode node = await BrokerNode.StartAsync(
            new BrokerOptions { AdvertisedHost = "127.0.0.1", AdvertisedPort = proxy.Port });
        proxy.Start(node.EndPoint);
        await using KafkaClient client = await TestClient.ConnectAsync($"127.0.0.1:{proxy.Port}");
        string topic = await client.CreateTopicAsync();
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { Linger = TimeSpan.Zero, BatchBytes = 2048 });
        proxy.CutEvery = 7;
        var sends = new List<Task<ProducedRecord>>();
        for (int i = 0; i < Count; i++)
            sends.Add(producer.SendAsync(topic, null, TestClient.Bytes($"{i:D100}")).AsTask());

        await Task.WhenAll(sends).WaitAsync(TestClient.Patience);
        int cuts = proxy.Cuts;
        proxy.CutEvery = 0;
        await using KafkaConsumer consumer = client.ReadFromStart(topic);
        List<Received> received = await consumer.ReceiveAsync(Count);

        Assert.True(cuts > 3, $"only {cuts} connections were cut");
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i:D100}"), received.Select(record => record.Value));
        var end = await client.Admin.ListOffsetsAsync([new TopicPartition(topic, 0)], -1, TestClient.Deadline());
        Assert.Equal(Count, end[new TopicPartition(topic, 0)].Offset);
    }

    [Fact]
    public async Task Connect_without_a_broker_says_who_did_not_answer()
    {
        using var unused = new System.Net.Sockets.Socket(
            System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        unused.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        string address = $"127.0.0.1:{((System.Net.IPEndPoint)unused.LocalEndPoint!).Port}";

        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => TestClient.ConnectAsync(address));

        Assert.Equal(ErrorCode.BrokerNotAvailable, error.Code);
        Assert.Contains(address, error.Message);
    }

    [Fact]
    public async Task Member_that_joins_while_no_broker_answers_goes_on_trying_and_receives()
    {
        await using var proxy = new CuttingProxy();
        await using BrokerNode node = await BrokerNode.StartAsync(
            new BrokerOptions { AdvertisedHost = "127.0.0.1", AdvertisedPort = proxy.Port });
        proxy.Start(node.EndPoint);
        await using KafkaClient client = await TestClient.ConnectAsync($"127.0.0.1:{proxy.Port}");
        string topic = await client.CreateTopicAsync();
        await using KafkaProducer producer = client.CreateProducer();
        await producer.SendAsync(topic, null, TestClient.Bytes("after"));
        await using KafkaConsumer consumer = client.CreateConsumer(
            new KafkaConsumerOptions { GroupId = TestClient.NewName("group"), OffsetReset = OffsetReset.Earliest });
        proxy.CutEvery = 1; // as if the broker were starting again
        int cuts = proxy.Cuts;

        consumer.Subscribe(topic);
        CancellationToken deadline = TestClient.Deadline();
        while (proxy.Cuts < cuts + 6)
        {
            deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        proxy.CutEvery = 0;

        Assert.Equal("after", (await consumer.ReceiveAsync(1)).Single().Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:0")]
    [InlineData("localhost:99999")]
    public async Task Bootstrap_list_that_is_not_host_and_port_is_refused(string bootstrap) =>
        await Assert.ThrowsAsync<ArgumentException>(() => TestClient.ConnectAsync(bootstrap));

    [Fact]
    public async Task Send_to_a_topic_that_is_not_there_fails_and_names_it()
    {
        await using BrokerNode node = await BrokerNode.StartAsync(new BrokerOptions());
        await using KafkaClient client = await TestClient.ConnectAsync(node.BootstrapServers);
        await using KafkaProducer producer = client.CreateProducer();

        KafkaException error = await Assert.ThrowsAsync<KafkaException>(
            async () => await producer.SendAsync("not/a/topic", null, TestClient.Bytes("x")));

        Assert.Equal(ErrorCode.InvalidTopicException, error.Code);
        Assert.Contains("not/a/topic", error.Message);
    }
}
