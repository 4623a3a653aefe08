using TypedStreams.Protocol;

namespace TypedStreams.Client.Tests;

public abstract partial class TransactionTests
{
    // Consume, produce and commit in transactions, while connections are cut: every input comes out once, in order.
    protected async Task CopyWithCutConnectionsIsExactAsync()
    {
        const int Count = 2000, EachTransaction = 20;
        await using KafkaClient client = await TestClient.ConnectAsync(cluster.BootstrapServers);
        string from = await client.CreateTopicAsync(partitions: 2);
        string to = await client.CreateTopicAsync();
        await using (KafkaProducer source = client.CreateProducer())
        {
            var first = new SendOptions { Partition = 0 };
            await Task.WhenAll(Enumerable.Range(0, Count).Select(
                i => source.SendAsync(from, null, TestClient.Bytes($"{i}"), first).AsTask()));
        }

        int cutsBefore = cluster.Cuts;
        await using Member member = await Member.JoinAsync(client, from);
        try
        {
            cluster.CutEvery = 11; // once joined: a cut join costs a session
            await CopyAsync(client, member, from, to, Count, EachTransaction);
        }
        finally
        {
            cluster.CutEvery = 0;
        }

        await using KafkaConsumer consumer = client.ReadFromStart(to);
        List<Received> copied = await consumer.ReceiveAsync(Count);
        Assert.True(cluster.Cuts - cutsBefore > 3, $"only {cluster.Cuts - cutsBefore} connections were cut");
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}"), copied.Select(record => record.Value));
    }

    private static async Task CopyAsync(
        KafkaClient client, Member member, string from, string to, int count, int each)
    {
        List<Received> inputs = await member.Consumer.ReceiveAsync(count);
        await using KafkaProducer producer = await NewProducerAsync(client);
        for (int next = 0; next < count;)
        {
            List<Received> some = inputs.GetRange(next, each);
            try
            {
                producer.BeginTransaction();
                foreach (Received input in some)
                    await producer.PostAsync(to, new MemoryRecord(null, TestClient.Bytes(input.Value)));

                await producer.CommitTransactionAsync(
                    [new(from, 0, some[^1].Offset + 1)], member.Metadata, TestClient.Deadline());
                next += each;
            }
            catch (KafkaException error) when (error.Kind == KafkaErrorKind.Abort)
            {
                await producer.AbortTransactionAsync(TestClient.Deadline());
            }
        }

        var committed = await member.Consumer.CommittedAsync([new(from, 0)], TestClient.Deadline());
        Assert.Equal(count, committed[new(from, 0)].Offset);
    }

    // Waits until the coordinator has aborted: the last stable offset moves behind the marker, and nothing was seen.
    private static async Task AbortedAsync(KafkaConsumer consumer, string topic)
    {
        using var marked = CancellationTokenSource.CreateLinkedTokenSource(TestClient.Deadline());
        Task<ConsumedBatch?> receiving = consumer.ReceiveAsync(marked.Token).AsTask();
        while (consumer.Position(new TopicPartition(topic, 0)) is null or < 2 && !marked.IsCancellationRequested)
            await Task.Yield();

        await marked.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
    }

    // The lag is known once a fetch has come back; one more is under way all the time.
    private static async Task<long> CaughtUpAsync(KafkaConsumer consumer, string topic)
    {
        CancellationToken deadline = TestClient.Deadline();
        long? lag;
        while ((lag = consumer.Lag(new TopicPartition(topic, 0))) is not 0 && !deadline.IsCancellationRequested)
            await Task.Yield();

        return lag ?? -1;
    }

    /// <summary>A member of a group, and its place as it was when its partitions were last assigned.</summary>
    private sealed class Member : IAsyncDisposable
    {
        private const int Partitions = 2;

        private readonly RecordingListener _listener = new();

        private Member(KafkaClient client, string topic, string group)
        {
            Group = group;
            Consumer = client.CreateConsumer(new KafkaConsumerOptions
            {
                GroupId = group,
                OffsetReset = OffsetReset.Earliest,
                HeartbeatInterval = TimeSpan.FromMilliseconds(200),
                Rebalance = _listener,
            });
            Consumer.Subscribe(topic);
        }

        public string Group { get; }

        public KafkaConsumer Consumer { get; }

        public ConsumerGroupMetadata Metadata => Consumer.GroupMetadata;

        public static async Task<Member> JoinAsync(KafkaClient client, string topic, string? group = null)
        {
            var member = new Member(client, topic, group ?? TestClient.NewName("group"));
            if (group is null)
                await member._listener.AssignedAsync(Partitions);

            return member;
        }

        /// <summary>Waits until another member has taken half of the partitions.</summary>
        public Task HalvedAsync() => _listener.AssignedAsync(Partitions / 2);

        public ValueTask DisposeAsync() => Consumer.DisposeAsync();
    }
}
