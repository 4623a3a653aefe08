using System.Buffers.Binary;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Tests;

public sealed class FramingTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(short.MaxValue)]
    [InlineData(-1)]
    public async Task ApiVersions_of_an_unknown_version_is_answered_in_the_oldest_form(short version)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        byte[] frame = new byte[30];
        BinaryPrimitives.WriteInt16BigEndian(frame, (short)ApiKey.ApiVersions);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(2), version);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), 77);
        frame.AsSpan(8).Fill(0xff);

        await client.SendFrameAsync(frame);
        (int correlationId, byte[] rest) = await client.ReceiveFrameAsync();

        var response = WireMessage.Read<ApiVersionsResponse>(rest, version: 0);
        Assert.Equal(77, correlationId);
        Assert.Equal(ErrorCode.UnsupportedVersion, response.ErrorCode);
        ApiVersionsResponse.ApiVersion only = Assert.Single(response.ApiKeys);
        Assert.Equal((ApiKey.ApiVersions, 0, 5), (only.ApiKey, only.MinVersion, only.MaxVersion));
    }

    [Fact]
    public async Task ApiVersions_advertises_what_old_librdkafka_looks_for()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();

        var response = await client.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(
            new ApiVersionsRequest { ClientSoftwareName = "tests", ClientSoftwareVersion = "1.0" }, version: 3);

        var ranges = response.ApiKeys.ToDictionary(api => api.ApiKey, api => (api.MinVersion, api.MaxVersion));
        Assert.Equal((0, 13), ranges[ApiKey.Produce]);
        Assert.Equal((4, 18), ranges[ApiKey.Fetch]);
        Assert.Equal((0, 9), ranges[ApiKey.JoinGroup]);
        ApiVersionsResponse.FinalizedFeatureKey transactions = Assert.Single(
            response.FinalizedFeatures, feature => feature.Name == "transaction.version");
        Assert.Equal(2, transactions.MaxVersionLevel);

        // KAFKA-17011: versions below 4 of the answer must not name a feature whose range begins at 0.
        Assert.DoesNotContain(response.SupportedFeatures, feature => feature.MinVersion == 0);
    }

    [Theory]
    [InlineData("bad name!", "1.0")]
    [InlineData("tests", "")]
    public async Task ApiVersions_with_an_unsafe_software_name_is_an_invalid_request(string name, string version)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();

        var response = await client.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(
            new ApiVersionsRequest { ClientSoftwareName = name, ClientSoftwareVersion = version }, version: 3);

        Assert.Equal(ErrorCode.InvalidRequest, response.ErrorCode);
    }

    [Theory]
    [InlineData((short)ApiKey.Fetch, 3)]
    [InlineData((short)ApiKey.Fetch, 99)]
    [InlineData((short)ApiKey.EndTxn, 0)]
    [InlineData(4, 0)]
    [InlineData(30_000, 0)]
    public async Task Request_that_is_not_served_closes_the_connection(short apiKey, short version)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        byte[] frame = new byte[64];
        BinaryPrimitives.WriteInt16BigEndian(frame, apiKey);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(2), version);

        await client.SendFrameAsync(frame);

        await client.AssertClosedAsync();
        using WireClient next = await broker.ConnectAsync();
        await next.AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [] }, version: 12);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task Frame_of_an_illegal_length_closes_the_connection(int length)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        byte[] announced = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(announced, length);

        await client.Stream.WriteAsync(announced);

        await client.AssertClosedAsync();
    }

    [Fact]
    public async Task Answers_leave_in_the_order_of_their_requests()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await BrokerFixture.CreateTopicAsync(client, "t");

        // The first request waits for data that never comes; the second could be answered at once.
        int slow = await client.SendAsync<FetchRequest, FetchResponse>(
            BrokerFixture.Fetch("t", offset: 0, maxWaitMs: 300), version: 12);
        int quick = await client.SendAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest { Topics = [] }, version: 12);

        await client.ReceiveAsync<FetchResponse>(slow, version: 12);
        await client.ReceiveAsync<MetadataResponse>(quick, version: 12);
    }

    [Fact]
    public async Task Answer_before_a_request_that_has_none_is_not_kept_back()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await BrokerFixture.CreateTopicAsync(client, "t");
        await BrokerFixture.CreateTopicAsync(client, "other");

        int waiting = await client.SendAsync<FetchRequest, FetchResponse>(
            BrokerFixture.Fetch("t", offset: 0, maxWaitMs: 500), version: 12);
        await client.SendAsync<ProduceRequest, ProduceResponse>(
            BrokerFixture.Produce("other", BrokerFixture.Batch(["a"]), acks: 0), version: 9);

        await client.ReceiveAsync<FetchResponse>(waiting, version: 12).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
