using TypedStreams.Protocol;

namespace TypedStreams.Client.Tests;

public abstract partial class ClientTests
{
    protected async Task SeekPauseResumeAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync(partitions: 2);
        await using KafkaProducer producer = client.CreateProducer();
        for (int i = 0; i < 20; i++)
            await producer.SendAsync(topic, null, TestClient.Bytes($"{i}"), new SendOptions { Partition = i % 2 });

        await using KafkaConsumer consumer = client.ReadFromStart(topic, partitions: 2);
        await consumer.ReceiveAsync(20);
        consumer.Pause(new TopicPartition(topic, 0));
        consumer.Seek(new TopicPartition(topic, 0), 8);
        consumer.Seek(new TopicPartition(topic, 1), 5);
        List<Received> ofTheOther = await consumer.ReceiveAsync(5);
        consumer.Resume(new TopicPartition(topic, 0));
        List<Received> resumed = await consumer.ReceiveAsync(2);

        Assert.All(ofTheOther, record => Assert.Equal(1, record.Partition));
        Assert.Equal(5, ofTheOther[0].Offset);
        Assert.Equal([(0, 8L), (0, 9L)], resumed.Select(record => (record.Partition, record.Offset)));
        Assert.Throws<InvalidOperationException>(() => consumer.Seek(new TopicPartition(topic, 7), 0));
    }

    protected async Task OffsetsOutsideTheLogAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        await using KafkaProducer producer = client.CreateProducer();
        await producer.SendAsync(topic, null, TestClient.Bytes("first"));

        await using KafkaConsumer earliest = client.CreateConsumer(
            new KafkaConsumerOptions { OffsetReset = OffsetReset.Earliest });
        earliest.Assign(new TopicPartitionOffset(topic, 0, 1000));
        Assert.Equal("first", (await earliest.ReceiveAsync(1))[0].Value);

        await using KafkaConsumer strict = client.CreateConsumer(
            new KafkaConsumerOptions { OffsetReset = OffsetReset.Error });
        strict.Assign(new TopicPartitionOffset(topic, 0, 1000));
        KafkaException error = await Assert.ThrowsAsync<KafkaException>(
            async () => await strict.ReceiveAsync(TestClient.Deadline()));
        Assert.Equal(ErrorCode.OffsetOutOfRange, error.Code);
        strict.Seek(new TopicPartition(topic, 0), 0);
        Assert.Equal("first", (await strict.ReceiveAsync(1))[0].Value);
    }

    protected async Task LargeRecordsAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync(
            configs: new Dictionary<string, string> { ["max.message.bytes"] = $"{8 << 20}" });
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { MaxRecordBytes = 8 << 20 });
        byte[] large = new byte[5 << 20];
        new Random(5).NextBytes(large);
        await producer.SendAsync(topic, null, large);
        await Assert.ThrowsAsync<KafkaException>(async () => await producer.SendAsync(topic, null, new byte[9 << 20]));

        await using KafkaConsumer consumer = client.ReadFromStart(topic);
        using ConsumedBatch batch = (await consumer.ReceiveAsync(TestClient.Deadline()))!;
        Assert.True(batch[0].Value!.Value.Span.SequenceEqual(large));
    }

    protected async Task SplitAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync(
            configs: new Dictionary<string, string> { ["max.message.bytes"] = "4000" });
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { Linger = TimeSpan.FromMilliseconds(50) });
        var sends = new List<Task<ProducedRecord>>();
        for (int i = 0; i < 200; i++)
            sends.Add(producer.SendAsync(topic, null, TestClient.Bytes($"{i:D200}")).AsTask());

        ProducedRecord[] produced = await Task.WhenAll(sends).WaitAsync(TestClient.Patience);
        await using KafkaConsumer consumer = client.ReadFromStart(topic);
        List<Received> received = await consumer.ReceiveAsync(200);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i:D200}"), received.Select(record => record.Value));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), produced.Select(record => record.Offset));
    }

    protected async Task BackpressureAsync()
    {
        const int Count = 400, Size = 10_000, Limit = 200_000;
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        await using KafkaProducer producer = client.CreateProducer(new KafkaProducerOptions { BufferBytes = Limit });
        await producer.SendAsync(topic, null, new byte[Size]); // from here on the topic is known
        var sends = new List<Task>();
        long most = 0;
        for (int i = 1; i < Count; i++)
        {
            sends.Add(producer.SendAsync(topic, null, new byte[Size]).AsTask());
            most = Math.Max(most, producer.BufferedBytes);
        }

        await Task.WhenAll(sends).WaitAsync(TestClient.Patience);
        Assert.InRange(most, Size, Limit + 2 * Size);
        Assert.Equal(0, producer.BufferedBytes);

        await using KafkaConsumer consumer = client.CreateConsumer(
            new KafkaConsumerOptions { PrefetchBytes = 100_000, MaxPartitionBytes = 50_000 });
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        most = 0;
        long next = 0;
        while (next < Count)
        {
            using ConsumedBatch batch = (await consumer.ReceiveAsync(TestClient.Deadline()))!;
            most = Math.Max(most, consumer.BufferedBytes);
            Assert.Equal(next, batch[0].Offset);
            next = batch.NextOffset;
        }

        // One response may go beyond the mark, by a whole batch of the producer at most.
        Assert.InRange(most, 0, 100_000 + Limit + 2 * Size);
    }

    protected async Task AdminAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        KafkaAdmin admin = client.Admin;
        string topic = await client.CreateTopicAsync(
            partitions: 2, new Dictionary<string, string> { ["retention.ms"] = "7200000" });

        Assert.NotEmpty((await admin.DescribeClusterAsync()).Brokers);
        KafkaException twice = await Assert.ThrowsAsync<KafkaException>(
            () => admin.CreateTopicAsync(new TopicSpec(topic)));
        Assert.Equal(ErrorCode.TopicAlreadyExists, twice.Code);
        Assert.Equal(2, (await admin.DescribeTopicsAsync([topic]))[0].Partitions.Count);
        await admin.CreatePartitionsAsync(topic, 3);
        CancellationToken deadline = TestClient.Deadline();
        while ((await admin.DescribeTopicsAsync([topic], deadline))[0].Partitions.Count != 3)
        {
            // Apache Kafka answers once its controller has the change; its brokers hear of it a moment later.
        }

        Assert.Contains(await admin.DescribeTopicsAsync(), found => found.Name == topic);
        ConfigEntry retention = Assert.Single(
            await admin.DescribeConfigsAsync(ConfigResourceType.Topic, topic), config => config.Name == "retention.ms");
        Assert.Equal(("7200000", false), (retention.Value, retention.IsDefault));

        await using (KafkaProducer producer = client.CreateProducer())
            await producer.SendAsync(topic, null, TestClient.Bytes("x"), new SendOptions { Partition = 1 });
        var ends = await admin.ListOffsetsAsync([new TopicPartition(topic, 0), new TopicPartition(topic, 1)], -1);
        Assert.Equal([0L, 1L], ends.OrderBy(end => end.Key.Partition).Select(end => end.Value.Offset));

        string group = TestClient.NewName("group");
        await admin.AlterGroupOffsetsAsync(group, [new TopicPartitionOffset(topic, 1, 1)]);
        Assert.Equal(1, (await admin.ListGroupOffsetsAsync(group))[new TopicPartition(topic, 1)].Offset);
        Assert.Contains(await admin.ListGroupsAsync(), listed => listed.GroupId == group);
        Assert.Equal("Empty", (await admin.DescribeGroupAsync(group)).State);
        await admin.DeleteGroupOffsetsAsync(group, [new TopicPartition(topic, 1)]);
        Assert.Empty(await admin.ListGroupOffsetsAsync(group));
        await admin.AlterGroupOffsetsAsync(group, [new TopicPartitionOffset(topic, 1, 0)]);
        await admin.DeleteGroupAsync(group);
        Assert.Equal("Dead", (await admin.DescribeGroupAsync(group)).State);

        await admin.DeleteTopicAsync(topic);
        KafkaException gone = await Assert.ThrowsAsync<KafkaException>(() => admin.DeleteTopicAsync(topic));
        Assert.Equal((ErrorCode.UnknownTopicOrPartition, false), (gone.Code, gone.IsRetriable));
    }
}
