// A PostgreSQL server as a real process, on a free port and a data directory of its own. Owns both. It refuses to run
// as root, so there it runs as Debian's postgres.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Testing;

public sealed class PostgresProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] AsOther =
        Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            : [];

    private readonly DataDirectory _data = new();
    private readonly int _port;
    private Process? _process;

    private PostgresProcess(int port) => _port = port;

    /// <summary>How Npgsql reaches it.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    /// <summary>Makes a database and starts its server; returns when it serves.</summary>
    public static async Task<PostgresProcess> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var postgres = new PostgresProcess(((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                await Command.CheckAsync(["chown", "postgres", postgres._data.Path]);
            }

            await Command.CheckAsync(
                [.. AsOther, Program("initdb"), "-D", postgres._data.Path, "-U", "postgres", "-A", "trust", "-N"]);
            await postgres.ServeAsync();
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills every process of the server at once, as a machine that loses power.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Starts the server again on its data; it recovers what was committed.</summary>
    public Task RestartAsync() => ServeAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _data.Dispose();
    }

    private async Task ServeAsync()
    {
        string[] command =
        [
            .. AsOther, Program("postgres"), "-D", _data.Path, "-p", $"{_port}",
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_data.Path}",
        ];
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("ready to accept connections", StringComparison.Ordinal) == true)
            {
                started.TrySetResult();
            }
        };
        _process.Exited += (_, _) => started.TrySetException(
            new InvalidOperationException("PostgreSQL ended before it served."));
        _process.Start();
        _process.BeginErrorReadLine();
        await started.Task.WaitAsync(Patience);
    }

    private static string Program(string name) => Path.Combine(Tools.PostgresPrograms, name);
}
