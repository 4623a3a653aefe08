// The TCP listener for Kafka clients: a socket that accepts, one connection after the other.
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace TypedStreams.Broker.Listeners;

internal sealed partial class KafkaListener : IKafkaListener
{
    /// <summary>
    /// Most connections that the system keeps until they are accepted. Default 1,024: a burst of clients that come back
    /// at once waits there (Linux caps it at net.core.somaxconn).
    /// </summary>
    private const int Backlog = 1_024;

    // How long it rests when the system gives no connection, as it does when the process has no descriptor left.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly IPEndPoint _wanted;
    private readonly OpenConnections _connections;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _socket;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Prepares a listener; <paramref name="serve"/> runs for every connection until it ends.</summary>
    internal KafkaListener(
        IPEndPoint endPoint, int maxConnections, Func<Connection, Task> serve, ILoggerFactory loggers)
    {
        _wanted = endPoint;
        _logger = loggers.CreateLogger<KafkaListener>();
        _connections = new OpenConnections(maxConnections, serve, _logger);
    }

    /// <summary>Where it listens; with port 0 asked for, the port that it got. Valid once started.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <inheritdoc/>
    public int ConnectionCount => _connections.Count;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(_wanted.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (_wanted.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(_wanted);
            socket.Listen(Backlog);
        }
        catch (SocketException reason)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen for Kafka clients on {_wanted}: {reason.Message}", reason);
        }

        _socket = socket;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _accepting = AcceptAsync(socket);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken patience)
    {
        await _stopping.CancelAsync();
        _socket?.Dispose();
        await _accepting;
        await _connections.StopAsync(patience);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await listening.AcceptAsync(_stopping.Token));
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException reason)
                when (reason.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // The client was gone before it was accepted.
            }
            catch (SocketException reason)
            {
                LogNotAccepted(_logger, reason.Message);
                await Task.Delay(Rest, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Serve(Socket accepted)
    {
        try
        {
            accepted.NoDelay = true;
            var connection = new Connection(new NetworkStream(accepted, ownsSocket: true), accepted);
            if (!_connections.TryServe(connection))
            {
                connection.Dispose();
            }
        }
        catch (Exception reason) when (reason is SocketException or IOException)
        {
            // The client was gone before it could be served.
            accepted.Dispose();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "No connection can be accepted for now: {Reason}")]
    private static partial void LogNotAccepted(ILogger logger, string reason);
}
