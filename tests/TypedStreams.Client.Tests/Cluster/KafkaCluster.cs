using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Client.Tests;

/// <summary>One node of Apache Kafka, one for the tests of a class; nothing when it is not installed.</summary>
public sealed class KafkaCluster : ICluster
{
    private readonly string _data = Directory.CreateTempSubdirectory("typedstreams-kafka-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    public string BootstrapServers => $"127.0.0.1:{_port}";

    public async Task InitializeAsync()
    {
        if (KafkaHome.Missing is not null)
            return;

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(Path.Combine(KafkaHome.Directory, "bin", "kafka-server"))
        {
            ArgumentList = { _data, $"{_port}", $"{FreePort()}", "group.initial.rebalance.delay.ms=0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("Kafka Server started", StringComparison.Ordinal) == true)
                started.TrySetResult();
        };
        _process.ErrorDataReceived += (_, _) => { };
        _process.Exited += (_, _) =>
            started.TrySetException(new InvalidOperationException("Apache Kafka ended at start."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await started.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
