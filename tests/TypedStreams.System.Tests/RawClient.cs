// A Kafka connection without a client: sends one request after the other, or any bytes at all.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;

namespace TypedStreams.System.Tests;

internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _connection = new();
    private int _correlationId;

    private RawClient()
    {
    }

    internal NetworkStream Stream { get; private set; } = null!;

    internal static async Task<RawClient> ConnectAsync(IPEndPoint endPoint)
    {
        var client = new RawClient();
        await client._connection.ConnectAsync(endPoint);
        client._connection.NoDelay = true;
        client.Stream = client._connection.GetStream();
        return client;
    }

    /// <summary>Sends a request and reads its response.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="version">The version of the request.</param>
    /// <param name="isFlexible">True for a version with tagged fields.</param>
    internal async Task<TResponse> AskAsync<TRequest, TResponse>(
        TRequest request, short version, bool isFlexible = false)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : IResponse<TResponse>
    {
        var header = new RequestHeader
        {
            RequestApiKey = TRequest.ApiKey,
            RequestApiVersion = version,
            CorrelationId = ++_correlationId,
        };
        await SendFrameAsync(
            [.. WireMessage.ToArray(header, (short)(isFlexible ? 2 : 1)), .. WireMessage.ToArray(request, version)]);
        var answer = await ReadFrameAsync() ?? throw new EndOfStreamException("The node closed the connection.");
        Assert.Equal(_correlationId, BinaryPrimitives.ReadInt32BigEndian(answer));
        return WireMessage.Read<TResponse>(answer.AsMemory(sizeof(int) + (isFlexible ? 1 : 0)), version);
    }

    internal async Task SendFrameAsync(byte[] frame)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, frame.Length);
        await Stream.WriteAsync((byte[])[.. length, .. frame]);
    }

    /// <summary>The next frame; null when the node has closed the connection.</summary>
    internal async Task<byte[]?> ReadFrameAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var length = new byte[sizeof(int)];
        try
        {
            await Stream.ReadExactlyAsync(length, patience.Token);
            var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await Stream.ReadExactlyAsync(frame, patience.Token);
            return frame;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Creates a topic with one partition.</summary>
    internal async Task CreateTopicAsync(string topic)
    {
        var request = new CreateTopicsRequest
        {
            Topics = [new() { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }],
        };
        var response = await AskAsync<CreateTopicsRequest, CreateTopicsResponse>(request, version: 4);
        Assert.Equal(ErrorCode.None, response.Topics[0].ErrorCode);
    }

    /// <summary>Writes one record to partition 0 with acks=all; returns its offset.</summary>
    internal async Task<long> ProduceAsync(string topic, byte[] value)
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(timestampMs: 1_700_000_000_000, key: "k"u8, value);
        var records = builder.Build(new RecordBatchOptions()).ToArray();
        var partition = new ProduceRequest.PartitionProduceData { Records = records };
        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 10_000,
            TopicData = [new ProduceRequest.TopicProduceData { Name = topic, PartitionData = [partition] }],
        };
        var response = await AskAsync<ProduceRequest, ProduceResponse>(request, version: 7);
        var answer = response.Responses[0].PartitionResponses[0];
        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        return answer.BaseOffset;
    }

    /// <summary>Asks for records that are not there yet, for so long.</summary>
    internal Task<FetchResponse> WaitForRecordsAsync(string topic, int maxWaitMs)
    {
        var partition = new FetchRequest.FetchPartition { PartitionMaxBytes = 1 << 20 };
        var request = new FetchRequest
        {
            MaxWaitMs = maxWaitMs,
            MinBytes = 1,
            MaxBytes = 1 << 20,
            Topics = [new FetchRequest.FetchTopic { Topic = topic, Partitions = [partition] }],
        };
        return AskAsync<FetchRequest, FetchResponse>(request, version: 11);
    }

    /// <summary>The values of partition 0 from its beginning to its end.</summary>
    internal async Task<IReadOnlyList<byte[]>> ReadAllAsync(string topic)
    {
        var values = new List<byte[]>();
        while (true)
        {
            var partition = new FetchRequest.FetchPartition { FetchOffset = values.Count, PartitionMaxBytes = 1 << 20 };
            var request = new FetchRequest
            {
                MaxBytes = 1 << 20,
                Topics = [new FetchRequest.FetchTopic { Topic = topic, Partitions = [partition] }],
            };
            var response = await AskAsync<FetchRequest, FetchResponse>(request, version: 11);
            var data = response.Responses[0].Partitions[0];
            Assert.Equal(ErrorCode.None, data.ErrorCode);
            if (values.Count == data.HighWatermark)
            {
                return values;
            }

            Collect(data.Records.Bytes, values);
        }
    }

    /// <summary>
    /// Sends bytes, says that no more will come, and takes answers until the node closes; it may do so any time.
    /// </summary>
    internal async Task SendLastAsync(byte[] bytes)
    {
        try
        {
            await Stream.WriteAsync(bytes);
            Stream.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            return;
        }

        while (await ReadFrameAsync() is not null)
        {
            // An answer is as good as a closed connection.
        }
    }

    public void Dispose() => _connection.Dispose();

    private static void Collect(ReadOnlyMemory<byte> records, List<byte[]> values)
    {
        using var scratch = new PooledBuffer();
        foreach (var batch in new RecordBatchReader(records))
        {
            Assert.True(batch.HasValidCrc);
            var reader = batch.ReadRecords(scratch, maxBytes: 1 << 20);
            while (reader.MoveNext())
            {
                Assert.Equal(values.Count, reader.Offset);
                values.Add(reader.Value.ToArray());
            }
        }
    }
}
