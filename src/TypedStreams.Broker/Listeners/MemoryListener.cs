// Connections without sockets: a client of this process gets one stream, the server side the other, with a pipe each
// way between them. Nothing here knows the protocol.
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging;

namespace TypedStreams.Broker.Listeners;

internal sealed class MemoryListener(int maxConnections, Func<Connection, Task> serve, ILoggerFactory loggers)
    : IKafkaListener
{
    // How far a side may run ahead of the other, in bytes; then its writes wait, as they do for a full socket.
    private const int WindowBytes = 1 << 20;

    private readonly OpenConnections _connections =
        new(maxConnections, serve, loggers.CreateLogger<MemoryListener>());

    private volatile bool _isStopped;

    /// <inheritdoc/>
    public IPEndPoint EndPoint { get; } = new(IPAddress.None, 0);

    /// <inheritdoc/>
    public int ConnectionCount => _connections.Count;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Opens a connection and returns the client's end. Any thread.</summary>
    /// <exception cref="IOException">The broker stops, or has as many connections as it may.</exception>
    internal Stream Connect()
    {
        var options = new PipeOptions(
            pauseWriterThreshold: WindowBytes,
            resumeWriterThreshold: WindowBytes / 2,
            useSynchronizationContext: false);
        var toBroker = new Pipe(options);
        var toClient = new Pipe(options);
        var connection = new Connection(new PipeStream(toBroker.Reader, toClient.Writer));
        if (!_connections.TryServe(connection))
        {
            connection.Dispose();
            throw new IOException(_isStopped
                ? "The embedded broker has stopped."
                : $"The embedded broker has max.connections ({maxConnections}) open.");
        }

        // The client is gone: who waits on its behalf hears of it.
        return new PipeStream(toClient.Reader, toBroker.Writer, connection.CutOff);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken patience)
    {
        _isStopped = true;
        return _connections.StopAsync(patience);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
