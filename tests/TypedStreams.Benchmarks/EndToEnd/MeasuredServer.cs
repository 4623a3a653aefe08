// A broker as a process: started, measured from outside (time, CPU, memory from /proc), stopped. Two measurements share
// nothing but the machine.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Benchmarks.EndToEnd;

internal sealed class MeasuredServer : IAsyncDisposable
{
    private const double ClockTicksPerSecond = 100;

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private MeasuredServer(Process process, int port, string readyText)
    {
        _process = process;
        Port = port;
        process.OutputDataReceived += (_, line) => Read(line.Data, readyText);
        process.ErrorDataReceived += (_, line) => Read(line.Data, readyText);
        process.Exited += (_, _) => _ready.TrySetException(
            new InvalidOperationException("The server ended:\n" + string.Join('\n', _output)));
    }

    internal int Port { get; }

    internal string Address => $"127.0.0.1:{Port}";

    /// <summary>Resident memory now, in bytes.</summary>
    internal long ResidentBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>How many files, sockets and the like it has open.</summary>
    internal int OpenDescriptors => Directory.EnumerateFileSystemEntries($"/proc/{_process.Id}/fd").Count();

    /// <summary>Processor time so far, user and system, in seconds.</summary>
    internal double CpuSeconds
    {
        get
        {
            string stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture)
                + double.Parse(fields[12], CultureInfo.InvariantCulture)) / ClockTicksPerSecond;
        }
    }

    /// <summary>Starts a process and returns when it says that it serves.</summary>
    internal static async Task<MeasuredServer> StartAsync(
        string file, IEnumerable<string> arguments, int port, string readyText)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var server = new MeasuredServer(process, port, readyText);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await server._ready.Task.WaitAsync(TimeSpan.FromSeconds(180));
        return server;
    }

    /// <summary>A port that is free now.</summary>
    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (Process stop = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await stop.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(180));
        _process.Dispose();
    }

    private void Read(string? line, string readyText)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (line.Contains(readyText, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
