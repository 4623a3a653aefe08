// Scenario 39 and half of 35: whatever a peer sends, its connection is closed or answered with an error, the node goes
// on serving, and memory stays bounded.
using System.Buffers.Binary;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests;

public sealed class HostileClientTests : IAsyncLifetime
{
    private const int SlowConnections = 500;
    private const long MostGrowthBytes = 128L << 20;
    private readonly DataDirectory _data = new();
    private ServerProcess _server = null!;

    public static TheoryData<string, byte[]> Hostile { get; } = new()
    {
        { "negative length", [0xff, 0xff, 0xff, 0xff] },
        { "largest length", [0x7f, 0xff, 0xff, 0xff, .. new byte[64]] },
        { "zero length", [0, 0, 0, 0] },
        { "another protocol", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray() },
        { "unknown api", Frame(api: 999, version: 0, body: []) },
        { "unknown version", Frame(api: 3, version: 99, body: []) },
        { "negative version", Frame(api: 0, version: -1, body: []) },
        { "refused produce version", Frame(api: 0, version: 2, body: new byte[32]) },
        { "truncated body", Frame(api: 3, version: 1, body: [0, 0]) },
        { "topic count of two billion", Frame(api: 3, version: 1, body: [0x7f, 0xff, 0xff, 0xff]) },
        { "compact count of four billion", Frame(api: 3, version: 9, body: [0, 0xff, 0xff, 0xff, 0xff, 0x0f]) },
        { "varint without end", Frame(api: 3, version: 9, body: [0, .. Enumerable.Repeat((byte)0xff, 64)]) },
    };

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path));

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Frame_that_cannot_be_served_closes_the_connection_and_nothing_else(string kind, byte[] bytes)
    {
        using var bystander = await RawClient.ConnectAsync(_server.Kafka);
        using var hostile = await RawClient.ConnectAsync(_server.Kafka);

        await hostile.Stream.WriteAsync(bytes);

        Assert.True(await hostile.ReadFrameAsync() is null, $"{kind} was answered");
        await AssertServesAsync(bystander, "after-" + kind.Replace(' ', '-'));
    }

    [Fact]
    public async Task ApiVersions_of_an_unknown_version_is_answered_in_version_0()
    {
        using var client = await RawClient.ConnectAsync(_server.Kafka);

        await client.Stream.WriteAsync(Frame(api: 18, version: 99, body: new byte[8]));
        var answer = await client.ReadFrameAsync();

        var response = WireMessage.Read<ApiVersionsResponse>(answer.AsMemory(sizeof(int)), version: 0);
        Assert.Equal(ErrorCode.UnsupportedVersion, response.ErrorCode);
        Assert.Equal(ApiKey.ApiVersions, Assert.Single(response.ApiKeys).ApiKey);
    }

    [Fact]
    public async Task Random_bytes_never_harm_the_node()
    {
        var random = new Random(20_100);
        for (var i = 0; i < 300; i++)
        {
            using var client = await RawClient.ConnectAsync(_server.Kafka);
            var body = new byte[random.Next(1, 200)];
            random.NextBytes(body);
            await client.SendLastAsync(Frame((short)random.Next(0, 80), (short)random.Next(0, 14), body));
        }

        using var friend = await RawClient.ConnectAsync(_server.Kafka);
        await AssertServesAsync(friend, "after-random-bytes");
    }

    [Fact]
    public async Task Slow_senders_that_announce_large_frames_cost_little_memory()
    {
        using var friend = await RawClient.ConnectAsync(_server.Kafka);
        await AssertServesAsync(friend, "before");
        var before = _server.ResidentBytes;
        var slow = new List<RawClient>();
        try
        {
            for (var i = 0; i < SlowConnections; i++)
            {
                // 64 MiB announced, sixteen bytes sent, and then nothing.
                var client = await RawClient.ConnectAsync(_server.Kafka);
                slow.Add(client);
                await client.Stream.WriteAsync((byte[])[4, 0, 0, 0, .. new byte[16]]);
            }

            await AssertServesAsync(friend, "meanwhile");
            Assert.InRange(_server.ResidentBytes - before, long.MinValue, MostGrowthBytes);
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    private static async Task AssertServesAsync(RawClient client, string topic)
    {
        await client.CreateTopicAsync(topic);
        await client.ProduceAsync(topic, "value"u8.ToArray());
        Assert.Equal("value"u8.ToArray(), Assert.Single(await client.ReadAllAsync(topic)));
    }

    // A request with an empty client id, and an empty tag section as the flexible ones of these tests need it in body.
    private static byte[] Frame(short api, short version, byte[] body)
    {
        var frame = new byte[sizeof(int) + 10 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - sizeof(int));
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(4), api);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(6), version);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), 7);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(12), 0);
        body.CopyTo(frame, 14);
        return frame;
    }
}
