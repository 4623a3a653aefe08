// Who is measured, and how each is started: our server and Apache Kafka, each with and without a sync before it
// acknowledges. Like is compared with like: same machine, same file system, same load tool, fresh data every time.
namespace TypedStreams.Benchmarks.EndToEnd;

/// <summary>One broker with one durability.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Prepare">Makes a data directory ready (formats it); not measured.</param>
/// <param name="Start">Starts on a prepared directory.</param>
internal sealed record Contestant(
    string Name, Func<string, Task> Prepare, Func<string, Task<MeasuredServer>> Start)
{
    /// <param name="serverFile">Our server as it is built.</param>
    /// <param name="nativeFile">Our server as it is published in native code; null leaves it out.</param>
    /// <param name="kafka">The peer.</param>
    internal static IReadOnlyList<Contestant> All(string serverFile, string? nativeFile, KafkaHome kafka) =>
    [
        Ours("TypedStreams, synced (default)", serverFile, "flush=commit"),
        .. Native("TypedStreams native, synced", nativeFile, "flush=commit"),
        kafka.Contestant("Apache Kafka 4.4.0, synced", "log.flush.interval.messages=1"),
        Ours("TypedStreams, page cache", serverFile, "flush=replicated"),
        .. Native("TypedStreams native, page cache", nativeFile, "flush=replicated"),
        kafka.Contestant("Apache Kafka 4.4.0, page cache (default)"),
    ];

    private static IEnumerable<Contestant> Native(string name, string? file, string setting) =>
        file is null ? [] : [Ours(name, file, setting)];

    private static Contestant Ours(string name, string serverFile, string setting) => new(
        name,
        Prepare: static _ => Task.CompletedTask,
        Start: data =>
        {
            int port = MeasuredServer.FreePort();
            string[] arguments =
            [
                "server", "--data", data, "--kafka", $"127.0.0.1:{port}", "--registry", "127.0.0.1:0",
                "--console", "127.0.0.1:0", "--set", setting,
            ];
            return MeasuredServer.StartAsync(serverFile, arguments, port, readyText: "ready kafka=");
        });
}
