// tstreams transactions against a real node: one transaction that its coordinator knows, and one that it has forgotten.
using TypedStreams.Client;
using TypedStreams.Testing;

namespace TypedStreams.Server.Tests;

public sealed class TransactionsCommandTests : IAsyncLifetime
{
    private readonly DataDirectory _data = new();
    private ServerProcess _server = null!;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(
        new ServerSettings(_data.Path) { Configs = ["transaction.state.log.num.partitions=1"] });

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Open_transaction_is_listed_and_described_and_does_not_hang()
    {
        await using KafkaClient client = await OpenTransactionAsync();

        string[] listed = Words(await CheckAsync("list"), line: 1);
        Assert.Equal(["pay", "1", "Ongoing"], [listed[0], listed[1], listed[3]]);
        string[] described = Words(await CheckAsync("describe", "--transactional-id", "pay"), line: 1);
        Assert.Equal(
            ["1", "pay", listed[2], "0", "Ongoing", "60000", "t-0"], [.. described[..6], described[^1]]);
        string[] producer = Words(
            await CheckAsync("describe-producers", "--topic", "t", "--partition", "0"), line: 1);
        Assert.Equal([listed[2], "0", "-1", "0", "0"], [.. producer[..4], producer[^1]]);
        Assert.Single(Lines(await CheckAsync("find-hanging", "--max-transaction-timeout", "0")));
    }

    [Fact]
    public async Task Transaction_that_its_coordinator_has_forgotten_is_found_and_aborted()
    {
        await using (await OpenTransactionAsync())
        {
            await _server.KillAsync();
        }

        foreach (string lost in Directory.GetDirectories(_data.Path, "__transaction_state-*"))
        {
            Directory.Delete(lost, recursive: true);
        }

        await _server.StartAgainAsync();

        string[] hanging = Words(await CheckAsync("find-hanging", "--max-transaction-timeout", "0"), line: 1);
        Assert.Equal(["t", "0", "0"], [hanging[0], hanging[1], hanging[5]]);
        string aborted = await CheckAsync("abort", "--topic", "t", "--partition", "0", "--start-offset", hanging[5]);
        Assert.Equal($"Aborted the transaction of producer {hanging[2]} in t-0.", aborted);
        Assert.Single(Lines(await CheckAsync("find-hanging", "--max-transaction-timeout", "0")));
    }

    [Theory]
    [InlineData("describe needs --transactional-id", "describe")]
    [InlineData("'nobody' cannot be described", "describe", "--transactional-id", "nobody")]
    [InlineData("No open transaction of t-0 begins at offset 7", "abort", "--topic", "t", "--partition", "0",
        "--start-offset", "7")]
    public async Task Mistake_is_explained(string expected, params string[] arguments)
    {
        await Command.CheckAsync(
            [ServerProcess.Executable, "topics", "--create", "--topic", "t", "--bootstrap-server", _server.Bootstrap]);

        CommandResult result = await RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Errors);
    }

    private async Task<KafkaClient> OpenTransactionAsync()
    {
        KafkaClient client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = _server.Bootstrap }, CancellationToken.None);
        await client.Admin.CreateTopicAsync(new TopicSpec("t") { Partitions = 1 });
        KafkaProducer producer = client.CreateProducer(new KafkaProducerOptions { TransactionalId = "pay" });
        await producer.InitTransactionsAsync();
#pragma warning disable TS0046 // It stays open, for the command to find.
        producer.BeginTransaction();
#pragma warning restore TS0046
        await producer.SendAsync("t", "key"u8.ToArray(), "value"u8.ToArray());
        return client;
    }

    private async Task<string> CheckAsync(params string[] arguments)
    {
        CommandResult result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output.TrimEnd('\n');
    }

    private Task<CommandResult> RunAsync(string[] arguments) => Command.RunAsync(
        [ServerProcess.Executable, "transactions", .. arguments, "--bootstrap-server", _server.Bootstrap]);

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Words(string output, int line) =>
        Lines(output)[line].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
