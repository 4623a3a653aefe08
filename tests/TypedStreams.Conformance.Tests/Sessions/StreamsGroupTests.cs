// Streams groups (KIP-1071) as Kafka Streams and Apache Kafka's own tools see them, against whatever broker is under
// test; what a kill of our node leaves of a group, and what Kafka's dump tool reads of it.
using System.Diagnostics;
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class StreamsGroupTests : IAsyncLifetime
{
    private const string Application = "streams-at-least-once";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly StreamsBroker _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolTheory(Tool.Kafka)]
    [InlineData("at_least_once")]
    [InlineData("exactly_once_v2")]
    public async Task Application_of_several_processes_counts_words_though_one_is_killed_and_one_leaves(
        string guarantee)
    {
        Tools.Require(Tool.Kafka);

        var output = await Command.CheckAsync(
            Java("drive", _broker.Bootstrap, guarantee, Program), patience: TimeSpan.FromMinutes(6));

        Assert.Contains("= {alpha=572, beta=857, delta=286, epsilon=857, eta=285, gamma=858, zeta=285}", output);
    }

    [ToolFact(Tool.Kafka)]
    public async Task Kafkas_tools_show_move_and_delete_a_streams_group()
    {
        Tools.Require(Tool.Kafka);
        await PrepareAsync(_broker.Bootstrap);
        var refused = await RefusedAsync("kafka-configs", "--alter", "--entity-type", "groups", "--entity-name",
            Application, "--add-config", "streams.num.standby.replicas=3");
        using (Process running = await RunningAsync(_broker.Bootstrap, Application))
        {
            var list = await RunAsync("kafka-streams-groups", "--list", "--state");
            var members = await RunAsync("kafka-streams-groups", "--describe", "--members", "--group", Application);
            var state = await RunAsync("kafka-streams-groups", "--describe", "--state", "--group", Application);
            var offsets = await RunAsync("kafka-streams-groups", "--describe", "--offsets", "--group", Application);
            var occupied = await RefusedAsync("kafka-streams-groups", "--delete", "--group", Application);
            await StopAsync(running);

            Assert.Contains(Lines(list), line => Words(line) is [Application, "Stable"]);
            Assert.Equal(2, Lines(members).Count(line => line.StartsWith(Application, StringComparison.Ordinal)));
            Assert.Contains("ACTIVE:", members);
            Assert.Contains(Lines(state), line => line.StartsWith(Application, StringComparison.Ordinal)
                && line.Contains("Stable", StringComparison.Ordinal));
            Assert.Contains(Lines(offsets), line => Words(line) is [Application, "lines-" + Application, "0", ..]);
            Assert.Contains("not empty", occupied, StringComparison.OrdinalIgnoreCase);
        }

        var reset = await RunAsync("kafka-streams-groups", "--reset-offsets", "--group", Application,
            "--input-topic", "lines-" + Application, "--to-earliest", "--execute");
        await RunAsync("kafka-streams-groups", "--delete", "--group", Application);
        var left = await RunAsync("kafka-streams-groups", "--list");

        Assert.Contains("streams.num.standby.replicas", refused);
        Assert.Equal(3, Lines(reset).Count(line => Words(line) is [Application, "lines-" + Application, _, "0"]));
        Assert.DoesNotContain(Application, Lines(left));
    }

    [ToolFact(Tool.Kafka)]
    public async Task Kill_of_the_node_takes_no_task_from_anyone()
    {
        Tools.Require(Tool.Kafka);

        // Ours, whichever broker the clients are compared on: what is judged is what it writes.
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(
            new ServerSettings(data.Path) { Configs = StreamsBroker.Settings });
        await PrepareAsync(server.Bootstrap);
        using Process running = await RunningAsync(server.Bootstrap, Application);
        var before = await MembersAsync(server.Bootstrap);

        await server.KillAsync();
        await server.StartAgainAsync();
        var after = await MembersAsync(server.Bootstrap);
        await StopAsync(running);
        await server.StopAsync();
        var files = Directory.GetDirectories(server.DataDirectory, "__consumer_offsets-*")
            .SelectMany(folder => Directory.GetFiles(folder, "*.log")).Where(file => new FileInfo(file).Length > 0);
        var dump = await Command.CheckAsync(
            [Tools.KafkaTool, "kafka-dump-log", "--offsets-decoder", "--files", string.Join(',', files)]);

        Assert.Equal(2, before.Length);
        Assert.Equal(before, after);
        Assert.Contains("\"stateChangelogTopics\":[{\"name\":\"streams-at-least-once-counted-changelog\"", dump);
        Assert.Contains("\"validatedTopologyEpoch\":0", dump);
        Assert.Contains("\"activeTasks\":[{\"subtopologyId\":\"0\"", dump);
        Assert.Contains("\"processId\":", dump);
        Assert.DoesNotContain("Failed to decode", dump, StringComparison.OrdinalIgnoreCase);
    }

    private static string Program => Path.Combine(Tools.Clients, "java", "StreamsWords.java");

    private static string[] Java(params string[] arguments)
    {
        var libraries = Path.Combine(Tools.KafkaHome, "libs");
        return ["java", "-cp", $"{libraries}/4.3.1/*:{libraries}/common/*", Program, .. arguments];
    }

    private static async Task PrepareAsync(string bootstrap)
    {
        foreach (string topic in (string[])["lines-" + Application, "counts-" + Application])
        {
            await Command.CheckAsync([Tools.KafkaTool, "kafka-topics", "--bootstrap-server", bootstrap, "--create",
                "--topic", topic, "--partitions", "3"]);
        }

        // With keys, so that every partition has some: the tool resets what was committed.
        await Command.CheckAsync(
            [Tools.KafkaTool, "kafka-console-producer", "--bootstrap-server", bootstrap, "--topic",
                "lines-" + Application, "--property", "parse.key=true", "--property", "key.separator=:"],
            input: string.Concat(Enumerable.Range(0, 60).Select(i => $"key{i}:one two\n")));
    }

    // A process of the application, once its group has come to rest.
    private static async Task<Process> RunningAsync(string bootstrap, string group)
    {
        string[] command = Java("run", bootstrap, "at_least_once", "shown");
        Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line && line != "= state RUNNING")
        {
        }

        string state;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            state = await Command.CheckAsync([Tools.KafkaTool, "kafka-streams-groups", "--bootstrap-server", bootstrap,
                "--describe", "--state", "--group", group]);
        }
        while (!state.Contains("Stable", StringComparison.Ordinal));

        return process;
    }

    private static async Task StopAsync(Process process)
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<string[]> MembersAsync(string bootstrap) =>
    [
        .. Lines(await Command.CheckAsync([Tools.KafkaTool, "kafka-streams-groups", "--bootstrap-server", bootstrap,
                "--describe", "--members", "--verbose", "--group", Application]))
            .Where(line => line.StartsWith(Application, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private Task<string> RunAsync(string tool, params string[] arguments) =>
        Command.CheckAsync([Tools.KafkaTool, tool, "--bootstrap-server", _broker.Bootstrap, .. arguments]);

    private async Task<string> RefusedAsync(string tool, params string[] arguments)
    {
        var result = await Command.RunAsync(
            [Tools.KafkaTool, tool, "--bootstrap-server", _broker.Bootstrap, .. arguments]);
        return result.Output + result.Errors;
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private sealed class StreamsBroker : BrokerUnderTest
    {
        internal static IReadOnlyList<string> Settings { get; } =
        [
            "num.partitions=3", "group.initial.rebalance.delay.ms=0", "offsets.topic.num.partitions=5",
            "group.streams.min.session.timeout.ms=6000", "group.streams.session.timeout.ms=6000",
            "group.streams.min.heartbeat.interval.ms=500", "group.streams.heartbeat.interval.ms=500",
            "group.streams.initial.rebalance.delay.ms=500",
        ];

        protected override IReadOnlyList<string> Configs => Settings;
    }
}
