using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Client.Tests;

/// <summary>One node of Apache Kafka, one for the tests of a class; nothing when it is not installed.</summary>
public class KafkaCluster : ICluster
{
    private readonly string _data = Directory.CreateTempSubdirectory("typedstreams-kafka-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    public virtual string BootstrapServers => $"127.0.0.1:{_port}";

    protected int Port => _port;

    /// <summary>The release of Apache Kafka; null for the one it starts by itself.</summary>
    protected virtual string? Version => null;

    protected virtual string[] Settings => ["group.initial.rebalance.delay.ms=0"];

    public virtual async Task InitializeAsync()
    {
        if (KafkaHome.Missing is not null)
            return;

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(Path.Combine(KafkaHome.Directory, "bin", "kafka-server"))
        {
            ArgumentList = { _data, $"{_port}", $"{FreePort()}" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string setting in Settings)
            start.ArgumentList.Add(setting);

        if (Version is { } version)
            start.Environment["KAFKA_VERSION"] = version;

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

    public virtual async Task DisposeAsync()
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
