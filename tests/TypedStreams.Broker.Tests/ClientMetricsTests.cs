// Client metrics from outside (KIP-714). The answers are those of Apache Kafka 4.4 with a receiver plugged in.
using System.IO.Compression;
using TypedStreams.Broker.ClientMetrics;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Tests;

public sealed class ClientMetricsTests : IAsyncLifetime
{
    private readonly VirtualClock _clock = new();
    private readonly List<(Guid Id, bool IsTerminating, byte[] Metrics)> _received = [];
    private BrokerNode _node = null!;
    private WireClient _client = null!;

    public async Task InitializeAsync()
    {
        _node = await BrokerNode.StartAsync(new BrokerOptions
        {
            Time = _clock,
            Config = BrokerConfig.From([new("telemetry.max.bytes", "100")]),
            TelemetryReceiver = new Receiver(_received),
        });
        _client = await WireClient.ConnectAsync(_node.EndPoint);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Client_without_a_subscription_is_asked_for_nothing()
    {
        GetTelemetrySubscriptionsResponse answer = await AskAsync(Guid.Empty);

        Assert.NotEqual(Guid.Empty, answer.ClientInstanceId);
        Assert.Empty(answer.RequestedMetrics);
        Assert.Equal(300_000, answer.PushIntervalMs);
    }

    [Fact]
    public async Task Push_of_a_subscription_is_received_and_a_changed_subscription_is_told()
    {
        await SetAsync("m", ("interval.ms", "1000"), ("metrics", "a.b,c"));
        GetTelemetrySubscriptionsResponse told = await AskAsync(Guid.Empty);
        Guid id = told.ClientInstanceId;

        Assert.Equal(["a.b", "c"], told.RequestedMetrics);
        Assert.Equal(ErrorCode.None, await PushAsync(id, told.SubscriptionId, [1, 2, 3]));
        Assert.Equal(ErrorCode.ThrottlingQuotaExceeded, await PushAsync(id, told.SubscriptionId, [4]));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCode.None, await PushAsync(id, told.SubscriptionId, Gzip([5, 6]), compression: 1));
        await SetAsync("m", ("metrics", "*"));
        Assert.Equal(ErrorCode.UnknownSubscriptionId, await PushAsync(id, told.SubscriptionId, [7]));
        GetTelemetrySubscriptionsResponse again = await AskAsync(id);
        Assert.Equal(["*"], again.RequestedMetrics);
        Assert.NotEqual(told.SubscriptionId, again.SubscriptionId);
        Assert.Equal(ErrorCode.ThrottlingQuotaExceeded, (await AskAsync(id)).ErrorCode);
        Assert.Equal(["1,2,3", "5,6"], _received.Select(push => string.Join(',', push.Metrics)));
        Assert.Equal(2, _node.Figures.ClientMetricsPushes);
    }

    [Fact]
    public async Task Push_that_cannot_be_taken_is_refused_with_its_reason()
    {
        await SetAsync("m", ("interval.ms", "100"), ("metrics", "*"));
        GetTelemetrySubscriptionsResponse told = await AskAsync(Guid.Empty);
        async Task<ErrorCode> LaterAsync(Guid id, byte[] metrics, sbyte compression = 0, bool isLast = false)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return await PushAsync(id, told.SubscriptionId, metrics, compression, isLast);
        }

        Guid id = told.ClientInstanceId;
        Assert.Equal(ErrorCode.UnsupportedCompressionType, await LaterAsync(id, [1], compression: 9));
        Assert.Equal(ErrorCode.TelemetryTooLarge, await LaterAsync(id, new byte[101]));
        Assert.Equal(ErrorCode.InvalidRecord, await LaterAsync(id, [1, 2, 3], compression: 1));
        Assert.Equal(ErrorCode.InvalidRequest, await LaterAsync(Guid.Empty, [1]));
        Assert.Equal(ErrorCode.UnknownSubscriptionId, await LaterAsync(Guid.NewGuid(), [1]));
        Assert.Equal(ErrorCode.None, await LaterAsync(id, [9], isLast: true));
        Assert.Equal(ErrorCode.InvalidRequest, await LaterAsync(id, [9]));
        Assert.True(Assert.Single(_received).IsTerminating);
    }

    [Fact]
    public async Task Subscription_chooses_its_clients()
    {
        await SetAsync("m", ("metrics", "x"), ("match", "client_id=test.*,client_software_name=lib"));

        Assert.Empty((await AskAsync(Guid.Empty)).RequestedMetrics);
        await _client.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(
            new ApiVersionsRequest { ClientSoftwareName = "lib", ClientSoftwareVersion = "1" }, version: 4);
        Assert.Equal(["x"], (await AskAsync(Guid.Empty)).RequestedMetrics);
    }

    [Theory]
    [InlineData("interval.ms", "10", ErrorCode.InvalidRequest)]
    [InlineData("interval.ms", "x", ErrorCode.InvalidConfig)]
    [InlineData("match", "planet=a", ErrorCode.InvalidConfig)]
    [InlineData("match", "client_id=[", ErrorCode.InvalidConfig)]
    [InlineData("match", "client_id", ErrorCode.InvalidConfig)]
    [InlineData("nope", "1", ErrorCode.InvalidRequest)]
    public async Task Subscription_that_makes_no_sense_is_refused(string name, string value, ErrorCode expected) =>
        Assert.Equal(expected, await AlterAsync("m", (name, value)));

    [Fact]
    public async Task Subscriptions_are_described_and_listed()
    {
        await SetAsync("m", ("interval.ms", "1000"));
        var described = await _client.AskAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
            new DescribeConfigsRequest { Resources = [new() { ResourceType = 16, ResourceName = "m" }] }, version: 4);
        var listed = await _client.AskAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(
            new ListConfigResourcesRequest(), version: 0);

        Assert.Equal(
            ["interval.ms=1000 (7)", "match= (5)", "metrics= (5)"],
            described.Results[0].Configs.Select(one => $"{one.Name}={one.Value} ({one.ConfigSource})"));
        Assert.Equal("m", Assert.Single(listed.ConfigResources).ResourceName);
        Assert.Equal(ErrorCode.InvalidRequest, await AlterAsync("", ("interval.ms", "1000")));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private Task<GetTelemetrySubscriptionsResponse> AskAsync(Guid id) =>
        _client.AskAsync<GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse>(
            new GetTelemetrySubscriptionsRequest { ClientInstanceId = id }, version: 0);

    private async Task<ErrorCode> PushAsync(
        Guid id, int subscription, byte[] metrics, sbyte compression = 0, bool isLast = false)
    {
        var answer = await _client.AskAsync<PushTelemetryRequest, PushTelemetryResponse>(
            new PushTelemetryRequest
            {
                ClientInstanceId = id,
                SubscriptionId = subscription,
                CompressionType = compression,
                Terminating = isLast,
                Metrics = metrics,
            },
            version: 0);
        return answer.ErrorCode;
    }

    private async Task SetAsync(string name, params (string Name, string Value)[] configs) =>
        Assert.Equal(ErrorCode.None, await AlterAsync(name, configs));

    private async Task<ErrorCode> AlterAsync(string name, params (string Name, string Value)[] configs)
    {
        var answer = await _client.AskAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new IncrementalAlterConfigsRequest
            {
                Resources =
                [
                    new()
                    {
                        ResourceType = 16,
                        ResourceName = name,
                        Configs = [.. configs.Select(
                            set => new IncrementalAlterConfigsRequest.AlterableConfig
                            {
                                Name = set.Name,
                                Value = set.Value,
                            })],
                    },
                ],
            },
            version: 1);
        return answer.Responses[0].ErrorCode;
    }

    private sealed class Receiver(List<(Guid Id, bool IsTerminating, byte[] Metrics)> received) : ITelemetryReceiver
    {
        public void Receive(ClientTelemetry telemetry) => received.Add(
            (telemetry.ClientInstanceId, telemetry.IsTerminating, telemetry.Metrics.ToArray()));
    }
}
