// Share groups (KIP-932) as Apache Kafka's own clients and tools see them, against whatever broker is under test; what
// they left on our disk is read with Kafka's dump tool.
using System.Diagnostics;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class ShareGroupTests : IAsyncLifetime
{
    private readonly ShareBroker _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolFact(Tool.Kafka)]
    public async Task Share_consumers_see_the_outcomes_that_they_see_on_apache_kafka()
    {
        Tools.Require(Tool.Kafka);

        var output = await Command.CheckAsync(Java("Shares", _broker.Bootstrap), patience: TimeSpan.FromMinutes(4));

        var steps = output.Split('\n').Where(line => line.StartsWith("= ", StringComparison.Ordinal));
        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(Folder, "Shares.expected.txt")), steps);
    }

    [ToolFact(Tool.Kafka, Tool.Librdkafka)]
    public async Task Kafkas_tools_read_show_move_and_delete_a_share_group()
    {
        Tools.Require(Tool.Kafka);
        await _broker.CreateTopicAsync("tools", partitions: 1);
        await RunAsync("kafka-configs", "", "--alter", "--entity-type", "groups", "--entity-name", "tool-group",
            "--add-config", "share.auto.offset.reset=earliest");
        await RunAsync("kafka-console-producer", "one\ntwo\nthree\n", "--topic", "tools");

        var read = await RunAsync(
            "kafka-console-share-consumer", "", "--topic", "tools", "--group", "tool-group", "--max-messages", "3");
        var list = await RunAsync("kafka-share-groups", "", "--list", "--state");
        var described = await RunAsync("kafka-share-groups", "", "--describe", "--group", "tool-group");
        var reset = await RunAsync("kafka-share-groups", "", "--reset-offsets", "--group", "tool-group",
            "--topic", "tools", "--to-earliest", "--execute");
        var again = await RunAsync(
            "kafka-console-share-consumer", "", "--topic", "tools", "--group", "tool-group", "--max-messages", "3");
        await RunAsync(
            "kafka-share-groups", "", "--delete-offsets", "--group", "tool-group", "--topic", "tools");
        await RunAsync("kafka-share-groups", "", "--delete", "--group", "tool-group");
        var left = await RunAsync("kafka-share-groups", "", "--list");

        Assert.Equal(["one", "two", "three"], Lines(read));
        Assert.Contains(Lines(list), line => Words(line) is ["tool-group", "Empty"]);
        Assert.Contains(Lines(described), line => Words(line) is ["tool-group", "tools", "0", _, "0"]);
        Assert.Contains(Lines(reset), line => Words(line) is ["tool-group", "tools", "0", "0"]);
        Assert.Equal(["one", "two", "three"], Lines(again));
        Assert.DoesNotContain("tool-group", Lines(left));
    }

    [ToolFact(Tool.Kafka, Tool.Librdkafka)]
    public async Task What_was_acknowledged_before_a_kill_does_not_come_again_and_nothing_else_is_lost()
    {
        Tools.Require(Tool.Kafka);
        const int Count = 2_000;

        // Ours, whichever broker the clients are compared on: what is judged is what it writes.
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(
            new ServerSettings(data.Path) { Configs = ShareBroker.Settings });
        await ConfluentDotNetClient.CreateTopicsAsync(server.Bootstrap, 1, "killed");
        await RunOnAsync(server.Bootstrap, "kafka-configs", "", "--alter", "--entity-type", "groups",
            "--entity-name", "workers",
            "--add-config", "share.auto.offset.reset=earliest,share.record.lock.duration.ms=3000");
        await RunOnAsync(server.Bootstrap, "kafka-console-producer",
            string.Concat(Enumerable.Range(0, Count).Select(i => $"{i}\n")),
            "--topic", "killed", "--batch-size", "16");

        var (said, wasKilled) = await WatchWorkersAsync(server, Count);

        var done = new HashSet<long>();
        var doubtful = new HashSet<long>();
        foreach (string line in said)
        {
            string[] words = Words(line);
            if (words is ["=", "done", var finished])
            {
                done.Add(long.Parse(finished));
            }
            else if (words is ["=", "doubt", var unanswered])
            {
                doubtful.Add(long.Parse(unanswered));
            }
            else if (words is ["=", "got", var delivered])
            {
                Assert.False(done.Contains(long.Parse(delivered)), $"{delivered} was done and came again");
            }
        }

        // What was on its way when the node was killed may have been written or not; the group is done with all.
        var described = await RunOnAsync(
            server.Bootstrap, "kafka-share-groups", "", "--describe", "--group", "workers");
        Assert.True(wasKilled);
        Assert.Equal(Count, done.Union(doubtful).Count());
        Assert.InRange(doubtful.Except(done).Count(), 0, 200);
        Assert.Contains(Lines(described), line => Words(line) is ["workers", "killed", "0", _, "0"]);
        await AssertDumpsAsync(server);
    }

    // Kills the node when a fourth is done, and starts it again on the same port.
    private static async Task<(List<string> Said, bool WasKilled)> WatchWorkersAsync(ServerProcess server, int count)
    {
        string[] command = Java("ShareWorkers", server.Bootstrap, "killed", $"{count}");
        using var workers = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
        })!;
        var said = new List<string>();
        bool wasKilled = false;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            while (await workers.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                said.Add(line);
                if (!wasKilled && said.Count(one => one.StartsWith("= done", StringComparison.Ordinal)) > count / 4)
                {
                    wasKilled = true;
                    await server.KillAsync();
                    await server.StartAgainAsync();
                }
            }
        }
        finally
        {
            if (!workers.HasExited)
            {
                workers.Kill(entireProcessTree: true);
            }
        }

        return (said, wasKilled);
    }

    private static async Task AssertDumpsAsync(ServerProcess server)
    {
        await server.StopAsync();
        var states = await DumpAsync(server, "__share_group_state", "--share-group-state-decoder");
        var groups = await DumpAsync(server, "__consumer_offsets", "--offsets-decoder");

        Assert.Contains("\"startOffset\":", states);
        Assert.Contains("\"deliveryState\":2", states);
        Assert.Contains("\"groupId\":\"workers\"", states);
        Assert.Contains("\"subscribedTopicNames\":[\"killed\"]", groups);
        Assert.Contains("\"initializedTopics\":", groups);
    }

    private static async Task<string> DumpAsync(ServerProcess server, string topic, string decoder)
    {
        var files = Directory.GetDirectories(server.DataDirectory, $"{topic}-*")
            .SelectMany(folder => Directory.GetFiles(folder, "*.log")).Where(file => new FileInfo(file).Length > 0);
        return await Command.CheckAsync(
            [Tools.KafkaTool, "kafka-dump-log", decoder, "--files", string.Join(',', files)]);
    }

    private static string Folder => Path.Combine(Tools.Clients, "java");

    private static string[] Java(string program, params string[] arguments)
    {
        var libraries = Path.Combine(Tools.KafkaHome, "libs");
        return
        [
            "java", "-cp", $"{libraries}/4.4.0/*:{libraries}/common/*", Path.Combine(Folder, program + ".java"),
            .. arguments,
        ];
    }

    private Task<string> RunAsync(string tool, string input, params string[] arguments) =>
        RunOnAsync(_broker.Bootstrap, tool, input, arguments);

    private static Task<string> RunOnAsync(string bootstrap, string tool, string input, params string[] arguments) =>
        Command.CheckAsync([Tools.KafkaTool, tool, "--bootstrap-server", bootstrap, .. arguments], input);

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private sealed class ShareBroker : BrokerUnderTest
    {
        internal static IReadOnlyList<string> Settings { get; } =
        [
            "num.partitions=3", "group.initial.rebalance.delay.ms=0", "offsets.topic.num.partitions=5",
            "share.coordinator.state.topic.num.partitions=5",
            "group.share.min.record.lock.duration.ms=1000",

            // Snapshots replace changes, and what they replace is deleted, all the time.
            "share.coordinator.snapshot.update.records.per.snapshot=10",
            "share.coordinator.state.topic.prune.interval.ms=1000",
        ];

        protected override IReadOnlyList<string> Configs => Settings;
    }
}
