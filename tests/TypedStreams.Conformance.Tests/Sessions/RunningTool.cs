// One of Kafka's tools that runs until it is told to stop; what it printed is kept line by line.
using System.Diagnostics;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

internal sealed class RunningTool : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly TaskCompletionSource _printed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];
    private readonly Task _reading;
    private readonly Task<string> _errors;

    internal RunningTool(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(Tools.KafkaTool, [tool, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JAVA_OPTS"] = "-Xmx96m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Until it has printed a line, which shows that it is at work.</summary>
    internal Task PrintedAsync() => _printed.Task.WaitAsync(Patience);

    /// <summary>Until it ends by itself.</summary>
    internal async Task<IReadOnlyList<string>> EndAsync(TimeSpan patience)
    {
        await _reading.WaitAsync(patience);
        return Lines();
    }

    /// <summary>Asks it to stop, as its user does with Ctrl-C; returns what it printed.</summary>
    internal async Task<IReadOnlyList<string>> StopAsync()
    {
        if (!_process.HasExited)
        {
            Signal.Terminate(_process.Id);
        }

        return await EndAsync(Patience);
    }

    internal IReadOnlyList<string> Lines()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }

            _printed.TrySetResult();
        }

        _printed.TrySetException(new InvalidOperationException("It ended without a line."));
        await _process.WaitForExitAsync();
    }
}
