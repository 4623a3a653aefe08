using System.Net;
using System.Net.Sockets;

namespace TypedStreams.Client.Tests;

/// <summary>
/// Stands between client and broker and cuts a connection at every n-th answer: the broker has done what was asked, and
/// the client does not hear of it.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private Task _loop = Task.CompletedTask;
    private int _answers;
    private int _cuts;

    public CuttingProxy() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts at every answer whose number this divides; 0 never.</summary>
    public int CutEvery { get; set; }

    public void Start(IPEndPoint broker) => _loop = Task.Run(async () =>
    {
        while (true)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_ended.Token);
            _ = ServeAsync(client, broker);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
    }

    private async Task ServeAsync(TcpClient client, IPEndPoint broker)
    {
        using TcpClient near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(broker, _ended.Token);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
            Task up = CopyAsync(near, far, mayCut: false, both.Token);
            Task down = CopyAsync(far, near, mayCut: true, both.Token);
            await Task.WhenAny(up, down);
            await both.CancelAsync();
            await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool mayCut, CancellationToken ct)
    {
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            int count = await from.GetStream().ReadAsync(buffer, ct);
            if (count == 0)
                return;

            if (mayCut && CutEvery > 0 && Interlocked.Increment(ref _answers) % CutEvery == 0)
            {
                Interlocked.Increment(ref _cuts);
                return;
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, count), ct);
        }
    }
}
