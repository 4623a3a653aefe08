// Opening: connect, ask for the version ranges, then serve. ApiVersions starts at v4; a broker that does not know it
// answers error 35 in the v0 form with its own range, and is asked again in the highest version it named (KIP-511).
using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client.Connections;

internal sealed partial class BrokerConnection
{
    private const short FirstApiVersionsVersion = 4;

    /// <exception cref="KafkaException">The broker cannot be reached, or does not speak the protocol.</exception>
    public static async Task<BrokerConnection> OpenAsync(
        BrokerAddress address, KafkaClientOptions options, ILogger logger, CancellationToken ct)
    {
        Stream stream = await ReachAsync(address, options, ct);
        var connection = new BrokerConnection(address, stream, options, logger);
        connection._loops = Task.WhenAll(connection.WriteLoopAsync(), connection.ReadLoopAsync());
        try
        {
            connection._ranges = new ApiRanges(await connection.NegotiateAsync(ct));
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<Stream> ReachAsync(
        BrokerAddress address, KafkaClientOptions options, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await (options.Connect ?? ConnectTcpAsync)(address.Host, address.Port, either.Token);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            throw Unreachable(address, error.Message, error);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw Unreachable(address, $"no connection within {options.ConnectTimeout.TotalSeconds:0.#} s", error);
        }
    }

    private static KafkaException Unreachable(BrokerAddress address, string reason, Exception cause) =>
        new(ErrorCode.NetworkException, $"Cannot connect to broker {address}: {reason}", cause);

    private static async ValueTask<Stream> ConnectTcpAsync(string host, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<ApiVersionsResponse> NegotiateAsync(CancellationToken ct)
    {
        short version = FirstApiVersionsVersion;
        while (true)
        {
            var request = new ApiVersionsRequest
            {
                ClientSoftwareName = "typedstreams",
                ClientSoftwareVersion = typeof(BrokerConnection).Assembly.GetName().Version?.ToString(3) ?? "0",
            };
            PendingRequest pending = Enqueue(request, version, expectsAnswer: true);
            ResponseFrame frame = await AwaitAnswerAsync(pending, _options.ConnectTimeout, ct);
            short bodyVersion = IsUnsupported(frame) ? (short)0 : version;
            using var reply = Decode<ApiVersionsResponse>(frame, ApiKey.ApiVersions, bodyVersion);
            ErrorCode error = reply.Response.ErrorCode;
            if (error == ErrorCode.None)
                return reply.Response;

            if (error != ErrorCode.UnsupportedVersion || version == 0)
                throw new KafkaException(error, $"Broker {Address} refused to name its API versions");

            version = NextLower(reply.Response, version);
        }
    }

    private static bool IsUnsupported(ResponseFrame frame)
    {
        ReadOnlySpan<byte> body = frame.Memory.Span[sizeof(int)..];
        return body.Length >= sizeof(short)
            && BinaryPrimitives.ReadInt16BigEndian(body) == (short)ErrorCode.UnsupportedVersion;
    }

    private static short NextLower(ApiVersionsResponse response, short tried)
    {
        foreach (ApiVersionsResponse.ApiVersion api in response.ApiKeys)
        {
            if (api.ApiKey == ApiKey.ApiVersions && api.MaxVersion < tried)
                return Math.Max(api.MaxVersion, (short)0);
        }

        return 0;
    }
}
