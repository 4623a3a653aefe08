// A TypedStreams node as a real process: started, waited for by its ready line, stopped by SIGTERM or killed by
// SIGKILL, and started again on the same ports and data. Owns its process; its data directory belongs to whoever gave
// it.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace TypedStreams.Testing;

public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ServerSettings _settings;
    private readonly StringBuilder _errors = new();
    private Process _process = null!;
    private Task _errorReader = Task.CompletedTask;

    private ServerProcess(ServerSettings settings)
    {
        _settings = settings;
        Kafka = Registry = Console = new IPEndPoint(IPAddress.Loopback, 0);
    }

    /// <summary>
    /// The executable under test: TYPEDSTREAMS_SERVER, or the one that the build put beside the test assembly.
    /// </summary>
    public static string Executable => Environment.GetEnvironmentVariable("TYPEDSTREAMS_SERVER") is { Length: > 0 } file
        ? file
        : Path.Combine(AppContext.BaseDirectory, "tstreams");

    public IPEndPoint Kafka { get; private set; }

    public IPEndPoint Registry { get; private set; }

    public IPEndPoint Console { get; private set; }

    public string Bootstrap => Kafka.ToString();

    public string DataDirectory => _settings.DataDirectory;

    /// <summary>What the process has written to standard error since it was last started.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>The node's own process id, also when a tracer started it.</summary>
    public int Id => _settings.Wrapper.Count == 0 ? _process.Id : FirstChildOf(_process.Id);

    public bool HasExited => _process.HasExited;

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Starts a node and returns when it serves; fails when it ends before.</summary>
    public static async Task<ServerProcess> StartAsync(ServerSettings settings)
    {
        var server = new ServerProcess(settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a node that is expected to end by itself; returns its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Errors)> RunToEndAsync(ServerSettings settings)
    {
        var server = new ServerProcess(settings);
        server.Launch();
        return (await server.WaitForExitAsync(), server.Errors);
    }

    /// <summary>Starts the node again after a stop or kill: same ports, same data.</summary>
    public async Task StartAgainAsync()
    {
        Launch();
        using var patience = new CancellationTokenSource(Patience);
        var line = await _process.StandardOutput.ReadLineAsync(patience.Token);
        if (line is null || !line.StartsWith("ready ", StringComparison.Ordinal))
        {
            var exitCode = await WaitForExitAsync();
            throw new InvalidOperationException($"The node ended with {exitCode} before it served: {line} {Errors}");
        }

        var places = line.Split(' ').Skip(1).Select(part => part.Split('='))
            .ToDictionary(part => part[0], part => part[1]);
        Kafka = IPEndPoint.Parse(places["kafka"]);
        Registry = IPEndPoint.Parse(places["registry"]);
        Console = IPEndPoint.Parse(places["console"]);
    }

    /// <summary>SIGKILL: nothing is flushed, nothing said.</summary>
    public async Task KillAsync()
    {
        Signal.Kill(Id);
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM: a clean stop; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Signal.Terminate(Id);
        return await WaitForExitAsync();
    }

    /// <summary>Waits for the process to end by itself.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _errorReader;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal.Kill(Id);
            await WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static int FirstChildOf(int processId)
    {
        var children = File.ReadAllText($"/proc/{processId}/task/{processId}/children");
        return int.Parse(children.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private void Launch()
    {
        string[] node =
        [
            _settings.Executable, "server", "--data", _settings.DataDirectory,
            "--kafka", Kafka.ToString(), "--registry", $"127.0.0.1:{Registry.Port}", "--console", Console.ToString(),
            .. _settings.Advertised is { } advertised ? new[] { "--advertised", advertised } : [],
            .. _settings.Configs.SelectMany(config => new[] { "--set", config }),
        ];
        string[] command = [.. _settings.Wrapper, .. node];
        lock (_errors)
        {
            _errors.Clear();
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in _settings.Environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _errorReader = ReadErrorsAsync(_process.StandardError);
    }

    private async Task ReadErrorsAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
            }
        }
    }
}
