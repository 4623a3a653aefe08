// The broker that the clients talk to: ours, or Apache Kafka 4.4.0 when TYPEDSTREAMS_CONFORMANCE_TARGET=kafka says so,
// to tell a difference between clients from a defect of ours. One process a test class.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TypedStreams.Conformance.Tests.Clients;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Matrix;

public class BrokerUnderTest : IAsyncLifetime
{
    private readonly DataDirectory _data = new();
    private ServerProcess? _server;
    private Process? _kafka;

    /// <summary>True when Apache Kafka is under test.</summary>
    public static bool IsKafka { get; } =
        Environment.GetEnvironmentVariable("TYPEDSTREAMS_CONFORMANCE_TARGET") == "kafka";

    public string Bootstrap { get; private set; } = "";

    /// <summary>The directory with the partitions.</summary>
    public string LogDirectory => IsKafka ? Path.Combine(_data.Path, "log") : _data.Path;

    /// <summary>Our node; null when Apache Kafka is under test.</summary>
    public ServerProcess? Server => _server;

    /// <summary>KEY=VALUE broker configurations.</summary>
    protected virtual IReadOnlyList<string> Configs => ["num.partitions=3", "group.initial.rebalance.delay.ms=0"];

    public async Task InitializeAsync()
    {
        if (IsKafka)
        {
            await StartKafkaAsync();
            return;
        }

        _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path) { Configs = Configs });
        Bootstrap = _server.Bootstrap;
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_kafka is not null)
        {
            _kafka.Kill();
            await _kafka.WaitForExitAsync();
        }

        _data.Dispose();
    }

    public Task CreateTopicAsync(string topic, int partitions) =>
        ConfluentDotNetClient.CreateTopicsAsync(Bootstrap, partitions, topic);

    private async Task StartKafkaAsync()
    {
        Tools.Require(Tool.Kafka);
        var (port, controller) = (FreePort(), FreePort());
        var start = new ProcessStartInfo(Tools.KafkaServer, [_data.Path, $"{port}", $"{controller}", .. Configs])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["KAFKA_VERSION"] = "4.4.0";
        _kafka = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        string? line;
        do
        {
            line = await _kafka.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException("Apache Kafka ended before it served.");
        }
        while (!line.Contains("Kafka Server started", StringComparison.Ordinal));
        _ = _kafka.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Bootstrap = $"127.0.0.1:{port}";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
