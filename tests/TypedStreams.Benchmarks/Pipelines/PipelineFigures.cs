// An exactly-once pipeline, typed, beside the same one on Confluent.Kafka, in turn on one node. The speed of both is
// measured from outside, in the same way: how fast the group's committed positions move.
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams.Benchmarks.EndToEnd;
using TypedStreams.Client;

namespace TypedStreams.Benchmarks.Pipelines;

internal static class PipelineFigures
{
    private const int Partitions = 6;
    private const int MostTransactions = 300;
    private static readonly int[] InputsATransaction = [100, 1_000, 10_000];
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>--quick: a fifth of the load; --inputs N: that size alone; --rounds N: medians of so many.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        int count = args.Contains("--quick") ? 200_000 : 1_000_000;
        int rounds = Number(args, "--rounds") ?? 1;
        int[] sizes = Number(args, "--inputs") is { } one ? [one] : InputsATransaction;
        ConfluentPipeline.LoadLibrary();
        DirectoryInfo data = Directory.CreateTempSubdirectory("pipeline-figures-");
        try
        {
            int kafka = MeasuredServer.FreePort();
            int registry = MeasuredServer.FreePort();
            await using MeasuredServer node = await MeasuredServer.StartAsync(
                Path.Combine(AppContext.BaseDirectory, "tstreams"),
                [
                    "server", "--data", data.FullName, "--kafka", $"127.0.0.1:{kafka}",
                    "--registry", $"127.0.0.1:{registry}", "--console", "127.0.0.1:0",
                ],
                kafka,
                readyText: "ready ");
            Console.WriteLine("| inputs a transaction | typed, messages/s | Confluent.Kafka, messages/s | ratio "
                + "| typed CPU us/message, client + node | Confluent.Kafka CPU us/message, client + node "
                + "| typed commit p50 / p99, ms | Confluent.Kafka commit p50 / p99, ms |");
            Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach (int inputs in sizes)
            {
                // Once for the just-in-time compiler of both: not counted.
                string at = $"http://127.0.0.1:{registry}";
                await CompareAsync(node, at, $"w{inputs}.", inputs, Math.Min(count, inputs * MostTransactions) / 2);
                var pairs = new List<Pair>();
                for (int round = 0; round < rounds; round++)
                {
                    pairs.Add(await CompareAsync(
                        node,
                        at,
                        $"b{inputs}-{round}.",
                        inputs,
                        Math.Min(count, inputs * MostTransactions)));
                }

                Print(inputs, pairs);
            }

            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static void Print(int inputs, List<Pair> pairs) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {inputs:N0} | {Median(pairs, pair => pair.Typed.Speed):N0} | {Median(pairs, pair => pair.Other.Speed):N0} "
        + $"| {Median(pairs, pair => pair.Typed.Speed / pair.Other.Speed):F1} "
        + $"| {Median(pairs, pair => pair.Typed.ClientCpu):F2} + {Median(pairs, pair => pair.Typed.NodeCpu):F2} "
        + $"| {Median(pairs, pair => pair.Other.ClientCpu):F2} + {Median(pairs, pair => pair.Other.NodeCpu):F2} "
        + $"| {Times(pairs.Select(pair => pair.TypedCommits))} | {Times(pairs.Select(pair => pair.OtherCommits))} |"));

    private static async Task<Pair> CompareAsync(
        MeasuredServer node, string registry, string prefix, int inputs, int count)
    {
        string bootstrap = node.Address;
        await using KafkaClient client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = bootstrap }, CancellationToken.None);
        await FillAsync(bootstrap, registry, prefix, count);

        var typedCommits = new CommitTimes();
        Figures typed;
        using (IHost host = Build(
            bootstrap, registry, prefix, inputs, typedCommits, streams => streams.AddConverter()))
        {
            await host.StartAsync();
            typed = await MeasureAsync(node, client, prefix + "typed", count);
            await host.StopAsync();
        }

        var confluent = new ConfluentPipeline(
            bootstrap, prefix + "readings", prefix + "warnings", prefix + "confluent", inputs);
        using var ending = new CancellationTokenSource();
        Task running = Task.Factory.StartNew(
            () => confluent.Run(targetSchemaId: 2, ending.Token), TaskCreationOptions.LongRunning);
        Figures other = await MeasureAsync(node, client, prefix + "confluent", count);
        await ending.CancelAsync();
        await running;
        return new Pair(typed, other, typedCommits, confluent.Commits);
    }

    private static string Times(IEnumerable<CommitTimes> rounds)
    {
        CommitTimes[] all = [.. rounds];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Median(all, commits => commits.Quantile(0.5)):F2} / "
            + $"{Median(all, commits => commits.Quantile(0.99)):F2}");
    }

    private static double Median<T>(IReadOnlyCollection<T> all, Func<T, double> of) =>
        all.Select(of).Order().ElementAt(all.Count / 2);

    private static int? Number(string[] args, string name) =>
        Array.IndexOf(args, name) is var at && at >= 0 && at + 1 < args.Length
            ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
            : null;

    private static async Task FillAsync(string bootstrap, string registry, string prefix, int count)
    {
        using IHost host = Build(bootstrap, registry, prefix, inputs: 1, commits: null, groups: null);
        await host.StartAsync();
        var readings = host.Services.GetRequiredService<IProducer<Reading>>();

        // The output's topic and schema exist before the pipelines start: neither pays for them.
        await host.Services.GetRequiredService<IProducer<Warning>>().SendAsync(new Warning("first", 0, 0));
        var sends = new List<Task>(count);
        for (int i = 0; i < count; i++)
        {
            sends.Add(readings.SendAsync(new Reading($"sensor-{i % 1_000}", i % 40, i)).AsTask());
        }

        await Task.WhenAll(sends);
        await host.StopAsync();
    }

    // From the first commit on, so that joining the group is not measured.
    private static async Task<Figures> MeasureAsync(MeasuredServer node, KafkaClient client, string group, int count)
    {
        using var beat = new PeriodicTimer(Look);
        long begin = 0;
        long first = 0;
        double nodeCpu = 0;
        TimeSpan clientCpu = default;
        while (await beat.WaitForNextTickAsync())
        {
            long done = (await client.Admin.ListGroupOffsetsAsync(group)).Values.Sum(at => at.Offset);
            if (first == 0 && done > 0)
            {
                (first, begin) = (done, Stopwatch.GetTimestamp());
                (nodeCpu, clientCpu) = (node.CpuSeconds, Environment.CpuUsage.TotalTime);
            }

            if (done >= count)
            {
                double each = 1e6 / (done - first);
                return new Figures(
                    (done - first) / Stopwatch.GetElapsedTime(begin).TotalSeconds,
                    (Environment.CpuUsage.TotalTime - clientCpu).TotalSeconds * each,
                    (node.CpuSeconds - nodeCpu) * each);
            }
        }

        throw new UnreachableException();
    }

    private static IHost Build(
        string bootstrap,
        string registry,
        string prefix,
        int inputs,
        CommitTimes? commits,
        Action<ITypedStreamsBuilder>? groups)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TypedStreams:BootstrapServers"] = bootstrap,
            ["TypedStreams:Registry"] = registry,
            ["TypedStreams:NamePrefix"] = prefix,
            ["TypedStreams:CreateTopics"] = "true",
            ["TypedStreams:Partitions"] = Partitions.ToString(CultureInfo.InvariantCulture),
            ["TypedStreams:Pipeline:MaxMessages"] = inputs.ToString(CultureInfo.InvariantCulture),
            ["TypedStreams:Pipeline:CommitInterval"] = "00:00:01",
        });
        if (commits is not null)
        {
            builder.Logging.AddProvider(commits).SetMinimumLevel(LogLevel.Debug);
        }

        ITypedStreamsBuilder streams = builder.AddTypedStreams();
        groups?.Invoke(streams);
        return builder.Build();
    }

    /// <summary>Messages a second, and processor time a message in microseconds.</summary>
    private sealed record Figures(double Speed, double ClientCpu, double NodeCpu);

    private sealed record Pair(Figures Typed, Figures Other, CommitTimes TypedCommits, CommitTimes OtherCommits);
}
