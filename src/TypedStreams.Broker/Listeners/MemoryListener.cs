// Connections without sockets: a client of this process gets a stream, the server side is the same KafkaConnection on
// two pipes. Owns the open connections; nothing here knows the protocol.
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace TypedStreams.Broker.Listeners;

internal sealed class MemoryListener(int maxConnections, Func<ConnectionContext, Task> serve) : IKafkaListener
{
    // How far a side may run ahead of the other, in bytes; then its writes wait, as they do for a full socket.
    private const int WindowBytes = 1 << 20;

    private readonly ConcurrentDictionary<Connection, Task> _open = [];
    private volatile bool _isStopped;

    /// <inheritdoc/>
    public IPEndPoint EndPoint { get; } = new(IPAddress.None, 0);

    /// <inheritdoc/>
    public int ConnectionCount => _open.Count;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Opens a connection and returns the client's end. Any thread.</summary>
    /// <exception cref="IOException">The broker stops, or has as many connections as it may.</exception>
    internal Stream Connect()
    {
        if (_isStopped || _open.Count >= maxConnections)
        {
            throw new IOException(_isStopped
                ? "The embedded broker has stopped."
                : $"The embedded broker has max.connections ({maxConnections}) open.");
        }

        var options = new PipeOptions(
            pauseWriterThreshold: WindowBytes,
            resumeWriterThreshold: WindowBytes / 2,
            useSynchronizationContext: false);
        var toBroker = new Pipe(options);
        var toClient = new Pipe(options);
        var connection = new Connection(new Ends(toBroker.Reader, toClient.Writer));
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[connection] = ServeAsync(connection, start.Task);
        start.SetResult();
        return new PipeStream(toClient.Reader, toBroker.Writer, connection.PeerClosed);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken patience)
    {
        _isStopped = true;
        foreach (Connection connection in _open.Keys)
        {
            connection.RequestClose();
        }

        await Task.WhenAll(_open.Values).WaitAsync(patience)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Connection connection in _open.Keys)
        {
            connection.Abort(new ConnectionAbortedException("The broker stops."));
        }

        await Task.WhenAll(_open.Values);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ServeAsync(Connection connection, Task started)
    {
        await started;
        try
        {
            await serve(connection);
        }
        catch (OperationCanceledException)
        {
            // The node stopped before it served.
        }
        finally
        {
            _open.TryRemove(connection, out _);
            await connection.DisposeAsync();
        }
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Connection : ConnectionContext, IConnectionLifetimeNotificationFeature
    {
        private readonly CancellationTokenSource _closed = new();
        private readonly CancellationTokenSource _closeRequested = new();

        internal Connection(IDuplexPipe transport)
        {
            Transport = transport;
            ConnectionClosed = _closed.Token;
            ConnectionClosedRequested = _closeRequested.Token;
            Features.Set<IConnectionLifetimeNotificationFeature>(this);
        }

        public override IDuplexPipe Transport { get; set; }

        public override string ConnectionId { get; set; } = "in-process";

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

        public CancellationToken ConnectionClosedRequested { get; set; }

        public void RequestClose() => _closeRequested.Cancel();

        public override void Abort(ConnectionAbortedException abortReason) => _closed.Cancel();

        /// <summary>The client is gone: who waits on its behalf hears of it.</summary>
        internal void PeerClosed() => _ = _closed.CancelAsync();

        public override async ValueTask DisposeAsync()
        {
            await _closed.CancelAsync();
            await Transport.Input.CompleteAsync();
            await Transport.Output.CompleteAsync();
        }
    }
}
