using TypedStreams.Protocol;

namespace TypedStreams.Client.Tests;

/// <summary>What must hold of transactions on every cluster and in both protocols; the subclasses say which.</summary>
public abstract partial class TransactionTests(ITransactionCluster cluster)
{
    protected async Task OnlyCommittedIsSeenAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        await using KafkaProducer producer = await NewProducerAsync(client);
        for (int i = 0; i < 6; i++)
        {
            producer.BeginTransaction();
            for (int n = 0; n < 3; n++)
                _ = producer.SendAsync(topic, null, TestClient.Bytes($"{i}.{n}"), ct: TestClient.Deadline()).AsTask();

            if (i % 2 == 0)
                await producer.CommitTransactionAsync(TestClient.Deadline());
            else
                await FlushAndAbortAsync(producer);
        }

        producer.BeginTransaction();
        await producer.SendAsync(topic, null, TestClient.Bytes("open"), ct: TestClient.Deadline());
        await using KafkaConsumer committed = client.ReadFromStart(topic);
        await using KafkaConsumer uncommitted = client.CreateConsumer(
            new KafkaConsumerOptions { Isolation = IsolationLevel.ReadUncommitted });
        uncommitted.Assign(new TopicPartitionOffset(topic, 0, TopicPartitionOffset.Beginning));
        List<Received> all = await uncommitted.ReceiveAsync(19);
        List<Received> seen = await committed.ReceiveAsync(9);

        Assert.Equal(["0.0", "0.1", "0.2", "2.0", "2.1", "2.2", "4.0", "4.1", "4.2"], seen.Select(one => one.Value));
        Assert.Equal("open", all[^1].Value);
        Assert.Equal(18 + 6, all[^1].Offset); // a marker behind each of the six that ended
        Assert.Equal(0, await CaughtUpAsync(committed, topic));
        await producer.CommitTransactionAsync(TestClient.Deadline());
        Assert.Equal("open", (await committed.ReceiveAsync(1))[0].Value);
    }

    protected async Task OffsetsShareTheTransactionsFateAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync(partitions: 2);
        await using KafkaProducer producer = await NewProducerAsync(client);
        await using Member member = await Member.JoinAsync(client, topic);

        producer.BeginTransaction();
        await producer.SendOffsetsToTransactionAsync([new(topic, 0, 5)], member.Metadata, TestClient.Deadline());
        await producer.AbortTransactionAsync(TestClient.Deadline());
        var afterAbort = await member.Consumer.CommittedAsync([new(topic, 0)], TestClient.Deadline());
        producer.BeginTransaction();
        _ = producer.SendAsync(topic, null, TestClient.Bytes("x")).AsTask();
        await producer.CommitTransactionAsync([new(topic, 0, 7)], member.Metadata, TestClient.Deadline());
        var afterCommit = await member.Consumer.CommittedAsync([new(topic, 0)], TestClient.Deadline());

        Assert.Empty(afterAbort);
        Assert.Equal(7, afterCommit[new(topic, 0)].Offset);
    }

    protected async Task NewerInstanceFencesTheOlderAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        string id = TestClient.NewName("id");
        await using KafkaProducer older = await NewProducerAsync(client, id);
        older.BeginTransaction();
        await older.SendAsync(topic, null, TestClient.Bytes("of the older"));
        await using KafkaProducer newer = await NewProducerAsync(client, id);
        newer.BeginTransaction();
        await newer.SendAsync(topic, null, TestClient.Bytes("of the newer"));

        KafkaException fenced = await Assert.ThrowsAsync<KafkaException>(
            () => older.CommitTransactionAsync(TestClient.Deadline()));
        KafkaException still = Assert.Throws<KafkaException>(older.BeginTransaction);
        await newer.CommitTransactionAsync(TestClient.Deadline());
        await using KafkaConsumer consumer = client.ReadFromStart(topic);

        Assert.Equal(KafkaErrorKind.Fenced, fenced.Kind);
        Assert.Contains(id, fenced.Message);
        Assert.Equal(KafkaErrorKind.Fenced, still.Kind);
        Assert.Equal("of the newer", (await consumer.ReceiveAsync(1))[0].Value);
    }

    protected async Task ZombieOfAnOlderGenerationCannotCommitAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync(partitions: 2);
        await using KafkaProducer producer = await NewProducerAsync(client);
        await using Member member = await Member.JoinAsync(client, topic);
        ConsumerGroupMetadata before = member.Metadata;
        await using Member other = await Member.JoinAsync(client, topic, member.Group);
        await member.HalvedAsync();

        producer.BeginTransaction();
        _ = producer.SendAsync(topic, null, TestClient.Bytes("late")).AsTask();
        KafkaException refused = await Assert.ThrowsAsync<KafkaException>(
            () => producer.CommitTransactionAsync([new(topic, 0, 9)], before, TestClient.Deadline()));
        await producer.AbortTransactionAsync(TestClient.Deadline());
        producer.BeginTransaction();
        _ = producer.SendAsync(topic, null, TestClient.Bytes("in time")).AsTask();
        await producer.CommitTransactionAsync([new(topic, 0, 1)], member.Metadata, TestClient.Deadline());
        await using KafkaConsumer consumer = client.ReadFromStart(topic, partitions: 2);

        Assert.Equal((KafkaErrorKind.Abort, ErrorCode.IllegalGeneration), (refused.Kind, refused.Code));
        Assert.Equal("in time", (await consumer.ReceiveAsync(1))[0].Value);
    }

    protected async Task TooSlowTransactionIsAbortedAndIsNotCalledFencedAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        await using KafkaConsumer consumer = client.ReadFromStart(topic);
        await using KafkaProducer producer = await TooSlowAsync(client, consumer, topic);

        KafkaException tooLate = await Assert.ThrowsAsync<KafkaException>(
            () => producer.CommitTransactionAsync(TestClient.Deadline()));
        await producer.AbortTransactionAsync(TestClient.Deadline());
        producer.BeginTransaction();
        _ = producer.SendAsync(topic, null, TestClient.Bytes("in time")).AsTask();
        await producer.CommitTransactionAsync(TestClient.Deadline());

        Assert.Equal(KafkaErrorKind.Abort, tooLate.Kind);
        Assert.Contains(nameof(KafkaProducerOptions.TransactionTimeout), tooLate.Message);
        Assert.Equal("in time", (await consumer.ReceiveAsync(1))[0].Value);
    }

    // Before KIP-890 the coordinator answers as if another instance had come; the message says that it may not be so.
    protected async Task TooSlowTransactionMayLookFencedAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        await using KafkaConsumer consumer = client.ReadFromStart(topic);
        await using KafkaProducer producer = await TooSlowAsync(client, consumer, topic);

        KafkaException tooLate = await Assert.ThrowsAsync<KafkaException>(
            () => producer.CommitTransactionAsync(TestClient.Deadline()));

        Assert.Equal(KafkaErrorKind.Fenced, tooLate.Kind);
        Assert.Contains(nameof(KafkaProducerOptions.TransactionTimeout), tooLate.Message);
    }

    private static async Task<KafkaProducer> TooSlowAsync(KafkaClient client, KafkaConsumer consumer, string topic)
    {
        KafkaProducer producer = await NewProducerAsync(client, timeout: TimeSpan.FromMilliseconds(500));
        producer.BeginTransaction();
        await producer.SendAsync(topic, null, TestClient.Bytes("too slow"));
        await AbortedAsync(consumer, topic);
        return producer;
    }

    protected async Task CallsOutOfOrderAreRefusedAsync()
    {
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string topic = await client.CreateTopicAsync();
        await using KafkaProducer plain = client.CreateProducer();
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { TransactionalId = TestClient.NewName("id") });
        Assert.Throws<InvalidOperationException>(plain.BeginTransaction);
        Assert.Throws<InvalidOperationException>(producer.BeginTransaction);
        await producer.InitTransactionsAsync(TestClient.Deadline());

        await Assert.ThrowsAsync<InvalidOperationException>(() => producer.InitTransactionsAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await producer.SendAsync(topic, null, TestClient.Bytes("outside")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => producer.CommitTransactionAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => producer.AbortTransactionAsync());
        producer.BeginTransaction();
        Assert.Throws<InvalidOperationException>(producer.BeginTransaction);
        await producer.CommitTransactionAsync(TestClient.Deadline()); // nothing was sent: nothing is asked
        Assert.Throws<ArgumentException>(() => client.CreateProducer(
            new KafkaProducerOptions { TransactionalId = "id", Idempotence = false }));
    }

    private static async Task FlushAndAbortAsync(KafkaProducer producer)
    {
        await producer.FlushAsync(TestClient.Deadline());
        await producer.AbortTransactionAsync(TestClient.Deadline());
    }

    private static async Task<KafkaProducer> NewProducerAsync(
        KafkaClient client, string? id = null, TimeSpan? timeout = null)
    {
        KafkaProducer producer = client.CreateProducer(new KafkaProducerOptions
        {
            TransactionalId = id ?? TestClient.NewName("id"),
            TransactionTimeout = timeout ?? TimeSpan.FromSeconds(60),
        });
        await producer.InitTransactionsAsync(TestClient.Deadline());
        return producer;
    }
}
