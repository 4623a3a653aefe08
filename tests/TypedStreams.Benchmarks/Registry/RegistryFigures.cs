// The schema registry as processes, measured from outside: requests and latencies of one that runs in a node, and the
// start of one that runs alone over a topic with many versions.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TypedStreams.Benchmarks.EndToEnd;
using TypedStreams.Client;

namespace TypedStreams.Benchmarks.Registry;

internal static class RegistryFigures
{
    private const string LargeTopic = "_schemas_large";
    private const int VersionsASubject = 10;

    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "tstreams");

    internal static async Task<int> RunAsync(string[] args)
    {
        bool isQuick = args.Contains("--quick");
        DirectoryInfo data = Directory.CreateTempSubdirectory("registry-figures-");
        try
        {
            int kafka = MeasuredServer.FreePort();
            int registry = MeasuredServer.FreePort();
            await using MeasuredServer node = await MeasuredServer.StartAsync(
                Executable,
                [
                    "server", "--data", data.FullName, "--kafka", $"127.0.0.1:{kafka}",
                    "--registry", $"127.0.0.1:{registry}", "--console", "127.0.0.1:0",
                ],
                registry,
                readyText: "ready ");
            Console.WriteLine("| what | figure |\n|---|---:|");
            await MeasureRequestsAsync(node, isQuick);
            await MeasureLoadAsync($"127.0.0.1:{kafka}", versions: isQuick ? 10_000 : 100_000);
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task MeasureRequestsAsync(MeasuredServer node, bool isQuick)
    {
        var load = new HttpLoad(new Uri($"http://{node.Address}"));
        int count = isQuick ? 500 : 5000;
        await load.RunAsync(connections: 1, requests: 50, i => load.RegisterAsync($"warm-{i}", Schema(i, 0)));

        Figures registered = await load.RunAsync(
            connections: 16, count, i => load.RegisterAsync($"subject-{i}", Schema(i, 1)));
        Print("registrations/s, 16 connections", registered);

        int reads = isQuick ? 20_000 : 200_000;
        await load.RunAsync(connections: 16, reads / 10, i => load.GetAsync($"schemas/ids/{(i % count) + 1}"));
        Print(
            "GET by id/s, 16 connections",
            await load.RunAsync(16, reads, i => load.GetAsync($"schemas/ids/{(i % count) + 1}")));
        Print(
            "GET latest version/s, 16 connections, current",
            await load.RunAsync(16, reads / 4, i => load.GetAsync($"subjects/subject-{i % count}/versions/latest")));
    }

    private static async Task MeasureLoadAsync(string bootstrap, int versions)
    {
        long bytes = await FillAsync(bootstrap, versions);
        int port = MeasuredServer.FreePort();
        long start = Stopwatch.GetTimestamp();
        await using MeasuredServer alone = await MeasuredServer.StartAsync(
            Executable,
            [
                "registry", "--bootstrap-servers", bootstrap, "--listen", $"127.0.0.1:{port}", "--topic", LargeTopic,
            ],
            port,
            readyText: "ready ");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string size = string.Create(
            CultureInfo.InvariantCulture, $"{versions:N0} versions, {bytes / 1e6:F0} MB of schema text");
        Print($"start to ready with {size}, s", $"{seconds:F2}");
        Print($"resident memory with {size}, MB", $"{alone.ResidentBytes / 1e6:F0}");

        var load = new HttpLoad(new Uri($"http://127.0.0.1:{port}"));
        int ids = versions;
        await load.RunAsync(16, requests: 2000, i => load.GetAsync($"schemas/ids/{(i * 37 % ids) + 1}"));
        Print(
            "GET by id/s with all of them, 16 connections",
            await load.RunAsync(16, requests: 50_000, i => load.GetAsync($"schemas/ids/{(i * 37 % ids) + 1}")));
    }

    /// <summary>Writes records as a registry writes them; returns the bytes of schema text.</summary>
    private static async Task<long> FillAsync(string bootstrap, int versions)
    {
        await using KafkaClient client = await KafkaClient.ConnectAsync(
            new KafkaClientOptions { BootstrapServers = bootstrap });
        await client.Admin.CreateTopicAsync(new TopicSpec(LargeTopic)
        {
            Partitions = 1,
            ReplicationFactor = 1,
            Configs = new Dictionary<string, string> { ["cleanup.policy"] = "compact" },
        });
        await using KafkaProducer producer = client.CreateProducer(new KafkaProducerOptions());
        var sends = new List<Task>();
        long bytes = 0;
        for (int id = 1; id <= versions; id++)
        {
            string subject = $"subject-{(id - 1) / VersionsASubject}";
            int version = ((id - 1) % VersionsASubject) + 1;
            string schema = Schema(id, version);
            bytes += schema.Length;
            string key = $$"""{"keytype":"SCHEMA","subject":"{{subject}}","version":{{version}},"magic":1}""";
            string value = $$"""{"subject":"{{subject}}","version":{{version}},"id":{{id}},"schemaType":"AVRO",""" +
                $$""" "schema":{{JsonSerializer.Serialize(schema)}},"deleted":false}""";
            ReadOnlyMemory<byte>? body = Encoding.UTF8.GetBytes(value);
            sends.Add(producer.SendAsync(LargeTopic, Encoding.UTF8.GetBytes(key), body).AsTask());
            if (sends.Count == 5000)
            {
                await Task.WhenAll(sends);
                sends.Clear();
            }
        }

        await Task.WhenAll(sends);
        return bytes;
    }

    private static string Schema(int number, int version)
    {
        IEnumerable<string> fields = Enumerable.Range(0, 10 + version).Select(i =>
            $$"""{"name":"field_{{i}}","type":["null","string"],"default":null,"doc":"what it holds"}""");
        return $$"""{"type":"record","name":"Record{{number}}","namespace":"org.example.events","fields":[""" +
            string.Join(',', fields) + "]}";
    }

    private static void Print(string what, Figures figures)
    {
        Print(what, figures.PerSecond.ToString("N0", CultureInfo.InvariantCulture));
        Print("- p50, ms", figures.P50.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture));
        Print("- p99, ms", figures.P99.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture));
    }

    private static void Print(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");
}
