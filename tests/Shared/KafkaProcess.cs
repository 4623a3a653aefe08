// One node of Apache Kafka 4.4 as a real process, on free ports and a data directory of its own. Owns both.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Testing;

public sealed class KafkaProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DataDirectory _data = new();
    private readonly Process _process;

    private KafkaProcess(int port, string[] configs)
    {
        Bootstrap = $"127.0.0.1:{port}";
        var start = new ProcessStartInfo(
            Tools.KafkaServer,
            [_data.Path, $"{port}", $"{FreePort()}", "group.initial.rebalance.delay.ms=0", .. configs])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KAFKA_VERSION"] = "4.4.0";
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
    }

    public string Bootstrap { get; }

    /// <summary>Starts a node with KEY=VALUE broker configurations; returns when it serves.</summary>
    public static async Task<KafkaProcess> StartAsync(params string[] configs)
    {
        var kafka = new KafkaProcess(FreePort(), configs);
        try
        {
            await kafka.ServeAsync();
            return kafka;
        }
        catch
        {
            await kafka.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Dispose();
    }

    private async Task ServeAsync()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("Kafka Server started", StringComparison.Ordinal) == true)
            {
                started.TrySetResult();
            }
        };
        _process.ErrorDataReceived += (_, _) => { };
        _process.Exited += (_, _) => started.TrySetException(
            new InvalidOperationException("Apache Kafka ended before it served."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await started.Task.WaitAsync(Patience);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
