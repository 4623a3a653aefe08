// The command line as a user has it: the real executable against a real node, standard output and exit codes.
using System.Net;
using TypedStreams.Server.Serving;
using TypedStreams.Testing;

namespace TypedStreams.Server.Tests;

public sealed class CommandLineTests : IAsyncLifetime
{
    private readonly DataDirectory _data = new();
    private ServerProcess _server = null!;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [InlineData("topics")]
    [InlineData("kafka-topics")]
    public async Task Topic_is_created_listed_described_grown_and_deleted_under_either_name(string verb)
    {
        await CheckAsync(verb, "--create", "--topic", "t", "--partitions", "2", "--config", "retention.ms=1000");
        Assert.Equal(["_schemas", "t"], Lines(await CheckAsync(verb, "--list")));
        string described = await CheckAsync(verb, "--describe", "--topic", "t");
        Assert.Contains("PartitionCount: 2\tReplicationFactor: 1\tConfigs: retention.ms=1000", described);
        Assert.Contains("Partition: 1\tLeader: 1\tReplicas: 1\tIsr: 1", described);
        await CheckAsync(verb, "--alter", "--topic", "t", "--partitions", "5");
        Assert.Contains("PartitionCount: 5", await CheckAsync(verb, "--describe", "--topic", "t"));
        await CheckAsync(verb, "--delete", "--topic", "t");
        Assert.Equal(["_schemas"], Lines(await CheckAsync(verb, "--list")));
    }

    [Fact]
    public async Task Lines_go_through_the_console_tools_with_keys_in_order()
    {
        await CheckAsync("topics", "--create", "--topic", "lines");

        await RunAsync(
            "k1:one\nk2:two\nk1:three\n",
            "console-producer", "--topic", "lines", "--property", "parse.key=true", "--property", "key.separator=:");
        CommandResult read = await RunAsync(
            "",
            "kafka-console-consumer", "--topic", "lines", "--from-beginning", "--max-messages", "3",
            "--property", "print.key=true", "--property", "print.offset=true");

        Assert.Equal(["Offset:0\tk1\tone", "Offset:1\tk2\ttwo", "Offset:2\tk1\tthree"], Lines(read.Output));
        Assert.Equal("Processed a total of 3 messages", read.Errors.Trim());
    }

    [Fact]
    public async Task Group_is_described_with_its_lag_and_its_offsets_are_reset()
    {
        await CheckAsync("topics", "--create", "--topic", "t");
        await RunAsync("a\nb\nc\n", "console-producer", "--topic", "t");
        await RunAsync("", "console-consumer",
            "--topic", "t", "--group", "g", "--from-beginning", "--max-messages", "2");

        Assert.Equal("g", await CheckAsync("consumer-groups", "--list"));
        Assert.Equal(["g", "t", "0", "2", "3", "1", "-", "-", "-"], await DescribeAsync());
        Assert.Contains("0", await CheckAsync(
            "kafka-consumer-groups", "--group", "g", "--reset-offsets", "--topic", "t", "--to-earliest", "--execute"));
        Assert.Equal(["g", "t", "0", "0", "3", "3", "-", "-", "-"], await DescribeAsync());
        await CheckAsync("consumer-groups", "--delete", "--group", "g");
        Assert.Equal("", await CheckAsync("consumer-groups", "--list"));
    }

    [Fact]
    public async Task Schema_file_is_registered_listed_and_got_back()
    {
        string file = Path.Combine(_data.Path, "order.avsc");
        const string Schema = """{"type":"record","name":"Order","fields":[{"name":"id","type":"long"}]}""";
        await File.WriteAllTextAsync(file, Schema);

        Assert.Contains("with id 1", await SchemasAsync("register", "--subject", "orders-value", "--file", file));

        Assert.Equal("orders-value", await SchemasAsync("list"));
        Assert.Equal("1", await SchemasAsync("list", "--subject", "orders-value"));
        Assert.Equal(Schema, await SchemasAsync("get", "--subject", "orders-value"));
        Assert.Equal(Schema, await SchemasAsync("get", "--id", "1"));
    }

    [Theory]
    [InlineData("Give exactly one of", "topics")]
    [InlineData("--create needs --topic", "topics", "--create")]
    [InlineData("does not exist", "topics", "--describe", "--topic", "nowhere")]
    [InlineData("already exists", "topics", "--create", "--topic", "twice")]
    [InlineData("Unknown topic config name: no.such", "topics", "--create", "--topic", "x", "--config", "no.such=1")]
    [InlineData("No key separator found on line number 1",
        "console-producer", "--topic", "x", "--property", "parse.key=true")]
    [InlineData("'nobody' does not exist", "consumer-groups", "--describe", "--group", "nobody")]
    public async Task Mistake_is_explained_on_standard_error_with_exit_code_1(
        string expected, params string[] arguments)
    {
        await CheckAsync("topics", "--create", "--topic", "twice");

        CommandResult result = await RunAsync("no separator\n", arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }

    [Theory]
    [InlineData("Unknown broker configuration 'no.such'", "--set", "no.such=1")]
    [InlineData("must be a whole number", "--set", "num.partitions=many")]
    [InlineData("--kafka takes HOST:PORT", "--kafka", "nowhere")]
    [InlineData("either --data DIR or --in-memory", "--in-memory", "--data", "x")]
    public async Task Server_with_wrong_settings_says_which_and_ends_with_1(string expected, params string[] arguments)
    {
        CommandResult result = await Command.RunAsync([ServerProcess.Executable, "server", .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Errors);
    }

    [Fact]
    public async Task Console_port_answers_health_and_metrics()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{_server.Console}") };

        Assert.Equal("ok\n", await http.GetStringAsync("/healthz"));
        Assert.Contains("tstreams_connections ", await http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task Console_port_says_that_the_node_starts_while_it_does()
    {
        await using ConsoleServer console = await ConsoleServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), broker: static () => null, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{console.EndPoint}") };

        using HttpResponseMessage health = await http.GetAsync("/healthz");
        using HttpResponseMessage metrics = await http.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("starting\n", await health.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, metrics.StatusCode);
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string[]> DescribeAsync()
    {
        string described = await CheckAsync("consumer-groups", "--describe", "--group", "g");
        return Lines(described)[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<string> CheckAsync(params string[] arguments)
    {
        CommandResult result = await RunAsync("", arguments);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output.TrimEnd('\n');
    }

    private async Task<string> SchemasAsync(params string[] arguments) => (await Command.CheckAsync(
        [ServerProcess.Executable, "schemas", .. arguments, "--registry", $"http://{_server.Registry}"])).TrimEnd('\n');

    private Task<CommandResult> RunAsync(string input, params string[] arguments) => Command.RunAsync(
        [ServerProcess.Executable, .. arguments, "--bootstrap-server", _server.Bootstrap], input);
}
