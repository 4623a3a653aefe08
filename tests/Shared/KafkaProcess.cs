// One node of Apache Kafka 4.4 as a real process, on free ports and a data directory of its own. Owns both.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Testing;

public sealed class KafkaProcess : IAsyncDisposable
{
    private const int MostLines = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DataDirectory _data = new();
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly string[] _arguments;
    private Process _process = null!;

    private KafkaProcess(int port, string[] configs)
    {
        Bootstrap = $"127.0.0.1:{port}";
        _arguments = [_data.Path, $"{port}", $"{FreePort()}", "group.initial.rebalance.delay.ms=0", .. configs];
    }

    public string Bootstrap { get; }

    /// <summary>The last of what it wrote, since it was first started.</summary>
    public IReadOnlyCollection<string> LastLines => _lines;

    /// <summary>Called with each line that it writes, from the reading threads.</summary>
    public event Action<string>? Wrote;

    /// <summary>The broker's process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a node with KEY=VALUE broker configurations; returns when it serves.</summary>
    public static async Task<KafkaProcess> StartAsync(params string[] configs)
    {
        var kafka = new KafkaProcess(FreePort(), configs);
        try
        {
            await kafka.StartAgainAsync();
            return kafka;
        }
        catch
        {
            await kafka.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nothing said.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Starts the node, again after a kill: same port, same data.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(Tools.KafkaServer, _arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KAFKA_VERSION"] = "4.4.0";
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data?.Contains("Kafka Server started", StringComparison.Ordinal) == true)
            {
                started.TrySetResult();
            }
        };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Exited += (_, _) => started.TrySetException(
            new InvalidOperationException("Apache Kafka ended before it served."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await started.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _data.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        Wrote?.Invoke(line);
        _lines.Enqueue(line);
        if (_lines.Count > MostLines)
        {
            _lines.TryDequeue(out _);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
