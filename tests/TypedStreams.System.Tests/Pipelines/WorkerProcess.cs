// One process of TypedStreams.System.Worker: a host with all three pipelines. Counts what it says about its partitions
// and keeps its last lines.
using System.Collections.Concurrent;
using System.Diagnostics;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests.Pipelines;

internal sealed class WorkerProcess : IDisposable
{
    private const int MostLines = 200;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly Process _process;
    private volatile bool _isToldToEnd;
    private volatile bool _failedToStart;
    private volatile bool _hasStarted;
    private int _lost;
    private int _fenced;
    private int _again;

    private WorkerProcess(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    internal string Name { get; }

    internal int Id => _process.Id;

    /// <summary>How often it heard that partitions are another member's already.</summary>
    internal int Lost => Volatile.Read(ref _lost);

    /// <summary>How often a transaction of its was refused because the partition is another member's.</summary>
    internal int Fenced => Volatile.Read(ref _fenced);

    /// <summary>How often it did a transaction again.</summary>
    internal int Again => Volatile.Read(ref _again);

    /// <summary>True when it never came to work: no broker was there when it started.</summary>
    internal bool FailedToStart => _failedToStart;

    /// <summary>True once its host runs: from then on it obeys a signal in order.</summary>
    internal bool HasStarted => _hasStarted;

    internal bool EndedByItself => !_isToldToEnd && _process.HasExited;

    internal string LastLines => string.Join('\n', _lines);

    /// <summary>The build put it beside the tests.</summary>
    private static string Executable => Path.Combine(AppContext.BaseDirectory, "TypedStreams.System.Worker");

    internal static WorkerProcess Start(string name, FaultyBroker broker)
    {
        var settings = new Dictionary<string, string>
        {
            ["BootstrapServers"] = broker.Bootstrap,
            ["Registry"] = broker.Registry,
            ["ClientId"] = name,
            ["Consumer:SessionTimeout"] = "6s",
            ["Pipeline:MaxMessages"] = "1000", // many transactions: every end of one is a chance to go wrong
        };
        var start = new ProcessStartInfo(
            Executable, settings.Select(setting => $"--TypedStreams:{setting.Key}={setting.Value}"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(), // beside the tests lie the settings of a sample
        };
        var worker = new WorkerProcess(name, new Process { StartInfo = start });
        worker._process.OutputDataReceived += (_, line) => worker.Hear(line.Data);
        worker._process.ErrorDataReceived += (_, line) => worker.Hear(line.Data);
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    internal async Task KillAsync()
    {
        _isToldToEnd = true;
        Signal.Kill(Id);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    internal async Task<int> StopAsync()
    {
        _isToldToEnd = true;
        Signal.Terminate(Id);
        await _process.WaitForExitAsync().WaitAsync(StopPatience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Signal.Kill(Id);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        Count(line, ": lost ", ref _lost);
        Count(line, "belongs to another member", ref _fenced);
        Count(line, "is done again", ref _again);
        _failedToStart |= line.Contains("Hosting failed to start", StringComparison.Ordinal);
        _hasStarted |= line.Contains("Application started", StringComparison.Ordinal);
        _lines.Enqueue(line);
        if (_lines.Count > MostLines)
        {
            _lines.TryDequeue(out _);
        }
    }

    private static void Count(string line, string words, ref int count)
    {
        if (line.Contains(words, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref count);
        }
    }
}
