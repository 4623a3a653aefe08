using System.Diagnostics;

namespace TypedStreams.Benchmarks.EndToEnd;

/// <summary>An unpacked Apache Kafka 4.4.0: the folder with <c>libs</c> and <c>bin</c>.</summary>
internal sealed class KafkaHome(string folder)
{
    private const string Version = "4.4.0";

    private string ClassPath => $"{folder}/libs/{Version}/*:{folder}/libs/common/*";

    internal Contestant Contestant(string name, params string[] settings)
    {
        int port = MeasuredServer.FreePort();
        int controllerPort = MeasuredServer.FreePort();
        return new Contestant(
            name,
            data => FormatAsync(data, port, controllerPort, settings),
            data => MeasuredServer.StartAsync("java", Arguments(data), port, readyText: "Kafka Server started"));
    }

    // Kafka's own defaults of kafka-server-start: a heap of 1 GiB and these collector settings.
    private string[] Arguments(string data) =>
    [
        "-Xmx1G", "-Xms1G", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20",
        "-XX:InitiatingHeapOccupancyPercent=35", "-XX:+ExplicitGCInvokesConcurrent", "-Djava.awt.headless=true",
        $"-Dlog4j2.configurationFile={folder}/bin/log4j2-server.properties", "-cp", ClassPath, "kafka.Kafka",
        $"{data}/server.properties",
    ];

    private async Task FormatAsync(string data, int port, int controllerPort, string[] settings)
    {
        Directory.CreateDirectory(data);
        string[] lines =
        [
            "process.roles=broker,controller",
            "node.id=1",
            $"controller.quorum.voters=1@127.0.0.1:{controllerPort}",
            $"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}",
            $"advertised.listeners=PLAINTEXT://127.0.0.1:{port}",
            "controller.listener.names=CONTROLLER",
            $"log.dirs={data}/log",
            "offsets.topic.replication.factor=1",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1",
            "group.initial.rebalance.delay.ms=0",
            .. settings,
        ];
        await File.WriteAllLinesAsync($"{data}/server.properties", lines);
        string[] arguments =
        [
            $"-Dlog4j2.configurationFile={folder}/bin/log4j2-quiet.properties", "-cp", ClassPath,
            "kafka.tools.StorageTool", "format", "--cluster-id", "5L6g3nShT-eMCtK--X86sw", "--config",
            $"{data}/server.properties",
        ];
        using Process format = Process.Start(
            new ProcessStartInfo("java", arguments) { RedirectStandardOutput = true })!;
        await format.WaitForExitAsync();
    }
}
