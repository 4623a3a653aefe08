// Consume, transform, produce in transactions, by clients that others wrote: every record arrives once although every
// third transaction was aborted and done again, the group's positions moved with it, and kafkajs, which reads committed
// records, sees nothing else.
using System.Text.Json;
using Confluent.Kafka;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class TransactionTests : IAsyncLifetime
{
    private const int Partitions = 3;
    private const int Count = 90;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly BrokerUnderTest _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolTheory(Tool.NewPython, Tool.Node, Tool.Librdkafka)]
    [InlineData("confluent")]
    [InlineData("kafka_python")]
    [InlineData("aio")]
    public Task Python_client_copies_in_transactions(string client) => AssertCopiesAsync(
        Tools.NewPython,
        group => Command.CheckAsync(
        [
            Tools.NewPython, Path.Combine(Tools.Clients, "python", "transact.py"), client, _broker.Bootstrap,
            "source", "target", group, $"{Count}",
        ]));

    [ToolFact(Tool.Node, Tool.Librdkafka)]
    public Task Confluents_dotnet_client_copies_in_transactions() =>
        AssertCopiesAsync("dotnet", group => Task.Run(() => Copy(group)));

    // franz-go begins the next transaction as soon as the end of the last is answered: on a log that does not sync, its
    // first write is there before the last one's markers.
    [ToolTheory(Tool.KBench)]
    [InlineData("commit")]
    [InlineData("replicated")]
    public async Task Go_client_commits_one_transaction_right_after_the_other(string flush)
    {
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(
            new ServerSettings(data.Path) { Configs = [$"flush={flush}"] });

        var output = await Command.CheckAsync(
        [
            Tools.KBench, "transactions", "--broker", server.Bootstrap, "--topic", "hasty", "--partitions", "6",
            "--batch", "20", "--seconds", "3",
        ]);

        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("records").GetInt64() > 1_000, output);
    }

    [ToolTheory(Tool.Kafka)]
    [InlineData("at_least_once")]
    [InlineData("exactly_once_v2")]
    public async Task Kafka_streams_counts_words_across_a_restart(string guarantee)
    {
        Tools.Require(Tool.Kafka);
        var libraries = Path.Combine(Tools.KafkaHome, "libs");
        string[] command =
        [
            "java", "-cp", $"{libraries}/4.3.1/*:{libraries}/common/*",
            Path.Combine(Tools.Clients, "java", "WordCount.java"), _broker.Bootstrap, guarantee,
        ];

        var output = await Command.CheckAsync(command, input: "");

        Assert.Contains("= {alpha=572, beta=857, delta=286, epsilon=857, eta=285, gamma=858, zeta=285}", output);
    }

    private async Task AssertCopiesAsync(string tool, Func<string, Task> copy)
    {
        Assert.NotEmpty(tool);
        await _broker.CreateTopicAsync("source", Partitions);
        await _broker.CreateTopicAsync("target", Partitions);
        ClientRecord[] sources =
            [.. Enumerable.Range(0, Count).Select(i => Record(i % Partitions, $"record {i:D3}"))];
        await AllClients.Named("confluent-dotnet-2.15.1").ProduceAsync(_broker.Bootstrap, "source", "none", sources);

        await copy("copiers");

        var copies = await AllClients.Named("kafkajs-2.2.4")
            .ConsumeAsync(_broker.Bootstrap, ["target"], "readers", Count);
        Assert.Equal(
            sources.Select(source => Record(source.Partition, "copy of " + Text(source.Value!)).Value).Order(),
            copies.Select(record => record.Value).Order());
        for (var partition = 0; partition < Partitions; partition++)
        {
            var values = copies.Where(record => record.Partition == partition).Select(record => record.Value);
            Assert.Equal(values.Order(), values);
        }

        Assert.True(WrittenWithAborted() > Count + BatchOfAborts, "No transaction was aborted.");
        Assert.Equal(Count / Partitions, CommittedOffset("copiers", partition: 0));
    }

    // Markers aside, at least one batch must be there twice for the test to have tested anything.
    private const int BatchOfAborts = 10;

    private static ClientRecord Record(int partition, string value) => new()
    {
        Partition = partition,
        Key = Convert.ToHexStringLower("key"u8),
        Value = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(value)),
    };

    private static string Text(string hex) => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex));

    private long WrittenWithAborted()
    {
        using var consumer = Consumer("nobody");
        return Enumerable.Range(0, Partitions)
            .Sum(partition => consumer.QueryWatermarkOffsets(new TopicPartition("target", partition), Patience).High);
    }

    private long CommittedOffset(string group, int partition)
    {
        using var consumer = Consumer(group);
        return consumer.Committed([new TopicPartition("source", partition)], Patience)[0].Offset.Value;
    }

    private IConsumer<byte[], byte[]> Consumer(string group)
    {
        Librdkafka.Require();
        return new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = _broker.Bootstrap,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).Build();
    }

    private void Copy(string group)
    {
        using var consumer = Consumer(group);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = _broker.Bootstrap,
            TransactionalId = "copy-" + group,
        }).Build();
        consumer.Subscribe("source");
        producer.InitTransactions(Patience);
        var attempt = 0;
        for (var copied = 0; copied < Count;)
        {
            List<ConsumeResult<byte[], byte[]>> batch = [];
            while (batch.Count < BatchOfAborts && consumer.Consume(TimeSpan.FromSeconds(1)) is { } message)
            {
                batch.Add(message);
            }

            if (batch.Count > 0 && ++attempt % 3 == 0)
            {
                Transact(producer, consumer, batch, commits: false);
            }

            Transact(producer, consumer, batch, commits: true);
            copied += batch.Count;
        }
    }

    private static void Transact(
        IProducer<byte[], byte[]> producer,
        IConsumer<byte[], byte[]> consumer,
        List<ConsumeResult<byte[], byte[]>> batch,
        bool commits)
    {
        producer.BeginTransaction();
        foreach (var message in batch)
        {
            producer.Produce(
                new TopicPartition("target", message.Partition),
                new Message<byte[], byte[]>
                {
                    Key = message.Message.Key,
                    Value = [.. "copy of "u8, .. message.Message.Value],
                });
        }

        producer.SendOffsetsToTransaction(
            batch.GroupBy(message => message.TopicPartition)
                .Select(partition => new TopicPartitionOffset(partition.Key, partition.Max(m => m.Offset.Value) + 1)),
            consumer.ConsumerGroupMetadata,
            Patience);
        if (commits)
        {
            producer.CommitTransaction(Patience);
        }
        else
        {
            producer.Flush(Patience);
            producer.AbortTransaction(Patience);
        }
    }
}
