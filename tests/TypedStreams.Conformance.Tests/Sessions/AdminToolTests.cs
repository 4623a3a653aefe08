// Apache Kafka's administrators' tools for quotas, client metrics, features and reassignments, against whatever broker
// is under test: the same lines from ours and from Apache Kafka.
using System.Globalization;
using System.Text.RegularExpressions;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed partial class AdminToolTests : IAsyncLifetime
{
    private const int MostClients = 20;

    private readonly BrokerUnderTest _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolFact(Tool.Kafka)]
    public async Task Quotas_go_round_through_kafkas_configs_tool_and_survive_a_kill()
    {
        Tools.Require(Tool.Kafka);
        await ConfigsAsync("--alter", "--add-config", "producer_byte_rate=1024,request_percentage=12.5",
            "--entity-type", "users", "--entity-name", "alice", "--entity-type", "clients", "--entity-default");
        await ConfigsAsync("--alter", "--add-config", "consumer_byte_rate=2048,controller_mutation_rate=0.5",
            "--entity-type", "users", "--entity-default");
        await ConfigsAsync("--alter", "--add-config", "connection_creation_rate=100",
            "--entity-type", "ips", "--entity-name", "127.0.0.2");
        await ConfigsAsync("--alter", "--add-config", "producer_byte_rate=5",
            "--entity-type", "clients", "--entity-name", "gone");
        await ConfigsAsync("--alter", "--delete-config", "producer_byte_rate",
            "--entity-type", "clients", "--entity-name", "gone");
        if (_broker.Server is { } server)
        {
            await server.KillAsync();
            await server.StartAgainAsync();
        }

        Assert.Contains(
            "Quota configs for user-principal 'alice', the default client-id are "
                + "producer_byte_rate=1024.0, request_percentage=12.5",
            Sorted(await ConfigsAsync(
                "--describe", "--entity-type", "users", "--entity-name", "alice", "--entity-type", "clients",
                "--entity-default")));
        Assert.Contains(
            "Quota configs for the default user-principal are consumer_byte_rate=2048.0, controller_mutation_rate=0.5",
            Sorted(await ConfigsAsync("--describe", "--entity-type", "users", "--entity-default")));
        Assert.Contains(
            "Quota configs for ip '127.0.0.2' are connection_creation_rate=100.0",
            Sorted(await ConfigsAsync("--describe", "--entity-type", "ips")));
        Assert.DoesNotContain("gone", await ConfigsAsync("--describe", "--entity-type", "clients"));
    }

    [ToolFact(Tool.Kafka, Tool.Librdkafka)]
    public async Task Producer_keeps_to_its_quota()
    {
        // A window's worth, 11 s of the quota, is free; what is beyond that takes its time.
        const int Quota = 200_000;
        const int Records = 3_000;
        const int RecordBytes = 1_000;
        Tools.Require(Tool.Kafka, Tool.Librdkafka);
        await _broker.CreateTopicAsync("limited", partitions: 1);
        await ConfigsAsync("--alter", "--add-config", $"producer_byte_rate={Quota}",
            "--entity-type", "clients", "--entity-default");

        var output = await Command.CheckAsync(
            [
                Tools.KafkaTool, "kafka-producer-perf-test", "--topic", "limited", "--num-records", $"{Records}",
                "--record-size", $"{RecordBytes}", "--throughput", "-1", "--bootstrap-server",
                _broker.Bootstrap, "--command-property", "batch.size=16384",
            ]);

        var rate = SentLine().Matches(output)[^1].Groups[1].Value;
        double seconds = Records / double.Parse(rate, CultureInfo.InvariantCulture);
        Assert.InRange(seconds, ((double)Records * RecordBytes / Quota) - 11, 80);
    }

    [ToolFact(Tool.Kafka)]
    public async Task Features_are_lowered_and_raised_by_kafkas_tool()
    {
        Tools.Require(Tool.Kafka);
        Assert.Contains(
            "group.version was downgraded to 0.",
            await ToolAsync("kafka-features", "downgrade", "--feature", "group.version=0"));
        Assert.Matches(
            @"group\.version\s+SupportedMinVersion: 0\s+SupportedMaxVersion: 1\s+FinalizedVersionLevel: 0",
            await ToolAsync("kafka-features", "describe"));
        Assert.Contains(
            "group.version was upgraded to 1.",
            await ToolAsync("kafka-features", "upgrade", "--feature", "group.version=1"));
        var refused = await Command.RunAsync(
            [Tools.KafkaTool, "kafka-features", "--bootstrap-server", _broker.Bootstrap, "upgrade", "--feature",
            "group.version=7"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Invalid update version 7 for feature group.version", refused.Output + refused.Errors);
    }

    [ToolFact(Tool.Kafka, Tool.Librdkafka)]
    public async Task Reassignment_to_where_a_partition_is_completes_and_none_is_listed()
    {
        Tools.Require(Tool.Kafka, Tool.Librdkafka);
        await _broker.CreateTopicAsync("moved", partitions: 1);
        using var folder = new DataDirectory();
        Directory.CreateDirectory(folder.Path);
        var plan = Path.Combine(folder.Path, "plan.json");
        await File.WriteAllTextAsync(plan, """
            {"version":1,"partitions":[{"topic":"moved","partition":0,"replicas":[1],"log_dirs":["any"]}]}
            """);

        var executed = await ToolAsync("kafka-reassign-partitions", "--execute", "--reassignment-json-file", plan);
        var verified = await ToolAsync("kafka-reassign-partitions", "--verify", "--reassignment-json-file", plan);
        var listed = await ToolAsync("kafka-reassign-partitions", "--list");

        Assert.Contains("Successfully started partition reassignment for moved-0", executed);
        Assert.Contains("Reassignment of partition moved-0 is completed.", verified);
        Assert.Contains("No partition reassignments found.", listed);
    }

    [ToolFact(Tool.Kafka, Tool.Librdkafka)]
    public async Task Java_and_librdkafka_push_the_metrics_that_kafkas_tool_subscribes_to()
    {
        Tools.Require(Tool.Kafka, Tool.Librdkafka);
        if (_broker.Server is not { } server)
        {
            // Apache Kafka has no receiver unless it is given a plugin, and without one it advertises no such requests.
            return;
        }

        await ToolAsync("kafka-client-metrics", "--alter", "--name", "all", "--metrics", "*", "--interval", "100");
        Assert.Contains("interval.ms=100", await ToolAsync("kafka-client-metrics", "--describe", "--name", "all"));
        await _broker.CreateTopicAsync("watched", partitions: 1);
        long before = await PushesAsync(server);

        // A client that ends before it has learned of the subscription pushes nothing: Java's lives for many
        // intervals, and librdkafka's is started again.
        long afterLibrdkafka = before;
        for (int client = 0; client < MostClients && afterLibrdkafka == before; client++)
        {
            await new ConfluentDotNetClient().ProduceAsync(
                _broker.Bootstrap, "watched", "none", [new ClientRecord { Partition = 0, Value = "00", Headers = [] }]);
            afterLibrdkafka = await PushesAsync(server);
        }

        await Command.CheckAsync(
            [
                Tools.KafkaTool, "kafka-producer-perf-test", "--topic", "watched", "--num-records", "50",
                "--record-size", "10", "--throughput", "10", "--bootstrap-server", _broker.Bootstrap,
            ]);
        long afterJava = await PushesAsync(server);

        Assert.True(afterLibrdkafka > before, $"{before} pushes before librdkafka, {afterLibrdkafka} after");
        Assert.True(afterJava > afterLibrdkafka, $"{afterLibrdkafka} pushes before Java, {afterJava} after");
    }

    private static async Task<long> PushesAsync(ServerProcess server)
    {
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync($"http://{server.Console}/metrics");
        return long.Parse(PushesLine().Match(metrics).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    // The tool prints the quotas of an entity in no order.
    private static string Sorted(string output) => string.Join('\n', output.Split('\n').Select(line =>
    {
        var parts = line.Split(" are ", 2);
        return parts.Length < 2 ? line : $"{parts[0]} are {string.Join(", ", parts[1].Split(", ").Order())}";
    }));

    private Task<string> ConfigsAsync(params string[] arguments) => ToolAsync("kafka-configs", arguments);

    private Task<string> ToolAsync(string tool, params string[] arguments) =>
        Command.CheckAsync([Tools.KafkaTool, tool, "--bootstrap-server", _broker.Bootstrap, .. arguments]);

    [GeneratedRegex(@"records sent, ([0-9.]+) records/sec")]
    private static partial Regex SentLine();

    [GeneratedRegex(@"^tstreams_client_metrics_pushes_total (\d+)", RegexOptions.Multiline)]
    private static partial Regex PushesLine();
}
