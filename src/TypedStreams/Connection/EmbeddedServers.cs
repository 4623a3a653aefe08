// Broker and schema registry inside this process, on free loopback ports: the same servers as `tstreams server`, over
// real sockets, so that nothing behaves differently once they move out.

using System.Net;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Hosting;
using TypedStreams.Registry;

namespace TypedStreams.Connection;

internal sealed class EmbeddedServers : IAsyncDisposable
{
    private readonly BrokerNode _broker;
    private readonly RegistryServer _registry;

    private EmbeddedServers(BrokerNode broker, RegistryServer registry)
    {
        _broker = broker;
        _registry = registry;
    }

    internal string BootstrapServers => _broker.BootstrapServers;

    internal Uri Registry => _registry.BaseAddress;

    /// <summary>Completes with the reason when the broker can no longer be trusted.</summary>
    internal Task<Exception> Failed => _broker.Failed;

    internal static async Task<EmbeddedServers> StartAsync(TypedStreamsOptions options, ILoggerFactory loggers)
    {
        var broker = await BrokerNode.StartAsync(new BrokerOptions
        {
            DataDirectory = options.DataDirectory,
            Loggers = loggers,
        });
        try
        {
            var registry = await RegistryServer.StartAsync(new RegistryOptions
            {
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                BootstrapServers = broker.BootstrapServers,
                Loggers = loggers,
            });
            return new EmbeddedServers(broker, registry);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
