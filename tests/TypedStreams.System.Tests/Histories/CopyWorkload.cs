// Copies a topic in transactions and writes down what it did and saw. Some transactions abort, the worker is replaced
// again and again, and whoever runs it kills the node meanwhile. A seed decides what happens when.
using System.Text;
using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.System.Tests.Histories;

internal sealed class CopyWorkload(string bootstrap, int seed)
{
    public const int Inputs = 300;
    private const int Partitions = 2;
    private const int MostInputsATransaction = 12;
    private const int TransactionsAWorker = 8;

    // A wrong node may never be done with the copy.
    private const int MostWorkers = 15;
    private const int MostIdleWorkers = 2;
    private const string Source = "inputs";
    private const string Target = "outputs";
    private const string Group = "copiers";

    // A wrong node may never let a reader come to the end; then what was seen until here is judged.
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(4);
    private readonly Random _random = new(seed);
    private int _transaction;
    private int _attempt;

    public History History { get; } = new();

    public static string InputOf(string output) => output.Split('#')[0];

    public static IReadOnlyList<string> AllInputs { get; } = [.. Enumerable.Range(0, Inputs).Select(i => $"in{i:D4}")];

    /// <summary>
    /// Fills the source, copies it, and reads the copies; ends early when nothing moves any more. Before every worker
    /// <paramref name="isKilled"/> is asked whether the node dies now; then <paramref name="kill"/> has it die and come
    /// back, in the middle of a transaction.
    /// </summary>
    public async Task RunAsync(Func<int, bool> isKilled, Func<Task> kill, CancellationToken cancellationToken)
    {
        await using KafkaClient client = await ConnectAsync(cancellationToken);
        await FillAsync(client, cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadAlongAsync(client, done.Token);
        try
        {
            int idle = 0;
            for (int worker = 0; !await IsCopiedAsync(client, cancellationToken) && idle < MostIdleWorkers; worker++)
            {
                int before = _transaction;
                if (isKilled(worker))
                {
                    await InterruptAsync(client, kill, cancellationToken);
                }

                await CopySomeAsync(client, cancellationToken);
                idle = _transaction == before ? idle + 1 : 0;
                if (worker >= MostWorkers)
                {
                    break;
                }
            }
        }
        finally
        {
            await done.CancelAsync();
            await reading;
        }

        History.Final = await ReadAllAsync(client, cancellationToken);
    }

    private Task<KafkaClient> ConnectAsync(CancellationToken cancellationToken) => KafkaClient.ConnectAsync(
        new KafkaClientOptions { BootstrapServers = bootstrap }, cancellationToken);

    private static async Task FillAsync(KafkaClient client, CancellationToken cancellationToken)
    {
        foreach (string topic in (string[])[Source, Target])
        {
            await client.Admin.CreateTopicAsync(new TopicSpec(topic) { Partitions = Partitions }, cancellationToken);
        }

        // The source is no part of what is judged, so it is written in many small batches only once.
        await using KafkaProducer producer = client.CreateProducer();
        await Task.WhenAll(AllInputs.Select((input, i) => producer.SendAsync(
            Source, null, Bytes(input), To(i % Partitions), cancellationToken).AsTask()));
    }

    private static async Task<bool> IsCopiedAsync(KafkaClient client, CancellationToken cancellationToken) =>
        (await client.Admin.ListGroupOffsetsAsync(Group, cancellationToken)).Values.Sum(at => at.Offset) >= Inputs;

    // One worker's life: it takes the transactional id over, and goes without saying anything.
    private async Task CopySomeAsync(KafkaClient client, CancellationToken cancellationToken)
    {
        using var still = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        still.CancelAfter(Stillness);
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { TransactionalId = "copier" });
        await using KafkaConsumer consumer = client.CreateConsumer(new KafkaConsumerOptions
        {
            GroupId = Group,
            OffsetReset = OffsetReset.Earliest,
            HeartbeatInterval = TimeSpan.FromMilliseconds(200),
        });
        consumer.Subscribe(Source);
        try
        {
            await producer.InitTransactionsAsync(still.Token);
            for (int i = 0; i < TransactionsAWorker; i++)
            {
                using ConsumedBatch? batch = await consumer.ReceiveAsync(still.Token);
                if (batch is null)
                {
                    return;
                }

                await CopyAsync(producer, consumer, batch, still.Token);
            }
        }
        catch (Exception end) when (end is KafkaException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // A transaction that is open while the node dies is open afterwards, and aborted in the end.
    private async Task InterruptAsync(KafkaClient client, Func<Task> kill, CancellationToken cancellationToken)
    {
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { TransactionalId = "interrupted" });
        int transaction = ++_transaction;
        await producer.InitTransactionsAsync(cancellationToken);
        producer.BeginTransaction();
        History.Ended(transaction, Outcome.Aborted);
        for (int partition = 0; partition < Partitions; partition++)
        {
            await SendAsync(producer, transaction, $"open#{++_attempt}", partition, cancellationToken);
        }

        await kill();
        History.Add(new Reading($"while {transaction} is open", await ReadAllAsync(client, cancellationToken)));
        await producer.AbortTransactionAsync(cancellationToken);
    }

    private async Task CopyAsync(
        KafkaProducer producer, KafkaConsumer consumer, ConsumedBatch batch, CancellationToken cancellationToken)
    {
        int transaction = ++_transaction;
        bool commits = _random.Next(4) != 0;
        long next = batch[0].Offset;
        producer.BeginTransaction();
        History.Ended(transaction, Outcome.Unknown);
        int count = Math.Min(batch.Count, _random.Next(1, MostInputsATransaction + 1));
        var sends = new List<Task>();
        for (int i = 0; i < count; i++)
        {
            string output = $"{Encoding.UTF8.GetString(batch[i].Value!.Value.Span)}#{++_attempt}";
            sends.Add(SendAsync(producer, transaction, output, partition: i % Partitions, cancellationToken));
            next = batch[i].Offset + 1;
        }

        await Task.WhenAll(sends);
        await producer.SendOffsetsToTransactionAsync(
            [new TopicPartitionOffset(Source, batch.Partition.Partition, next)],
            consumer.GroupMetadata,
            cancellationToken);
        if (commits)
        {
            await producer.CommitTransactionAsync(cancellationToken);
            History.Ended(transaction, Outcome.Committed);
            consumer.Seek(batch.Partition, next);
        }
        else
        {
            await producer.AbortTransactionAsync(cancellationToken);
            History.Ended(transaction, Outcome.Aborted);
            consumer.Seek(batch.Partition, batch[0].Offset);
        }
    }

    private async Task SendAsync(
        KafkaProducer producer, int transaction, string value, int partition, CancellationToken cancellationToken)
    {
        var to = new TopicPartition(Target, partition);
        long? offset = null;
        try
        {
            offset = (await producer.SendAsync(
                Target, null, Bytes(value), To(partition), cancellationToken)).Offset;
        }
        finally
        {
            History.Add(new Sent(transaction, to, value, offset));
        }
    }

    // A reader that comes along while everything happens: what it sees must be committed, and goes forward.
    private async Task ReadAlongAsync(KafkaClient client, CancellationToken cancellationToken)
    {
        var seen = new List<Seen>();
        await using KafkaConsumer reader = Reader(client);
        try
        {
            while (true)
            {
                await ReceiveAsync(reader, seen, cancellationToken);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or KafkaException)
        {
            History.Add(new Reading("along", seen));
        }
    }

    private static async Task<IReadOnlyList<Seen>> ReadAllAsync(KafkaClient client, CancellationToken cancellationToken)
    {
        var seen = new List<Seen>();
        await using KafkaConsumer reader = Reader(client);
        while (true)
        {
            using var still = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            still.CancelAfter(Stillness / 2);
            try
            {
                await ReceiveAsync(reader, seen, still.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return seen;
            }
        }
    }

    private static KafkaConsumer Reader(KafkaClient client)
    {
        KafkaConsumer reader = client.CreateConsumer(new KafkaConsumerOptions());
        reader.Assign([.. Enumerable.Range(0, Partitions).Select(
            partition => new TopicPartitionOffset(Target, partition, TopicPartitionOffset.Beginning))]);
        return reader;
    }

    private static async Task ReceiveAsync(
        KafkaConsumer reader, List<Seen> seen, CancellationToken cancellationToken)
    {
        using ConsumedBatch? batch = await reader.ReceiveAsync(cancellationToken);
        if (batch is not null)
        {
            foreach (ConsumedRecord record in batch)
            {
                seen.Add(new(batch.Partition, record.Offset, Encoding.UTF8.GetString(record.Value!.Value.Span)));
            }
        }
    }

    private static Client.SendOptions To(int partition) => new() { Partition = partition };

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
