// Online migration of a consumer group (KIP-848) with Apache Kafka's own consumers under load: rolling from the classic
// protocol to that of KIP-848 and back, one member at a time, against whatever broker is under test.
using System.Text.RegularExpressions;
using TypedStreams.Conformance.Tests.Matrix;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed partial class GroupMigrationTests : IAsyncLifetime
{
    private const int RecordsPerSecond = 500;
    private readonly SmallGroups _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    [ToolTheory(Tool.Kafka, Tool.Librdkafka)]
    [InlineData("org.apache.kafka.clients.consumer.RangeAssignor")]
    [InlineData("org.apache.kafka.clients.consumer.CooperativeStickyAssignor")]
    public async Task Rolling_from_classic_consumers_to_those_of_the_new_protocol_and_back_loses_no_record(
        string assignor)
    {
        Tools.Require(Tool.Kafka);
        await _broker.CreateTopicAsync("roll", partitions: 6);
        await using var producer = new RunningTool(
            "kafka-verifiable-producer", "--bootstrap-server", _broker.Bootstrap, "--topic", "roll",
            "--throughput", $"{RecordsPerSecond}", "--acks", "-1");
        await producer.PrintedAsync();

        var read = new HashSet<string>();
        string[] classic = ["group.protocol=classic", $"partition.assignment.strategy={assignor}"];
        string[] modern = ["group.protocol=consumer"];
        var members = new List<RunningTool> { await JoinAsync(classic), await JoinAsync(classic) };
        Assert.Equal("Classic", await TypeAsync());

        await ReplaceAsync(members, modern, read);
        Assert.Equal("Consumer", await TypeAsync());
        await ReplaceAsync(members, modern, read);
        Assert.Equal("Consumer", await TypeAsync());
        await ReplaceAsync(members, classic, read);
        Assert.Equal("Consumer", await TypeAsync());
        await ReplaceAsync(members, classic, read);
        Assert.Equal("Classic", await TypeAsync());

        var all = (await producer.StopAsync()).Select(line => Acknowledged().Match(line))
            .Where(match => match.Success).Select(match => match.Groups[1].Value).ToHashSet();
        int sent = all.Count;
        Assert.True(sent > RecordsPerSecond, $"Only {sent} records were sent.");
        foreach (RunningTool member in members)
        {
            read.UnionWith(await member.StopAsync());
            await member.DisposeAsync();
        }

        // Whatever they left, the next member of the group gets.
        string rest = await Command.CheckAsync(
            [
                Tools.KafkaTool, "kafka-console-consumer", "--bootstrap-server", _broker.Bootstrap, "--topic", "roll",
                "--group", "rolled", "--timeout-ms", "8000",
            ],
            patience: TimeSpan.FromMinutes(2));
        read.UnionWith(rest.Split('\n'));
        all.ExceptWith(read);
        Assert.True(
            all.Count == 0, $"{all.Count} of {sent} records were never read: {string.Join(' ', all.Take(20))}");
    }

    // One leaves, then one comes that speaks the other protocol, as in a rolling restart.
    private async Task ReplaceAsync(List<RunningTool> members, string[] protocol, HashSet<string> read)
    {
        read.UnionWith(await members[0].StopAsync());
        await members[0].DisposeAsync();
        members.RemoveAt(0);
        members.Add(await JoinAsync(protocol));
    }

    private async Task<RunningTool> JoinAsync(string[] properties)
    {
        var member = new RunningTool(
            "kafka-console-consumer",
            [
                "--bootstrap-server", _broker.Bootstrap, "--topic", "roll", "--group", "rolled",
                "--command-property", "auto.offset.reset=earliest",
                "--command-property", "auto.commit.interval.ms=300",
                .. properties.SelectMany(property => new[] { "--command-property", property }),
            ]);
        await member.PrintedAsync();
        return member;
    }

    private async Task<string> TypeAsync()
    {
        string listed = await Command.CheckAsync(
            [Tools.KafkaTool, "kafka-groups", "--bootstrap-server", _broker.Bootstrap, "--list"]);
        string line = listed.Split('\n').First(text => text.StartsWith("rolled ", StringComparison.Ordinal));
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
    }

    [GeneratedRegex("""producer_send_success.*"value":"(\d+)"|"value":"(?<1>\d+)".*producer_send_success""")]
    private static partial Regex Acknowledged();

    private sealed class SmallGroups : BrokerUnderTest
    {
        protected override IReadOnlyList<string> Configs =>
        [
            "num.partitions=3", "group.initial.rebalance.delay.ms=0", "group.consumer.migration.policy=bidirectional",
            "group.consumer.heartbeat.interval.ms=500", "group.consumer.min.heartbeat.interval.ms=100",
        ];
    }
}
