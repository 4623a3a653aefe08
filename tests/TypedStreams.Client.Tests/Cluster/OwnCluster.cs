using TypedStreams.Broker.Hosting;

namespace TypedStreams.Client.Tests;

/// <summary>Our broker, in this process and in memory, one for the tests of a class.</summary>
public sealed class OwnCluster : ICluster
{
    private BrokerNode? _node;

    public string BootstrapServers => _node!.BootstrapServers;

    public async Task InitializeAsync() => _node = await BrokerNode.StartAsync(new BrokerOptions());

    public async Task DisposeAsync() => await _node!.DisposeAsync();
}
