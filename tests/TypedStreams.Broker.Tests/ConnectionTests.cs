// The bytes of a connection: however they are cut on their way in, and however slowly they are taken on their way out.
using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;

namespace TypedStreams.Broker.Tests;

public sealed class ConnectionTests
{
    // More than the buffers of both sockets hold.
    private const int Batches = 24;
    private const int BatchChars = 700_000;
    private const int AllBytes = Batches * (BatchChars + 1_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Large_answer_reaches_a_slow_reader_whole(bool onDisk)
    {
        await using var broker = new BrokerFixture(onDisk);
        using WireClient client = await broker.StartAsync();
        string[] values = await FillAsync(client);
        int slow = await client.SendAsync<FetchRequest, FetchResponse>(
            Fetch("t", offset: 0, maxBytes: AllBytes), version: 12);

        byte[] head = new byte[sizeof(int) * 2];
        await client.Stream.ReadExactlyAsync(head);
        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - sizeof(int)];
        for (int read = 0; read < body.Length;)
        {
            int piece = Math.Min(1 + (read % 40_000), body.Length - read);
            read += await client.Stream.ReadAsync(body.AsMemory(read, piece));
        }

        Assert.Equal(slow, BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(sizeof(int))));
        var response = WireMessage.Read<FetchResponse>(body.AsMemory(1), version: 12);
        Assert.Equal(values, Values(response.Responses[0].Partitions[0]));
    }

    [Fact]
    public async Task Log_that_is_deleted_while_it_is_sent_is_sent_to_its_end()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using WireClient client = await broker.StartAsync();
        using WireClient other = await broker.ConnectAsync();
        string[] values = await FillAsync(client);
        int slow = await client.SendAsync<FetchRequest, FetchResponse>(
            Fetch("t", offset: 0, maxBytes: AllBytes), version: 12);
        byte[] head = new byte[sizeof(int)];
        await client.Stream.ReadExactlyAsync(head);

        await other.AskAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new DeleteTopicsRequest { TopicNames = ["t"], TimeoutMs = 30_000 }, version: 5);

        byte[] rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
        await client.Stream.ReadExactlyAsync(rest);
        Assert.Equal(slow, BinaryPrimitives.ReadInt32BigEndian(rest));
        var response = WireMessage.Read<FetchResponse>(rest.AsMemory(sizeof(int) + 1), version: 12);
        Assert.Equal(values, Values(response.Responses[0].Partitions[0]));
    }

    [Fact]
    public async Task Client_that_leaves_in_the_middle_of_an_answer_harms_nobody()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using WireClient other = await broker.StartAsync();
        string[] values = await FillAsync(other);
        for (int i = 0; i < 3; i++)
        {
            using WireClient client = await broker.ConnectAsync();
            await client.SendAsync<FetchRequest, FetchResponse>(
                Fetch("t", offset: 0, maxBytes: AllBytes), version: 12);
            await client.Stream.ReadExactlyAsync(new byte[100_000]);
        }

        Assert.Equal(values, Values(await FetchAsync(other, Fetch("t", offset: 0, maxBytes: AllBytes))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Requests_are_the_same_wherever_their_bytes_are_cut(int seed)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");
        var random = new Random(seed);
        int[] lengths = [.. Enumerable.Range(0, 60).Select(i => (int)Math.Pow(2, random.NextDouble() * 19.5))];
        var stream = new ArrayBufferWriter<byte>();
        foreach (int length in lengths)
        {
            stream.Write(Frame(Produce("t", Batch([new string('v', length)]))));
        }

        Task sending = SendInPiecesAsync();
        for (int i = 0; i < lengths.Length; i++)
        {
            var response = await client.ReceiveAsync<ProduceResponse>(correlationId: 5, version: 9);
            Assert.Equal(i, response.Responses[0].PartitionResponses[0].BaseOffset);
        }

        await sending;
        var log = await FetchAsync(client, Fetch("t", offset: 0, maxBytes: 2 * stream.WrittenCount));
        Assert.Equal(lengths, Values(log).Select(value => value.Length));

        async Task SendInPiecesAsync()
        {
            for (int sent = 0; sent < stream.WrittenCount;)
            {
                int piece = Math.Min((int)Math.Pow(2, random.NextDouble() * 18), stream.WrittenCount - sent);
                await client.Stream.WriteAsync(stream.WrittenMemory.Slice(sent, piece));
                sent += piece;
            }
        }
    }

    [Fact]
    public async Task Address_that_is_taken_is_said_with_the_reason()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();

        var refused = await Assert.ThrowsAsync<IOException>(() => BrokerNode.StartAsync(new BrokerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, broker.Node.EndPoint.Port),
            Config = BrokerConfig.From([]),
        }));

        Assert.Contains($"127.0.0.1:{broker.Node.EndPoint.Port}", refused.Message);
        Assert.Contains("in use", refused.Message);
    }

    private static async Task<string[]> FillAsync(WireClient client)
    {
        await CreateTopicAsync(client, "t");
        string[] values = [.. Enumerable.Range(0, Batches).Select(i => new string((char)('a' + i), BatchChars))];
        foreach (string value in values)
        {
            Assert.Equal(ErrorCode.None, (await ProduceAsync(client, "t", Batch([value]))).ErrorCode);
        }

        return values;
    }

    private static byte[] Frame(ProduceRequest request)
    {
        var frame = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(frame);
        writer.WriteInt32(0);
        writer.WriteInt16((short)ApiKey.Produce);
        writer.WriteInt16(9);
        writer.WriteInt32(5);
        writer.WriteString("tests", flexible: false);
        writer.WriteUnsignedVarint(0);
        request.Write(ref writer, version: 9);
        writer.Flush();
        byte[] bytes = frame.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - sizeof(int));
        return bytes;
    }
}
