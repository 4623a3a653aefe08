// tests/TypedStreams.System.KeyWorker as a process: the group's member that is killed, stopped and replaced.
using System.Diagnostics;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests.Handlers;

internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private Task<string?>? _started;

    private readonly string _log;

    private WorkerProcess(ProcessStartInfo start, string log)
    {
        _log = log;
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The build put it beside its own project, in the configuration of this one.</summary>
    private static string Assembly => Path.Combine(
        Tools.Root,
        "tests",
        "TypedStreams.System.KeyWorker",
        Path.GetRelativePath(
            Path.Combine(Tools.Root, "tests", "TypedStreams.System.Tests"), AppContext.BaseDirectory),
        "TypedStreams.System.KeyWorker.dll");

    internal static WorkerProcess Start(ServerProcess server, string stage, int seed, string log) =>
        new(new ProcessStartInfo("dotnet", Arguments(stage, server, seed, log)), log);

    /// <summary>Sends the jobs and ends.</summary>
    internal static Task SendAsync(ServerProcess server, int seed, int keys, int jobs) => Command.CheckAsync(
        ["dotnet", .. Arguments("send", server, seed, $"{keys}", $"{jobs}")], patience: Patience);

    /// <summary>How much it has handled until now.</summary>
    internal int Handled => File.Exists(_log) ? Handling.Read(_log).Count() : 0;

    /// <summary>SIGKILL, in the middle of whatever it does.</summary>
    internal async Task KillAsync()
    {
        await StartedAsync();
        Signal.Kill(_process.Id);
        await EndAsync();
    }

    /// <summary>SIGTERM: it finishes what it has begun, commits, and leaves the group.</summary>
    internal async Task StopAsync()
    {
        await StartedAsync();
        Signal.Terminate(_process.Id);
        await EndAsync();
        Assert.True(_process.ExitCode == 0, $"Stopped, a worker ended with {_process.ExitCode}: {await _errors}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>Waits for the line it prints once it is a host that handles signals.</summary>
    private async Task StartedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        _started ??= _process.StandardOutput.ReadLineAsync(patience.Token).AsTask();
        var line = await _started;
        Assert.True(line == "started", line is null ? $"A worker ended by itself: {await _errors}" : line);
    }

    private async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
    }

    private static string[] Arguments(string stage, ServerProcess server, int seed, params string[] rest) =>
        [Assembly, stage, server.Bootstrap, $"http://{server.Registry}", $"{seed}", .. rest];
}
