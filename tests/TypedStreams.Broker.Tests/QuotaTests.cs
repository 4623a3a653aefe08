// Quotas from outside: what a client is told, and that it is not read before its time is up.
using TypedStreams.Broker.Embedding;
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Tests;

public sealed class QuotaTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_000);

    [Fact]
    public async Task Producer_over_its_quota_is_answered_first_and_not_read_before_its_time_is_up()
    {
        var clock = new VirtualClock(Start);
        await using var broker = new BrokerFixture { Clock = clock };
        using WireClient client = await broker.StartAsync();
        await BrokerFixture.CreateTopicAsync(client, "t");
        await SetAsync(client, "client-id", "tests", "producer_byte_rate", 100);
        byte[] batch = BrokerFixture.Batch([new string('x', 1_500)]);

        ProduceResponse answer = await ProduceAsync(client, batch);
        Task<FetchResponse.PartitionData> later = BrokerFixture.FetchAsync(client, BrokerFixture.Fetch("t", 0));

        Assert.Equal(ErrorCode.None, answer.Responses[0].PartitionResponses[0].ErrorCode);
        Assert.InRange(answer.ThrottleTimeMs, 5_000, 8_000);
        using WireClient other = await broker.ConnectAsync();
        await AskVersionsAsync(other);
        clock.Advance(TimeSpan.FromMilliseconds(answer.ThrottleTimeMs - 1));
        await AskVersionsAsync(other);
        Assert.False(later.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(BrokerFixture.Values(await later.WaitAsync(TimeSpan.FromSeconds(30))));
    }

    [Fact]
    public async Task Fetch_over_its_quota_is_answered_empty_and_later_in_full()
    {
        var clock = new VirtualClock(Start);
        await using var broker = new BrokerFixture { Clock = clock };
        using WireClient client = await broker.StartAsync();
        await BrokerFixture.CreateTopicAsync(client, "t");
        await ProduceAsync(client, BrokerFixture.Batch([new string('x', 1_500)]));
        await SetAsync(client, "user", null, "consumer_byte_rate", 200);

        FetchResponse first = await FetchAsync(client);
        FetchResponse second = await FetchAsync(client);
        clock.Advance(TimeSpan.FromSeconds(12));
        FetchResponse third = await FetchAsync(client);

        Assert.Equal(0, first.ThrottleTimeMs);
        Assert.Single(BrokerFixture.Values(first.Responses[0].Partitions[0]));
        Assert.InRange(second.ThrottleTimeMs, 1_000, 10_000);
        Assert.Empty(second.Responses);
        Assert.Single(BrokerFixture.Values(third.Responses[0].Partitions[0]));
    }

    [Fact]
    public async Task Changes_over_their_quota_are_refused_to_clients_that_know_it_and_delayed_for_others()
    {
        var clock = new VirtualClock(Start);
        await using var broker = new BrokerFixture { Clock = clock };
        using WireClient client = await broker.StartAsync();
        await SetAsync(client, "user", "ANONYMOUS", "controller_mutation_rate", 1);

        CreateTopicsResponse first = await CreateAsync(client, "a", partitions: 14, version: 7);
        CreateTopicsResponse second = await CreateAsync(client, "b", partitions: 1, version: 7);
        clock.Advance(TimeSpan.FromMilliseconds(second.ThrottleTimeMs));
        CreateTopicsResponse third = await CreateAsync(client, "c", partitions: 2, version: 5);

        Assert.Equal((ErrorCode.None, 0), (first.Topics[0].ErrorCode, first.ThrottleTimeMs));
        Assert.Equal((ErrorCode.ThrottlingQuotaExceeded, 3_000), (second.Topics[0].ErrorCode, second.ThrottleTimeMs));
        Assert.Equal((ErrorCode.None, 2_000), (third.Topics[0].ErrorCode, third.ThrottleTimeMs));
    }

    [Fact]
    public async Task Time_of_requests_counts_against_their_share()
    {
        var clock = new VirtualClock(Start);
        await using var broker = new BrokerFixture { Clock = clock };
        using WireClient client = await broker.StartAsync();
        await SetAsync(client, "client-id", null, "request_percentage", 1e-9);

        ApiVersionsResponse answer = await AskVersionsAsync(client);

        // Any time at all is more than that, and the pause is one sample at most.
        Assert.Equal(1_000, answer.ThrottleTimeMs);
    }

    [Fact]
    public async Task Connections_over_the_quota_of_their_address_are_closed_unserved()
    {
        var clock = new VirtualClock(Start);
        await using var broker = new BrokerFixture { Clock = clock };
        using WireClient client = await broker.StartAsync();
        await SetAsync(client, "ip", "127.0.0.1", "connection_creation_rate", 1);
        List<WireClient> served = [];
        for (int i = 0; i < 10; i++)
        {
            served.Add(await broker.ConnectAsync());
            await AskVersionsAsync(served[i]);
        }

        using WireClient refused = await broker.ConnectAsync();
        Task closed = refused.AssertClosedAsync();
        while (!closed.IsCompleted)
        {
            await AskVersionsAsync(served[0]);
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        await closed;
        served.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task Quotas_survive_a_kill_and_are_in_force_after_it()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync();
        using (WireClient client = await ConnectAsync(broker))
        {
            await SetAsync(client, "client-id", "tests", "producer_byte_rate", 10);
            await SetAsync(client, "ip", "localhost", "connection_creation_rate", 1_000);
        }

        await broker.RestartAsync(isCrash: true);

        using WireClient again = await ConnectAsync(broker);
        await BrokerFixture.CreateTopicAsync(again, "t");
        var described = await again.AskAsync<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(
            new DescribeClientQuotasRequest(), version: 1);
        Assert.Equal(2, described.Entries!.Count);
        ProduceResponse answer = await ProduceAsync(again, BrokerFixture.Batch([new string('x', 1_000)]));
        Assert.InRange(answer.ThrottleTimeMs, 50_000, 200_000);
    }

    [Fact]
    public async Task Quotas_that_match_the_filter_are_described()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await SetAsync(client, "user", "a", "producer_byte_rate", 1e6);
        await SetAsync(client, "user", null, "producer_byte_rate", 2e6);
        await SetAsync(client, "client-id", "c", "producer_byte_rate", 3e6);

        Assert.Equal("2000000 1000000", await DescribeAsync(client, "user", 2, null));
        Assert.Equal("2000000", await DescribeAsync(client, "user", 1, null));
        Assert.Equal("1000000", await DescribeAsync(client, "user", 0, "a"));
        Assert.Equal(ErrorCode.UnsupportedVersion, (await FilterAsync(client, "planet", 2, null)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, (await FilterAsync(client, "user", 0, null)).ErrorCode);
        Assert.Null((await FilterAsync(client, "user", 7, null)).Entries);
    }

    private static async Task<WireClient> ConnectAsync(EmbeddedBroker broker) =>
        await WireClient.ConnectAsync(System.Net.IPEndPoint.Parse(broker.BootstrapServers));

    private static async Task SetAsync(WireClient client, string type, string? name, string quota, double value)
    {
        var answer = await client.AskAsync<AlterClientQuotasRequest, AlterClientQuotasResponse>(
            new AlterClientQuotasRequest
            {
                Entries =
                [
                    new AlterClientQuotasRequest.EntryData
                    {
                        Entity = [new() { EntityType = type, EntityName = name }],
                        Ops = [new() { Key = quota, Value = value }],
                    },
                ],
            },
            version: 1);
        Assert.Equal(ErrorCode.None, answer.Entries[0].ErrorCode);
    }

    private static Task<DescribeClientQuotasResponse> FilterAsync(
        WireClient client, string type, sbyte match, string? name) =>
        client.AskAsync<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(
            new DescribeClientQuotasRequest
            {
                Components = [new() { EntityType = type, MatchType = match, Match = name }],
            },
            version: 0);

    private static async Task<string> DescribeAsync(WireClient client, string type, sbyte match, string? name) =>
        string.Join(
            ' ', (await FilterAsync(client, type, match, name)).Entries!.Select(entry => entry.Values[0].Value));

    private static Task<ProduceResponse> ProduceAsync(WireClient client, byte[] batch) =>
        client.AskAsync<ProduceRequest, ProduceResponse>(BrokerFixture.Produce("t", batch), version: 9);

    private static Task<FetchResponse> FetchAsync(WireClient client) =>
        client.AskAsync<FetchRequest, FetchResponse>(BrokerFixture.Fetch("t", 0), version: 12);

    private static Task<ApiVersionsResponse> AskVersionsAsync(WireClient client) =>
        client.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(
            new ApiVersionsRequest { ClientSoftwareName = "test", ClientSoftwareVersion = "1" }, version: 4);

    private static Task<CreateTopicsResponse> CreateAsync(
        WireClient client, string topic, int partitions, short version) =>
        client.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new CreateTopicsRequest
            {
                Topics = [new() { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }],
            },
            version);
}
