using TypedStreams.Client;
using TypedStreams.Outbox;
using TypedStreams.Testing;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests.Databases;

public partial class DatabaseTests
{
    private const short EndTransaction = 26;
    private static readonly TimeSpan CommitDelay = TimeSpan.FromSeconds(3);

    protected async Task OutboxSendsWhatCommitsAsync()
    {
        await using var database = await NewDatabaseAsync();
        await using var app = await StartAsync(
            TestApp.NewPrefix(), database.Source, groups => groups.AddOutbox(), settings: OnePartition);

        await AddAsync(app, database.Source, commit: true, new Doubled("a", 1), new Doubled("a", 2));
        await AddAsync(app, database.Source, commit: false, new Doubled("a", 3));
        await AddAsync(app, database.Source, commit: true, new Doubled("b", 4));
        await EmptiedAsync(database.Source);

        Assert.Equal([1, 2, 4], (await app.ReadAllAsync<Doubled>()).Select(Value));
        await app.StopAsync();
    }

    protected async Task OutboxKeepsHeadersAsync()
    {
        await using var database = await NewDatabaseAsync();
        await using var app = await StartAsync(
            TestApp.NewPrefix(), database.Source, groups => groups.AddOutbox().AddReader());
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        MessageHeader[] headers = [new("a", new byte[] { 1, 255 }), new("b", null), new("a", Array.Empty<byte>())];
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await app.Service<IOutbox>().AddAsync(
                new Doubled("k", 7),
                new TypedStreams.SendOptions { Headers = headers, Timestamp = at, Partition = 3 },
                transaction);
            await transaction.CommitAsync();
        }

        var received = await app.Inbox.NextAsync();

        Assert.Equal(new Doubled("k", 7), received.Message);
        Assert.Equal((3, at), (received.Context.Partition, received.Context.Timestamp));
        Assert.Equal("k"u8.ToArray(), received.Context.Key!.Value.ToArray());
        Assert.Equal(
            headers.Select(header => (header.Name, header.Value?.ToArray())),
            received.Context.Headers.Select(header => (header.Name, header.Value?.ToArray())));
        await app.StopAsync();
    }

    /// <summary>A relay that died after it claimed a batch: the batch is published as it is, and first.</summary>
    protected async Task ClaimedBatchIsPublishedAsync()
    {
        var prefix = TestApp.NewPrefix();
        await using var database = await NewDatabaseAsync();
        await using (var app = await StartAsync(
            prefix, database.Source, groups => groups.AddOutbox(), settings: OnePartition))
        {
            await app.StopAsync();
            await AddAsync(
                app, database.Source, commit: true, new Doubled("a", 1), new Doubled("a", 2), new Doubled("a", 3));
        }

        var batch = await ClaimAsync(database, published: 0, count: 2);
        Assert.Equal((0L, 2), (batch!.Number, batch.Rows.Count));

        await using var next = await StartAsync(
            prefix, database.Source, groups => groups.AddOutbox(), settings: OnePartition);
        await EmptiedAsync(database.Source);
        await next.StopAsync();
        Assert.Equal([1, 2, 3], (await next.ReadAllAsync<Doubled>()).Select(Value));
    }

    /// <summary>A relay that died after its batch was out and before its rows were deleted.</summary>
    protected async Task PublishedBatchIsNotRepeatedAsync()
    {
        var prefix = TestApp.NewPrefix();
        await using var database = await NewDatabaseAsync();
        await using (var app = await StartAsync(
            prefix, database.Source, groups => groups.AddOutbox(), settings: OnePartition))
        {
            await AddAsync(app, database.Source, commit: true, new Doubled("a", 1), new Doubled("a", 2));
            await EmptiedAsync(database.Source);
            await app.StopAsync();
        }

        // A row of the first batch is back.
        await RunAsync(
            database.Source,
            "INSERT INTO typedstreams_outbox (batch, topic, message_value, timestamp_ms) "
            + $"VALUES (0, '{prefix}doubles', 'x', 0)");

        await using var next = await StartAsync(
            prefix, database.Source, groups => groups.AddOutbox(), settings: OnePartition);
        await AddAsync(next, database.Source, commit: true, new Doubled("a", 3));
        await EmptiedAsync(database.Source);
        await next.StopAsync();
        Assert.Equal([1, 2, 3], (await next.ReadAllAsync<Doubled>()).Select(Value));
    }

    protected async Task RelaysTakeTurnsAsync()
    {
        const int Count = 300;
        var prefix = TestApp.NewPrefix();
        await using var database = await NewDatabaseAsync();
        (string, string) small = ("Outbox:MaxMessages", "7");
        await using var first = await StartAsync(
            prefix, database.Source, groups => groups.AddOutbox(), settings: [OnePartition, small]);
        await using var second = await StartAsync(
            prefix, database.Source, groups => groups.AddOutbox(), settings: [OnePartition, small]);
        for (var i = 0; i < Count; i++)
        {
            await AddAsync(i % 2 == 0 ? first : second, database.Source, commit: true, new Doubled("a", i));
            if (i == Count / 2)
            {
                await first.StopAsync();
            }
        }

        await EmptiedAsync(database.Source);
        await second.StopAsync();
        Assert.Equal(Enumerable.Range(0, Count), (await second.ReadAllAsync<Doubled>()).Select(Value));
    }

    /// <summary>
    /// A relay whose id is taken over while its commit is on the way, as a late request of its own would do.
    /// </summary>
    protected async Task RelayFencedByItselfGoesOnAsync()
    {
        var prefix = TestApp.NewPrefix();
        var committing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        servers.Proxy.Decide = request =>
            request.ApiKey == EndTransaction && request.ClientId == prefix && committing.TrySetResult()
                ? new Disturbance(RequestFate.Passes, CommitDelay)
                : default;
        await using var database = await NewDatabaseAsync();
        await using var app = await StartAsync(
            prefix, database.Source, groups => groups.AddOutbox(), settings: [OnePartition, ("ClientId", prefix)]);
        var kafka = await app.Connection.GetKafkaAsync();

        await AddAsync(app, database.Source, commit: true, new Doubled("a", 1));
        await committing.Task.WaitAsync(Patience);
        await using (var late = kafka.CreateProducer(
            new KafkaProducerOptions { TransactionalId = $"{prefix}outbox.{prefix}outbox.0" }))
        {
            await late.InitTransactionsAsync();
        }

        await AddAsync(app, database.Source, commit: true, new Doubled("a", 2));
        await EmptiedAsync(database.Source);
        await app.LoggedAsync("its id was taken over");
        await app.StopAsync();
        servers.Proxy.Decide = null;

        Assert.Equal([1, 2], (await app.ReadAllAsync<Doubled>()).Select(Value));
    }

    private static async Task<OutboxBatch?> ClaimAsync(ITestDatabase database, long published, int count)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var batch = await OutboxTable.NextAsync(transaction, published, count, CancellationToken.None);
        await transaction.CommitAsync();
        return batch;
    }
}
