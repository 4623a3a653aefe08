// A node as a process: the broker, the registry on it, and the console. Starts them in that order, stops in reverse.
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Hosting;
using TypedStreams.Registry;

namespace TypedStreams.Server.Serving;

internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _signals;
    private volatile BrokerNode? _broker;
    private RegistryServer? _registry;
    private ConsoleServer? _console;

    private NodeProcess(ILoggerFactory loggers)
    {
        _loggers = loggers;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOn),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOn),
        ];
    }

    /// <summary>Where Kafka clients connect.</summary>
    internal IPEndPoint Kafka => _broker!.EndPoint;

    /// <summary>Where the registry answers.</summary>
    internal IPEndPoint Registry => _registry!.EndPoint;

    /// <summary>Where metrics and health are served.</summary>
    internal IPEndPoint Console => _console!.EndPoint;

    /// <summary>Starts everything and returns when it serves.</summary>
    internal static async Task<NodeProcess> StartAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        var process = new NodeProcess(StandardErrorLog.Create());
        try
        {
            await process.StartPartsAsync(options, cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the process is asked to stop (null) or the node failed (the reason).</summary>
    internal async Task<Exception?> WaitAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_broker!.Failed, _asked.Task.WaitAsync(cancellationToken));
        return _broker.Failed.IsCompleted ? await _broker.Failed : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_console is not null)
        {
            await _console.DisposeAsync();
        }

        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        Array.ForEach(_signals, signal => signal.Dispose());
        _loggers.Dispose();
    }

    // The console beside the rest, and first: while a node recovers it can be asked how it is.
    private Task StartPartsAsync(NodeOptions options, CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => StartConsoleAsync(options, cancellationToken), cancellationToken),
        StartBrokerAndRegistryAsync(options, cancellationToken));

    private async Task StartConsoleAsync(NodeOptions options, CancellationToken cancellationToken) =>
        _console = await ConsoleServer.StartAsync(options.Console, () => _broker, cancellationToken);

    private async Task StartBrokerAndRegistryAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        BrokerNode broker = await BrokerNode.StartAsync(
            new BrokerOptions
            {
                DataDirectory = options.DataDirectory,
                Listen = options.Kafka,
                AdvertisedHost = options.AdvertisedHost,
                AdvertisedPort = options.AdvertisedPort,
                NodeId = options.NodeId,
                Config = options.Config,
                Loggers = _loggers,
            },
            cancellationToken);
        _broker = broker;
        _registry = await RegistryServer.StartAsync(
            new RegistryOptions
            {
                Listen = options.Registry,
                BootstrapServers = broker.BootstrapServers,
                ClusterId = broker.ClusterId,
                ApiLevel = options.RegistryApiLevel,
                Loggers = _loggers,
            },
            cancellationToken);
    }

    private void StopOn(PosixSignalContext context)
    {
        context.Cancel = true;
        _asked.TrySetResult();
    }
}
