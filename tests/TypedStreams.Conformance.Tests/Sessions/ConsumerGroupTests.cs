// Consumer groups of KIP-848 with Apache Kafka's console consumer and its tool for groups, and with librdkafka under
// load, against whatever broker is under test: TYPEDSTREAMS_CONFORMANCE_TARGET=kafka runs the same there.
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class ConsumerGroupTests : IAsyncLifetime
{
    private readonly ShortSessions _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolFact(Tool.Kafka, Tool.Librdkafka)]
    public async Task Console_consumer_of_the_consumer_protocol_reads_all_and_its_group_is_described()
    {
        Tools.Require(Tool.Kafka);
        await _broker.CreateTopicAsync("lines", partitions: 3);
        await RunAsync("kafka-console-producer", "one\ntwo\nthree\n", "--topic", "lines");

        // It stays while the tool for groups is started five times, on a machine that does other things as well.
        var consumer = Command.CheckAsync(
            [
                Tools.KafkaTool, "kafka-console-consumer", "--bootstrap-server", _broker.Bootstrap,
                "--topic", "lines", "--from-beginning", "--group", "readers", "--timeout-ms", "45000",
                "--command-property", "group.protocol=consumer",
            ],
            patience: TimeSpan.FromMinutes(4));

        var members = await UntilAsync("lines:0,1,2", "--describe", "--group", "readers", "--members", "--verbose");
        var state = await RunAsync("kafka-consumer-groups", "", "--describe", "--group", "readers", "--state");
        var types = await RunAsync("kafka-consumer-groups", "", "--list", "--type", "consumer");
        var classic = await RunAsync("kafka-consumer-groups", "", "--list", "--type", "classic");
        var lines = await consumer;

        Assert.Equal(["one", "three", "two"], lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Contains("console-consumer", members, StringComparison.Ordinal);
        Assert.Matches("readers .* uniform +Stable +1", state);
        Assert.Contains("readers", types, StringComparison.Ordinal);
        Assert.DoesNotContain("readers", classic, StringComparison.Ordinal);
        var offsets = await RunAsync("kafka-consumer-groups", "", "--describe", "--group", "readers");
        Assert.Equal(3, Lag().Matches(offsets).Count);
        Assert.Contains(
            "successful", await RunAsync("kafka-consumer-groups", "", "--delete", "--group", "readers"),
            StringComparison.Ordinal);
    }

    [ToolFact(Tool.NewPython)]
    public async Task Members_that_come_leave_and_are_killed_read_every_record_and_never_share_a_partition()
    {
        Tools.Require(Tool.NewPython);
        string program = Path.Combine(Tools.Clients, "python", "group848.py");

        var printed = await Command.CheckAsync(
            [Tools.NewPython, program, _broker.Bootstrap, "30"], patience: TimeSpan.FromMinutes(3));

        Assert.Contains("never read 0,", printed, StringComparison.Ordinal);
        Assert.EndsWith("with two owners 0", printed.TrimEnd(), StringComparison.Ordinal);
    }

    private static System.Text.RegularExpressions.Regex Lag() => new(@"readers +lines +\d +\S+ +\d+ +(0|-) ");

    private Task<string> RunAsync(string tool, string input, params string[] arguments) => Command.CheckAsync(
        [Tools.KafkaTool, tool, "--bootstrap-server", _broker.Bootstrap, .. arguments], input);

    // The tool looks once; the group may be on its way.
    private async Task<string> UntilAsync(string expected, params string[] arguments)
    {
        string described = "";
        for (int attempt = 0; attempt < 10; attempt++)
        {
            var result = await Command.RunAsync(
                [Tools.KafkaTool, "kafka-consumer-groups", "--bootstrap-server", _broker.Bootstrap, .. arguments]);
            described = result.Output;
            if (described.Contains(expected, StringComparison.Ordinal))
            {
                return described;
            }
        }

        Assert.Fail($"'{expected}' did not come: {described}");
        return described;
    }

    // So that a member that was killed is put out while the test looks.
    private sealed class ShortSessions : BrokerUnderTest
    {
        protected override IReadOnlyList<string> Configs =>
        [
            "num.partitions=3", "group.initial.rebalance.delay.ms=0",
            "group.consumer.session.timeout.ms=4000", "group.consumer.min.session.timeout.ms=1000",
            "group.consumer.heartbeat.interval.ms=500", "group.consumer.min.heartbeat.interval.ms=100",
        ];
    }
}
