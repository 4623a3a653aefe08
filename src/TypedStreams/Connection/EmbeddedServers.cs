// Broker and schema registry inside this process. The application's own ("Embedded": true) are the same servers as
// `tstreams server`, over real sockets, so that nothing behaves differently once they move out. On a test's
// EmbeddedBroker, which the test owns, there is a registry of this application, without a port.

using System.Net;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Embedding;
using TypedStreams.Broker.Hosting;
using TypedStreams.Registry;

namespace TypedStreams.Connection;

internal sealed class EmbeddedServers : IAsyncDisposable
{
    private readonly IAsyncDisposable[] _owned;

    private EmbeddedServers(
        string bootstrapServers, Uri registry, Task<Exception> failed, params IAsyncDisposable[] owned)
    {
        BootstrapServers = bootstrapServers;
        Registry = registry;
        Failed = failed;
        _owned = owned;
    }

    internal string BootstrapServers { get; }

    internal Uri Registry { get; }

    /// <summary>Reaches the registry; null over sockets.</summary>
    internal HttpMessageHandler? RegistryHandler { get; private init; }

    /// <summary>Reaches the broker; null over sockets.</summary>
    internal Func<string, int, CancellationToken, ValueTask<Stream>>? Connect { get; private init; }

    /// <summary>Completes with the reason when the broker can no longer be trusted.</summary>
    internal Task<Exception> Failed { get; }

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
            return new EmbeddedServers(
                broker.BootstrapServers, registry.BaseAddress, broker.Failed, registry, broker);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>A registry on a broker that somebody else owns.</summary>
    internal static EmbeddedServers On(EmbeddedBroker broker, ILoggerFactory loggers)
    {
        Func<string, int, CancellationToken, ValueTask<Stream>>? connect =
            broker.Transport == EmbeddedTransport.InProcess ? broker.ConnectAsync : null;
        var registry = InProcessRegistry.Start(new RegistryOptions
        {
            BootstrapServers = broker.BootstrapServers,
            Connect = connect,
            Loggers = loggers,
        });
        return new EmbeddedServers(broker.BootstrapServers, registry.BaseAddress, broker.Failed, registry)
        {
            RegistryHandler = registry.Handler,
            Connect = connect,
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _owned)
        {
            await server.DisposeAsync();
        }
    }
}
