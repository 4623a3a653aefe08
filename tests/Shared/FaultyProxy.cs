// Stands between clients and a broker and knows where requests begin and end, so that a test can delay a request, lose
// it, lose its answer, or deliver it when the client has long given up. The broker must advertise the proxy's address.
// Owns its listener and connections; two loops a connection, one a direction. Kafka's framing: a length of four bytes,
// then in requests api key, version, correlation id and client id, in answers the correlation id.
using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TypedStreams.Testing;

/// <summary>A request that is about to be passed on.</summary>
/// <param name="ClientId">Who sends it, as it says itself.</param>
/// <param name="ApiKey">Kafka's number of the API; 26 is EndTxn.</param>
/// <param name="Connection">Counts connections, from 1.</param>
/// <param name="Number">Counts the requests of the connection, from 1.</param>
public readonly record struct ProxiedRequest(string ClientId, short ApiKey, int Connection, int Number);

/// <summary>What happens to a request.</summary>
public enum RequestFate
{
    /// <summary>It is passed on, and so is its answer.</summary>
    Passes,

    /// <summary>The connection is cut before it is passed on.</summary>
    IsLost,

    /// <summary>It is passed on; the connection is cut instead of its answer.</summary>
    LosesItsAnswer,

    /// <summary>The connection is cut; the request reaches the broker later nevertheless.</summary>
    IsLate,
}

/// <summary>A fate, and how long the network takes over it.</summary>
public readonly record struct Disturbance(RequestFate Fate, TimeSpan Delay);

public sealed class FaultyProxy : IAsyncDisposable
{
    private const int LengthSize = 4;
    private const int ClientIdAt = 14;
    private const int MostBytes = 128 << 20;
    private static readonly TimeSpan LatePatience = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private Task _loop = Task.CompletedTask;
    private int _connections;
    private int _cuts;

    public FaultyProxy() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Bootstrap => $"127.0.0.1:{Port}";

    /// <summary>Connections that were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Decides about each request; called by all connections at once. Null: all pass.</summary>
    public Func<ProxiedRequest, Disturbance>? Decide { get; set; }

    public void Start(IPEndPoint broker) => _loop = Task.Run(async () =>
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_ended.Token);
            _ = ServeAsync(client, broker, Interlocked.Increment(ref _connections));
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
    }

    private async Task ServeAsync(TcpClient client, IPEndPoint broker, int number)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        try
        {
            await far.ConnectAsync(broker, both.Token);
            var cut = new CutAt();
            var up = RequestsAsync(near, far, number, cut, both.Token);
            var down = AnswersAsync(far, near, cut, both.Token);
            await await Task.WhenAny(up, down);
            await both.CancelAsync();
            await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception end) when (end is SocketException or IOException or OperationCanceledException)
        {
            // One side has closed, or the proxy ends: so does the connection.
        }
    }

    private async Task RequestsAsync(TcpClient near, TcpClient far, int connection, CutAt cut, CancellationToken ct)
    {
        for (var number = 1; await ReadFrameAsync(near.GetStream(), ct) is { } frame; number++)
        {
            using (frame)
            {
                var request = new ProxiedRequest(ClientIdOf(frame.Span), ApiKeyOf(frame.Span), connection, number);
                var disturbance = Decide?.Invoke(request) ?? default;
                await PauseAsync(disturbance.Fate == RequestFate.IsLate ? default : disturbance.Delay, ct);
                if (disturbance.Fate is not RequestFate.Passes)
                {
                    Interlocked.Increment(ref _cuts);
                }

                switch (disturbance.Fate)
                {
                    case RequestFate.IsLost:
                        return;
                    case RequestFate.IsLate:
                        cut.IsSilent = true;
                        near.Client.Shutdown(SocketShutdown.Both);
                        await PauseAsync(disturbance.Delay, ct);
                        cut.CorrelationId = CorrelationIdOf(frame.Span[8..]);
                        await far.GetStream().WriteAsync(frame.Memory, ct);
                        await PauseAsync(LatePatience, ct); // its answer ends it
                        return;
                    case RequestFate.LosesItsAnswer:
                        cut.CorrelationId = CorrelationIdOf(frame.Span[8..]);
                        break;
                }

                await far.GetStream().WriteAsync(frame.Memory, ct);
            }
        }
    }

    private static async Task AnswersAsync(TcpClient far, TcpClient near, CutAt cut, CancellationToken ct)
    {
        while (await ReadFrameAsync(far.GetStream(), ct) is { } frame)
        {
            using (frame)
            {
                if (cut.CorrelationId == CorrelationIdOf(frame.Span[LengthSize..]))
                {
                    return;
                }

                if (!cut.IsSilent)
                {
                    await near.GetStream().WriteAsync(frame.Memory, ct);
                }
            }
        }
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken ct) =>
        pause > TimeSpan.Zero ? Task.Delay(pause, _time, ct) : Task.CompletedTask;

    private static async Task<Frame?> ReadFrameAsync(NetworkStream stream, CancellationToken ct)
    {
        var length = new byte[LengthSize];
        if (await stream.ReadAtLeastAsync(length, LengthSize, throwOnEndOfStream: false, ct) < LengthSize)
        {
            return null;
        }

        var size = BinaryPrimitives.ReadInt32BigEndian(length);
        if (size is < LengthSize or > MostBytes)
        {
            throw new IOException($"A frame of {size} bytes is none of Kafka's.");
        }

        var frame = new Frame(LengthSize + size);
        length.CopyTo(frame.Span);
        await stream.ReadExactlyAsync(frame.Memory[LengthSize..], ct);
        return frame;
    }

    private static short ApiKeyOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt16BigEndian(frame[LengthSize..]);

    private static int CorrelationIdOf(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadInt32BigEndian(from);

    private static string ClientIdOf(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < ClientIdAt)
        {
            return "";
        }

        var length = BinaryPrimitives.ReadInt16BigEndian(frame[(ClientIdAt - 2)..]);
        return length > 0 && length <= frame.Length - ClientIdAt
            ? Encoding.UTF8.GetString(frame.Slice(ClientIdAt, length))
            : "";
    }

    private sealed class CutAt
    {
        private volatile int _correlationId = -1;
        private volatile bool _isSilent;

        /// <summary>The answer that is not passed on but ends the connection.</summary>
        internal int CorrelationId { get => _correlationId; set => _correlationId = value; }

        /// <summary>True when no answer is passed on any more: the client is gone.</summary>
        internal bool IsSilent { get => _isSilent; set => _isSilent = value; }
    }

    private sealed class Frame(int size) : IDisposable
    {
        private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);

        internal Memory<byte> Memory => _bytes.AsMemory(0, size);

        internal Span<byte> Span => _bytes.AsSpan(0, size);

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
    }
}
