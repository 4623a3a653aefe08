// Scenario 2: the node is killed again and again under an idempotent producer; nothing acknowledged is lost, nothing is
// there twice, every partition is in order. TYPEDSTREAMS_SEED repeats a run.
using System.Globalization;
using TypedStreams.Testing;
using Xunit.Abstractions;

namespace TypedStreams.System.Tests;

public sealed class KillTests(ITestOutputHelper output)
{
    private const string Topic = "numbers";
    private const int Partitions = 6;
    private const int Records = 1_000_000;
    private const int Kills = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [ToolFact(Tool.NewPython)]
    public async Task Node_killed_five_times_keeps_a_million_acknowledged_records_exactly_once_and_in_order()
    {
        Tools.Require(Tool.NewPython);
        var chosen = Environment.GetEnvironmentVariable("TYPEDSTREAMS_SEED");
        var seed = chosen is null ? Random.Shared.Next() : int.Parse(chosen, CultureInfo.InvariantCulture);
        output.WriteLine($"TYPEDSTREAMS_SEED={seed}");
        var random = new Random(seed);
        long[] killAt = [.. Enumerable.Range(0, Kills).Select(_ => random.NextInt64(1, Records * 9L / 10)).Order()];
        using var data = new DataDirectory();
        using var patience = new CancellationTokenSource(Limit);
        await using var server = await ServerProcess.StartAsync(
            new ServerSettings(data.Path) { Configs = [$"num.partitions={Partitions}"] });
        using var producer = new NumberedProducer(server.Bootstrap, Topic, Partitions, Records, size: 100);

        foreach (var acknowledged in killAt)
        {
            await producer.ReadUntilAsync(acknowledged, patience.Token);
            Assert.Null(producer.Verdict);
            await server.KillAsync();
            output.WriteLine($"killed after {producer.Acknowledged} acknowledgements");
            await server.StartAgainAsync();
        }

        await producer.ReadUntilAsync(long.MaxValue, patience.Token);
        var found = await NumberedProducer.ReadBackAsync(server.Bootstrap, Topic, Partitions);

        Assert.Equal("done", producer.Verdict);
        Assert.Equal(Records, producer.Acknowledged);
        Assert.Equal(Enumerable.Range(0, Partitions).Select(WholePartition), found);
    }

    private static NumberRun WholePartition(int partition)
    {
        var last = Records - 1;
        return new NumberRun(partition, partition, last - ((last - partition) % Partitions));
    }
}
