// What many partitions, connections and groups cost one node: a process that is measured from outside, on fresh data
// for every size. Everything is bounded: sizes by the list below, load by time.
using System.Diagnostics;
using System.Globalization;
using TypedStreams.Benchmarks.EndToEnd;
using TypedStreams.Client;

namespace TypedStreams.Benchmarks.Scale;

internal static class ScaleFigures
{
    private const int PartitionsOfTopic = 100;
    private static readonly int[] Sizes = [100, 1_000, 10_000];

    internal static async Task<int> RunAsync(string[] args)
    {
        string server = Path.Combine(AppContext.BaseDirectory, "tstreams");
        int[] sizes = args.Contains("--quick") ? Sizes[..2] : Sizes;
        var table = new List<(string Name, List<string> Cells)>();
        foreach (int size in sizes)
        {
            await Console.Error.WriteLineAsync($"{size} partitions");
            string data = Directory.CreateTempSubdirectory("tstreams-scale-").FullName;
            try
            {
                await MeasureAsync(server, data, size, (name, value) => Note(table, name, value));
            }
            finally
            {
                Directory.Delete(data, recursive: true);
            }
        }

        Console.WriteLine($"| partitions | {string.Join(" | ", sizes.Select(size => $"{size:N0}"))} |");
        Console.WriteLine($"|---|{string.Concat(sizes.Select(_ => "---:|"))}");
        table.ForEach(row => Console.WriteLine($"| {row.Name} | {string.Join(" | ", row.Cells)} |"));
        Console.WriteLine();
        await ClientFigures.RunAsync(server, isQuick: args.Contains("--quick"));
        return 0;
    }

    private static async Task MeasureAsync(string server, string data, int size, Action<string, double> note)
    {
        MeasuredServer first = await StartAsync(server, data);
        await CreateAsync(first, size, note);
        note("resident, MB", first.ResidentBytes / 1e6);
        note("open descriptors", first.OpenDescriptors);
        note("produce into all of them, synced, records/s", await SteadyLoad.RunAsync(first, size));
        note("resident after load, MB", first.ResidentBytes / 1e6);
        long started = Stopwatch.GetTimestamp();
        await first.DisposeAsync();
        note("clean stop, ms", Elapsed(started));
        started = Stopwatch.GetTimestamp();
        MeasuredServer second = await StartAsync(server, data);
        note("start after a clean stop, ms", Elapsed(started));
        note("resident after that start, MB", second.ResidentBytes / 1e6);
        await SteadyLoad.RunAsync(second, size, seconds: 2);
        await second.KillAsync();
        started = Stopwatch.GetTimestamp();
        await using (MeasuredServer third = await StartAsync(server, data, "flush=replicated"))
        {
            note("start after kill -9 (recovery), ms", Elapsed(started));
            note("produce into all of them, page cache, records/s", await SteadyLoad.RunAsync(third, size));
            await DescribeAsync(third, size, note);
            await DeleteAsync(third, size, note);
        }
    }

    private static async Task CreateAsync(MeasuredServer node, int size, Action<string, double> note)
    {
        await using KafkaClient client = await ConnectAsync(node);
        long started = Stopwatch.GetTimestamp();
        for (int topic = 0; topic < size / PartitionsOfTopic; topic++)
        {
            await client.Admin.CreateTopicAsync(new TopicSpec($"t{topic}") { Partitions = PartitionsOfTopic });
        }

        note($"create, {PartitionsOfTopic} a topic, one topic after the other, ms", Elapsed(started));
    }

    private static async Task DescribeAsync(MeasuredServer node, int size, Action<string, double> note)
    {
        await using KafkaClient client = await ConnectAsync(node);
        string[] topics = [.. Enumerable.Range(0, size / PartitionsOfTopic).Select(topic => $"t{topic}")];
        long started = Stopwatch.GetTimestamp();
        await client.Admin.DescribeTopicsAsync(topics);
        note("metadata of all topics, ms", Elapsed(started));
    }

    private static async Task DeleteAsync(MeasuredServer node, int size, Action<string, double> note)
    {
        await using KafkaClient client = await ConnectAsync(node);
        long started = Stopwatch.GetTimestamp();
        for (int topic = 0; topic < size / PartitionsOfTopic; topic++)
        {
            await client.Admin.DeleteTopicAsync($"t{topic}");
        }

        note("delete, one topic after the other, ms", Elapsed(started));
    }

    internal static Task<KafkaClient> ConnectAsync(MeasuredServer node) => KafkaClient.ConnectAsync(
        new KafkaClientOptions { BootstrapServers = node.Address, RequestTimeout = TimeSpan.FromMinutes(2) });

    internal static Task<MeasuredServer> StartAsync(string server, string data, string? setting = null)
    {
        int port = MeasuredServer.FreePort();
        string[] arguments =
        [
            "server", "--data", data, "--kafka", $"127.0.0.1:{port}", "--registry", "127.0.0.1:0",
            "--console", "127.0.0.1:0", .. setting is null ? Array.Empty<string>() : ["--set", setting],
        ];
        return MeasuredServer.StartAsync(server, arguments, port, readyText: "ready kafka=");
    }

    private static double Elapsed(long started) => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    private static void Note(List<(string Name, List<string> Cells)> table, string name, double value)
    {
        int row = table.FindIndex(present => present.Name == name);
        if (row < 0)
        {
            row = table.Count;
            table.Add((name, []));
        }

        table[row].Cells.Add(value.ToString(value >= 100 ? "N0" : "0.#", CultureInfo.InvariantCulture));
        Console.Error.WriteLine($"  {name}: {table[row].Cells[^1]}");
    }
}
