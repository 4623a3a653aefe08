// A broker and a registry for all tests of a collection, apart from the hosts under test, so that hosts can come and
// go.

using TypedStreams.Broker.Hosting;
using TypedStreams.Registry;
using TypedStreams.Testing;

namespace TypedStreams.Tests.Support;

public sealed class TestServers : ITestServers, IAsyncLifetime
{
    private BrokerNode? _broker;
    private RegistryServer? _registry;

    public string BootstrapServers => Proxy.Bootstrap;

    public FaultyProxy Proxy { get; } = new();

    public string Registry => _registry!.BaseAddress.ToString();

    public async Task InitializeAsync()
    {
        _broker = await BrokerNode.StartAsync(
            new BrokerOptions { AdvertisedHost = "127.0.0.1", AdvertisedPort = Proxy.Port });
        Proxy.Start(_broker.EndPoint);
        _registry = await RegistryServer.StartAsync(new RegistryOptions());
    }

    public async Task DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _registry!.DisposeAsync();
        await _broker!.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class ServersCollection : ICollectionFixture<TestServers>
{
    public const string Name = "servers";
}
