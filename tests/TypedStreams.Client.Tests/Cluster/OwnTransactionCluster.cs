using TypedStreams.Broker.Hosting;

namespace TypedStreams.Client.Tests;

/// <summary>Our broker, in this process and in memory, behind a proxy that can cut connections.</summary>
public sealed class OwnTransactionCluster : ITransactionCluster
{
    private readonly CuttingProxy _proxy = new();
    private BrokerNode? _node;

    public string BootstrapServers => $"127.0.0.1:{_proxy.Port}";

    public int Cuts => _proxy.Cuts;

    public int CutEvery
    {
        get => _proxy.CutEvery;
        set => _proxy.CutEvery = value;
    }

    public async Task InitializeAsync()
    {
        _node = await BrokerNode.StartAsync(
            new BrokerOptions { AdvertisedHost = "127.0.0.1", AdvertisedPort = _proxy.Port });
        _proxy.Start(_node.EndPoint);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _node!.DisposeAsync();
    }
}
