using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TypedStreams.Broker.Hosting;
using TypedStreams.Tests.Contracts;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

[Collection(ServersCollection.Name)]
public class HealthTests(TestServers servers)
{
    [Fact]
    public async Task Application_is_healthy_until_a_partition_of_a_group_has_stopped()
    {
        await using var app = await TestApp.StartAsync(
            servers,
            TestApp.NewPrefix(),
            groups => groups.AddBilling().AddShipping(),
            services => services.AddHealthChecks().AddTypedStreams(),
            ("Consumer:OnFailure", "StopPartition"),
            ("Partitions", "1"));
        var health = app.Service<HealthCheckService>();
        app.Inbox.OnReceive = (received, _) => received is { Group: "billing", Message: OrderPlaced { Number: 1 } }
            ? throw new InvalidOperationException("Not a one.")
            : default;
        await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", 0, DateTimeOffset.UnixEpoch));
        await app.Inbox.NextAsync(2);
        var before = (await health.CheckHealthAsync()).Entries["typedstreams"];

        await app.Producer<OrderPlaced>().SendAsync(new OrderPlaced("o", 1, DateTimeOffset.UnixEpoch));
        await app.Inbox.NextAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        HealthReportEntry after;
        do
        {
            after = (await health.CheckHealthAsync(patience.Token)).Entries["typedstreams"];
        }
        while (after.Status == HealthStatus.Healthy);
        await app.StopAsync();

        Assert.Equal(HealthStatus.Healthy, before.Status);
        Assert.Equal("1 brokers, 2 consumer groups.", before.Description);
        Assert.Equal(HealthStatus.Unhealthy, after.Status);
        Assert.Contains("orders-0 offset 1 was not handled: Not a one.", after.Description);
        Assert.IsType<ConsumerGroupFailedException>(after.Exception);
    }

    [Fact]
    public async Task Application_without_a_broker_is_unhealthy()
    {
        var broker = await BrokerNode.StartAsync(new BrokerOptions());
        await using var app = TestApp.Build(
            null,
            services => services.AddHealthChecks().AddTypedStreams(),
            ("BootstrapServers", broker.BootstrapServers),
            ("Registry", servers.Registry));
        var health = app.Service<HealthCheckService>();
        var before = await health.CheckHealthAsync();

        await broker.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var after = await health.CheckHealthAsync(patience.Token);

        Assert.Equal(HealthStatus.Healthy, before.Status);
        Assert.Equal(HealthStatus.Unhealthy, after.Status);
    }
}
