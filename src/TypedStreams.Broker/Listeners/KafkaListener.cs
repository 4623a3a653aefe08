// The TCP listener for Kafka clients, on Kestrel's socket transport (its pools, its accept loop, its TLS middleware).
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TypedStreams.Broker.Listeners;

internal sealed partial class KafkaListener : IKafkaListener
{
    private readonly KestrelServer _server;
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly ILogger _logger;
    private readonly int _maxConnections;
    private int _connections;

    /// <summary>Prepares a listener; <paramref name="serve"/> runs for every connection until it ends.</summary>
    internal KafkaListener(
        IPEndPoint endPoint, int maxConnections, Func<ConnectionContext, Task> serve, ILoggerFactory loggers)
    {
        _logger = loggers.CreateLogger<KafkaListener>();
        _maxConnections = maxConnections;
        var options = new KestrelServerOptions { ApplicationServices = _services };
        options.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.None;
            listen.Run(connection => AdmitAsync(connection, serve));
        });
        var transport = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions { NoDelay = true, Backlog = 1_024 }), loggers);
        _server = new KestrelServer(Options.Create(options), transport, loggers);
    }

    /// <summary>Where it listens; with port 0 asked for, the port that it got. Valid once started.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>How many connections are open.</summary>
    public int ConnectionCount => Volatile.Read(ref _connections);

    /// <summary>Starts to accept. Throws <see cref="IOException"/> when the address cannot be had.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(new NoHttp(), cancellationToken);
        var address = new Uri(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        EndPoint = new IPEndPoint(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
    }

    /// <summary>Closes the listener and its connections.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _services.DisposeAsync();
    }

    private async Task AdmitAsync(ConnectionContext connection, Func<ConnectionContext, Task> serve)
    {
        if (Interlocked.Increment(ref _connections) > _maxConnections)
        {
            LogFull(_logger, _maxConnections);
            connection.Abort();
        }
        else
        {
            await serve(connection);
        }

        Interlocked.Decrement(ref _connections);
    }

    [LoggerMessage(1, LogLevel.Warning, "A connection was refused: max.connections ({Limit}) are open")]
    private static partial void LogFull(ILogger logger, int limit);

    /// <summary>
    /// Kestrel asks for an HTTP application; this listener has no HTTP endpoint, so it is never called.
    /// </summary>
    private sealed class NoHttp : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(object context) => Task.CompletedTask;

        public void DisposeContext(object context, Exception? exception)
        {
        }
    }
}
