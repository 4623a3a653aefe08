using TypedStreams.Broker.Core.ClientMetrics;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Tests;

public sealed class TelemetryClientTests
{
    private static readonly TelemetryClient Client = new("c", "lib", "1", "127.0.0.1", "5000");
    private readonly TelemetryClients _clients = new(maxPushBytes: 1_000);
    private ClusterImage _image = ClusterImage.Empty;

    [Fact]
    public void Subscription_id_is_the_checksum_that_kafka_makes()
    {
        Set("m", "metrics", "*");
        Set("m", "interval.ms", "100");
        byte[] id = [.. Enumerable.Range(0, 16).Select(value => (byte)value)];

        // CRC-32C of "[*]100" over the hash of the id 00 01 ... 0f, computed apart from this code.
        Assert.Equal(899611809, Ask(new Guid(id, bigEndian: true), nowMs: 0).SubscriptionId);
    }

    [Fact]
    public void Subscriptions_of_a_client_are_put_together_and_pushed_at_the_shortest_interval()
    {
        Set("a", "metrics", "x,y");
        Set("b", "metrics", "y,z");
        Set("b", "interval.ms", "2000");
        Set("other", "metrics", "*");
        Set("other", "match", "client_id=d");

        GetTelemetrySubscriptionsResponse answer = Ask(Guid.NewGuid(), nowMs: 0);

        Assert.Equal(["x", "y", "z"], answer.RequestedMetrics);
        Assert.Equal(2_000, answer.PushIntervalMs);
    }

    [Fact]
    public void Change_of_something_else_lets_clients_push_on()
    {
        Set("m", "metrics", "*");
        var id = Guid.NewGuid();
        int subscription = Ask(id, nowMs: 0).SubscriptionId;
        _image = _image.Apply(new ConfigRecord { ResourceType = 4, ResourceName = "", Name = "n", Value = "v" }, 9);
        var push = new PushTelemetryRequest { ClientInstanceId = id, SubscriptionId = subscription };

        Assert.Equal(ErrorCode.None, _clients.Push(_image, push, Client, nowMs: 1));
        Assert.Equal(ErrorCode.ThrottlingQuotaExceeded, _clients.Push(_image, push, Client, nowMs: 2));
    }

    [Fact]
    public void Clients_beyond_the_most_push_out_those_that_were_silent_longest()
    {
        for (int i = 0; i < TelemetryClients.MaxClients + 10; i++)
        {
            Ask(Guid.NewGuid(), nowMs: i);
        }

        Assert.Equal(TelemetryClients.MaxClients, _clients.Count);
    }

    private GetTelemetrySubscriptionsResponse Ask(Guid id, long nowMs) => _clients.Subscribe(
        _image, new GetTelemetrySubscriptionsRequest { ClientInstanceId = id }, Client, Guid.NewGuid(), nowMs);

    private void Set(string name, string config, string value) => _image = _image.Apply(
        new ConfigRecord { ResourceType = 16, ResourceName = name, Name = config, Value = value }, _image.EndOffset);
}
