// `tstreams registry` as a real process: started, killed with SIGKILL, and started again on the same port.
using System.Diagnostics;
using System.Net;
using System.Text;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Registries;

public sealed class RegistryProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string[] _arguments;
    private readonly StringBuilder _errors = new();
    private IPEndPoint _listen = new(IPAddress.Loopback, 0);
    private Process _process = null!;

    private RegistryProcess(string[] arguments) => _arguments = arguments;

    public Uri Address => new($"http://{_listen}");

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

    /// <summary>Starts a registry and returns when it has loaded every schema.</summary>
    public static async Task<RegistryProcess> StartAsync(string bootstrap, params string[] options)
    {
        var registry = new RegistryProcess(["--bootstrap-servers", bootstrap, .. options]);
        await registry.StartAgainAsync();
        return registry;
    }

    public async Task StartAgainAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            ServerProcess.Executable, ["registry", "--listen", _listen.ToString(), .. _arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience);
        string? ready = await _process.StandardOutput.ReadLineAsync(patience.Token);
        if (ready is null || !ready.StartsWith("ready registry=", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The registry did not serve: {ready} {Errors}");
        }

        _listen = IPEndPoint.Parse(ready["ready registry=".Length..]);
    }

    /// <summary>SIGKILL: nothing is finished, nothing said.</summary>
    public async Task KillAsync()
    {
        Signal.Kill(_process.Id);
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM: a clean stop; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Signal.Terminate(_process.Id);
        await WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
    }
}
