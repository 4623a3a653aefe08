// Exactly once into a database and out of it: the process that books is killed with -9 at random moments, and so is
// the database server, and another one goes on; in the end every change of every account was booked once and published
// once, in order. TYPEDSTREAMS_SEED repeats a run.
using System.Globalization;
using TypedStreams.Client;
using TypedStreams.Protocol;
using TypedStreams.Testing;
using Xunit.Abstractions;

namespace TypedStreams.System.Tests;

public sealed class LedgerKillTests(ITestOutputHelper output)
{
    private const int Kills = 3;
    private const int Transfers = 30_000;
    private const int Changes = 2 * Transfers;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Ledger_in_SQLite_killed_again_and_again_books_and_publishes_everything_once()
    {
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(new ServerSettings(data.Path));
        using var database = new DataDirectory();
        await RunAsync(server.Bootstrap, server.Registry.ToString(), Path.Combine(database.Path, "ledger.db"));
    }

    [ToolFact(Tool.Kafka)]
    public async Task Ledger_in_SQLite_killed_again_and_again_on_Apache_Kafka_books_and_publishes_everything_once()
    {
        Tools.Require(Tool.Kafka);
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(new ServerSettings(data.Path));
        await using var kafka = await KafkaProcess.StartAsync();
        using var database = new DataDirectory();
        await RunAsync(kafka.Bootstrap, server.Registry.ToString(), Path.Combine(database.Path, "ledger.db"));
    }

    [ToolFact(Tool.Postgres)]
    public async Task Ledger_and_PostgreSQL_killed_again_and_again_book_and_publish_everything_once()
    {
        Tools.Require(Tool.Postgres);
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(new ServerSettings(data.Path));
        await using var postgres = await PostgresProcess.StartAsync();
        await RunAsync(
            server.Bootstrap,
            server.Registry.ToString(),
            postgres.ConnectionString,
            async () =>
            {
                await postgres.KillAsync();
                await postgres.RestartAsync();
            });
    }

    private async Task RunAsync(
        string bootstrap, string registry, string database, Func<Task>? breakDatabaseAsync = null)
    {
        var chosen = Environment.GetEnvironmentVariable("TYPEDSTREAMS_SEED");
        var seed = chosen is null ? Random.Shared.Next() : int.Parse(chosen, CultureInfo.InvariantCulture);
        output.WriteLine($"TYPEDSTREAMS_SEED={seed}");
        var random = new Random(seed);
        int[] killAt = [.. Enumerable.Range(0, Kills).Select(_ => random.Next(1, Changes * 8 / 10)).Order()];
        using var patience = new CancellationTokenSource(Limit);
        var sample = new LedgerProcess(bootstrap, registry, database, Transfers);
        await using var client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = bootstrap }, patience.Token);
        await sample.CheckAsync("send");

        var interrupted = 0;
        foreach (var published in killAt)
        {
            using var posting = sample.Start("post");
            var reached = await PublishedAsync(client, published, patience.Token);
            if (breakDatabaseAsync is not null)
            {
                await breakDatabaseAsync();
                reached = await PublishedAsync(client, Math.Min(reached + 1, Changes), patience.Token);
            }

            posting.Kill();
            await posting.WaitForExitAsync(patience.Token);
            interrupted += reached < Changes ? 1 : 0;
            output.WriteLine($"killed when {reached} of {Changes} changes were published");
        }

        // Waits for every change, so the last process books and publishes beside it.
        using var last = sample.Start("post");
        var said = await sample.CheckAsync("check");
        Signal.Terminate(last.Id);
        await last.WaitForExitAsync(patience.Token);
        output.WriteLine(said);
        Assert.Equal(0, last.ExitCode);
        Assert.Contains("every account agrees with the database", said);
        Assert.True(interrupted > 0, "no process was killed while it worked");
    }

    /// <summary>Waits until so many records are in the topic of balances; how many there are.</summary>
    /// <remarks>Markers of transactions count too, so this is a moment in the run and no measure of it.</remarks>
    private static async Task<long> PublishedAsync(KafkaClient client, long count, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sum = await EndAsync(client, cancellationToken);
            if (sum >= count)
            {
                return sum;
            }
        }
    }

    private static async Task<long> EndAsync(KafkaClient client, CancellationToken cancellationToken)
    {
        try
        {
            var topics = await client.Admin.DescribeTopicsAsync(["balances"], cancellationToken);
            TopicPartition[] partitions =
                [.. topics.Single().Partitions.Select((_, index) => new TopicPartition("balances", index))];
            var ends = await client.Admin.ListOffsetsAsync(partitions, TopicPartitionOffset.End, cancellationToken);
            return ends.Values.Sum(end => end.Offset);
        }
        catch (KafkaException missing) when (missing.Code == ErrorCode.UnknownTopicOrPartition)
        {
            return 0; // the first process has not made it yet
        }
    }
}
