// A connection as a listener hands it over: a stream of bytes each way, who is at the other end, and how it ends.
using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Broker.Listeners;

/// <summary>One connection of a client. Whoever serves it reads and writes; its listener disposes it after.</summary>
/// <param name="stream">The bytes of both directions.</param>
/// <param name="socket">The socket below the stream; null when there is none, or something in between.</param>
internal sealed class Connection(Stream stream, Socket? socket = null) : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _cut = new();

    /// <summary>The bytes of both directions.</summary>
    internal Stream Stream => stream;

    /// <summary>The socket that the stream writes to as it is; null when there is none.</summary>
    internal Socket? Socket => socket;

    /// <summary>Where the client is; null when it is in this process.</summary>
    internal IPEndPoint? Peer { get; } = socket?.RemoteEndPoint as IPEndPoint;

    /// <summary>The listener stops: no more is to be read, and what is under way to be answered.</summary>
    internal CancellationToken Ending => _ending.Token;

    /// <summary>The connection is over, whatever is under way.</summary>
    internal CancellationToken Cut => _cut.Token;

    /// <summary>Asks whoever serves it for the end. Any thread.</summary>
    internal void AskToEnd() => _ending.Cancel();

    /// <summary>Ends it at once. Any thread.</summary>
    internal void CutOff() => _ = _cut.CancelAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _cut.Cancel();
        stream.Dispose();
    }
}
