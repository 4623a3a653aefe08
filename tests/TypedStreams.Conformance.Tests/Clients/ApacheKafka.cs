// Apache Kafka 4.4.0 as a process of one node, in a data directory that whoever starts it owns.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Clients;

public sealed class ApacheKafka : IAsyncDisposable
{
    private readonly Process _process;

    private ApacheKafka(Process process, string bootstrap)
    {
        _process = process;
        Bootstrap = bootstrap;
    }

    public string Bootstrap { get; }

    /// <summary>Starts it and returns when it serves.</summary>
    /// <param name="dataDirectory">Formatted when it is empty.</param>
    /// <param name="configs">KEY=VALUE broker configurations.</param>
    public static async Task<ApacheKafka> StartAsync(string dataDirectory, params IReadOnlyList<string> configs)
    {
        Tools.Require(Tool.Kafka);
        var (port, controller) = (FreePort(), FreePort());
        var start = new ProcessStartInfo(Tools.KafkaServer, [dataDirectory, $"{port}", $"{controller}", .. configs])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["KAFKA_VERSION"] = "4.4.0";
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException("Apache Kafka ended before it served.");
        }
        while (!line.Contains("Kafka Server started", StringComparison.Ordinal));
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return new ApacheKafka(process, $"127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
