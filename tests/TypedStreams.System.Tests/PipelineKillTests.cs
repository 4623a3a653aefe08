// Scenario 26 and 2 from the client's side: the process of an exactly-once pipeline is killed again and again while it
// works, and another one goes on; in the end every total is the file's. TYPEDSTREAMS_SEED repeats a run.
using System.Globalization;
using TypedStreams.Client;
using TypedStreams.Testing;
using Xunit.Abstractions;

namespace TypedStreams.System.Tests;

public sealed class PipelineKillTests(ITestOutputHelper output)
{
    private const string Group = "kill.delay-pipeline";
    private const int Kills = 4;
    private const int Repeat = 10;
    private const long Flights = 20_000L * Repeat;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Pipeline_killed_again_and_again_comes_to_exact_totals_on_our_server()
    {
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(new ServerSettings(data.Path));
        await RunAsync(server.Bootstrap, server.Registry.ToString());
    }

    [ToolFact(Tool.Kafka)]
    public async Task Pipeline_killed_again_and_again_comes_to_exact_totals_on_Apache_Kafka()
    {
        Tools.Require(Tool.Kafka);
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(new ServerSettings(data.Path));
        await using var kafka = await KafkaProcess.StartAsync();
        await RunAsync(kafka.Bootstrap, server.Registry.ToString());
    }

    private async Task RunAsync(string bootstrap, string registry)
    {
        var chosen = Environment.GetEnvironmentVariable("TYPEDSTREAMS_SEED");
        var seed = chosen is null ? Random.Shared.Next() : int.Parse(chosen, CultureInfo.InvariantCulture);
        output.WriteLine($"TYPEDSTREAMS_SEED={seed}");
        var random = new Random(seed);
        long[] killAt = [.. Enumerable.Range(0, Kills).Select(_ => random.NextInt64(1, Flights * 8 / 10)).Order()];
        using var patience = new CancellationTokenSource(Limit);
        var sample = new FlightsProcess(bootstrap, registry, "kill");
        await using var client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = bootstrap }, patience.Token);
        await sample.CheckAsync("send", Repeat);

        var interrupted = 0;
        foreach (var committed in killAt)
        {
            using var pipeline = sample.Start("pipeline", Repeat);
            var reached = await CommittedAsync(client, committed, patience.Token);
            pipeline.Kill();
            await pipeline.WaitForExitAsync(patience.Token);
            interrupted += reached < Flights ? 1 : 0;
            output.WriteLine($"killed after {reached} of {Flights} flights");
        }

        var gone = await MembersAsync(client, patience.Token);
        using (var last = sample.Start("pipeline", Repeat))
        {
            await CommittedAsync(client, Flights, patience.Token);
            await JoinedAsync(client, gone, patience.Token);
            Signal.Terminate(last.Id);
            await last.WaitForExitAsync(patience.Token);
            Assert.Equal(0, last.ExitCode);
        }

        var said = await sample.CheckAsync("check", Repeat);
        output.WriteLine(said);
        Assert.Contains("Every total is equal.", said);
        Assert.True(interrupted > 0, "no pipeline was killed while it worked");
    }

    // The one killed last may have left nothing to do: a process that has just begun does not hear signals yet.
    private static async Task JoinedAsync(
        KafkaClient client, IReadOnlySet<string> gone, CancellationToken cancellationToken)
    {
        while ((await MembersAsync(client, cancellationToken)).IsSubsetOf(gone))
        {
        }
    }

    private static async Task<IReadOnlySet<string>> MembersAsync(
        KafkaClient client, CancellationToken cancellationToken)
    {
        var group = await client.Admin.DescribeGroupAsync(Group, cancellationToken);
        return group.Members.Select(member => member.MemberId).ToHashSet();
    }

    /// <summary>Waits until the group has committed so many flights; how many it has.</summary>
    private static async Task<long> CommittedAsync(KafkaClient client, long count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var offsets = await client.Admin.ListGroupOffsetsAsync(Group, cancellationToken);
            var sum = offsets.Values.Sum(offset => offset.Offset);
            if (sum >= count)
            {
                return sum;
            }
        }
    }
}
