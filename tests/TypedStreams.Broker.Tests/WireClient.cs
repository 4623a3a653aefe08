// The smallest Kafka client: one connection, requests and answers as message types. It shares those types with the
// broker and nothing else; that the bytes are right is shown elsewhere, by clients that others wrote.
using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Tests;

internal sealed class WireClient : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private int _lastCorrelationId;

    internal NetworkStream Stream => _tcp.GetStream();

    internal static async Task<WireClient> ConnectAsync(IPEndPoint endPoint)
    {
        var client = new WireClient();
        await client._tcp.ConnectAsync(endPoint);
        return client;
    }

    public void Dispose() => _tcp.Dispose();

    internal async Task<TResponse> AskAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse>
    {
        int correlationId = await SendAsync<TRequest, TResponse>(request, version);
        return await ReceiveAsync<TResponse>(correlationId, version);
    }

    internal async Task<int> SendAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse>
    {
        int correlationId = ++_lastCorrelationId;
        var frame = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(frame);
        writer.WriteInt16((short)TRequest.ApiKey);
        writer.WriteInt16(version);
        writer.WriteInt32(correlationId);
        writer.WriteString("tests", flexible: false);
        if (TRequest.IsFlexible(version))
        {
            writer.WriteUnsignedVarint(0);
        }

        request.Write(ref writer, version);
        writer.Flush();
        await SendFrameAsync(frame.WrittenMemory);
        return correlationId;
    }

    internal async Task SendFrameAsync(ReadOnlyMemory<byte> frame)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, frame.Length);
        await Stream.WriteAsync(length);
        await Stream.WriteAsync(frame);
    }

    internal async Task<TResponse> ReceiveAsync<TResponse>(int correlationId, short version)
        where TResponse : IResponse<TResponse>
    {
        (int received, byte[] frame) = await ReceiveFrameAsync();
        Assert.Equal(correlationId, received);
        bool hasTags = TResponse.IsFlexible(version) && TResponse.ApiKey != ApiKey.ApiVersions;
        return WireMessage.Read<TResponse>(frame.AsMemory(hasTags ? 1 : 0), version);
    }

    /// <summary>The next answer: its correlation id and what follows it.</summary>
    internal async Task<(int CorrelationId, byte[] Body)> ReceiveFrameAsync()
    {
        byte[] head = new byte[sizeof(int) * 2];
        await Stream.ReadExactlyAsync(head);
        byte[] rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - sizeof(int)];
        await Stream.ReadExactlyAsync(rest);
        return (BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(sizeof(int))), rest);
    }

    /// <summary>Waits until the broker has closed the connection; anything it sends before that is a failure.</summary>
    internal async Task AssertClosedAsync()
    {
        byte[] one = new byte[1];
        try
        {
            Assert.Equal(0, await Stream.ReadAsync(one).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        }
        catch (IOException)
        {
            // A reset is a close as well.
        }
    }
}
