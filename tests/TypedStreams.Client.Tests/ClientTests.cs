using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client.Tests;

/// <summary>What must hold on every cluster; the subclasses say which.</summary>
public abstract partial class ClientTests(ICluster cluster)
{
    public static TheoryData<CompressionType> Codecs => [.. Enum.GetValues<CompressionType>()];

    protected async Task RoundTripAsync(CompressionType codec)
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        await using KafkaProducer producer = client.CreateProducer(new KafkaProducerOptions { Compression = codec });
        RecordHeader[] headers = [new("trace", "abc"u8.ToArray()), new("none", default(ReadOnlyMemory<byte>?))];
        DateTimeOffset when = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        var sends = new List<Task<ProducedRecord>>();
        for (int i = 0; i < 100; i++)
        {
            sends.Add(producer.SendAsync(
                topic,
                i % 3 == 0 ? default(ReadOnlyMemory<byte>?) : TestClient.Bytes($"key {i}"),
                i % 7 == 0 ? default(ReadOnlyMemory<byte>?) : TestClient.Bytes($"value {i}"),
                new SendOptions
                {
                    Headers = i % 2 == 0 ? headers : null,
                    Timestamp = when.AddMilliseconds(i),
                }).AsTask());
        }

        ProducedRecord[] produced = await Task.WhenAll(sends).WaitAsync(TestClient.Patience);
        await using KafkaConsumer consumer = client.ReadFromStart(topic);
        List<Received> received = await consumer.ReceiveAsync(100);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), produced.Select(record => record.Offset));
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(i, received[i].Offset);
            Assert.Equal(1_700_000_000_000 + i, received[i].TimestampMs);
            Assert.Equal(i % 3 == 0 ? null : $"key {i}", received[i].Key);
            Assert.Equal(i % 7 == 0 ? null : $"value {i}", received[i].Value);
            Assert.Equal(i % 2 == 0 ? [("trace", "abc"), ("none", null)] : [], received[i].Headers);
        }
    }

    protected async Task KeysKeepTheirOrderAsync()
    {
        const int Partitions = 6, Senders = 8, Each = 500;
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync(Partitions);
        await using KafkaProducer producer = client.CreateProducer();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var sends = new List<Task>();
            ReadOnlyMemory<byte>? key = TestClient.Bytes($"key {sender}");
            for (int i = 0; i < Each; i++)
                sends.Add(producer.SendAsync(topic, key, TestClient.Bytes($"{i}")).AsTask());
            await Task.WhenAll(sends);
        }))).WaitAsync(TestClient.Patience);

        await using KafkaConsumer consumer = client.ReadFromStart(topic, Partitions);
        List<Received> received = await consumer.ReceiveAsync(Senders * Each);

        Assert.Equal(Senders * Each, received.Count);
        foreach (IGrouping<string?, Received> key in received.GroupBy(record => record.Key))
        {
            Assert.Single(key.Select(record => record.Partition).Distinct());
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{i}"), key.Select(record => record.Value));
        }
    }

    protected async Task CommitsSurviveAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        string group = TestClient.NewName("group");
        await using KafkaProducer producer = client.CreateProducer();
        for (int i = 0; i < 10; i++)
            await producer.SendAsync(topic, null, TestClient.Bytes($"{i}"));

        await using (KafkaConsumer first = client.CreateConsumer(
            new KafkaConsumerOptions { GroupId = group, OffsetReset = OffsetReset.Earliest }))
        {
            first.Subscribe(topic);
            await first.ReceiveAsync(10);
            await first.CommitAsync([new TopicPartitionOffset(topic, 0, 4)], TestClient.Deadline());
        }

        await using KafkaConsumer second = client.CreateConsumer(
            new KafkaConsumerOptions { GroupId = group, OffsetReset = OffsetReset.Earliest });
        second.Subscribe(topic);
        List<Received> received = await second.ReceiveAsync(6);

        Assert.Equal(4, received[0].Offset);
        var offsets = await client.Admin.ListGroupOffsetsAsync(group, TestClient.Deadline());
        Assert.Equal(4, offsets[new TopicPartition(topic, 0)].Offset);
    }

    protected async Task GroupsShareAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync(partitions: 4);
        var options = new KafkaConsumerOptions
        {
            GroupId = TestClient.NewName("group"),
            OffsetReset = OffsetReset.Earliest,
            HeartbeatInterval = TimeSpan.FromMilliseconds(200),
        };
        var firstHeard = new RecordingListener();
        await using KafkaConsumer first = client.CreateConsumer(options with { Rebalance = firstHeard });
        first.Subscribe(topic);
        await firstHeard.AssignedAsync(count: 4);

        var secondHeard = new RecordingListener();
        KafkaConsumer second = client.CreateConsumer(options with { Rebalance = secondHeard });
        second.Subscribe(topic);
        await secondHeard.AssignedAsync(count: 2);
        await firstHeard.AssignedAsync(count: 2);
        Assert.Equal(4, first.Assignment.Union(second.Assignment).Count());
        Assert.Contains(firstHeard.Revoked, revoked => revoked.Count == 4);

        await second.DisposeAsync();
        await firstHeard.AssignedAsync(count: 4);
    }
}
