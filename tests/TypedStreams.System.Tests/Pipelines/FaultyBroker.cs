// A broker that tests kill and stop, behind a proxy that tests disturb: every client, the broker's own included, comes
// through the proxy, because that is the address which the broker advertises. Owns broker, registry and proxy.
using System.Net;
using TypedStreams.Testing;

namespace TypedStreams.System.Tests.Pipelines;

internal abstract class FaultyBroker : IAsyncDisposable
{
    internal FaultyProxy Proxy { get; } = new();

    internal string Bootstrap => Proxy.Bootstrap;

    /// <summary>The broker itself, beside the proxy.</summary>
    internal abstract IPEndPoint Direct { get; }

    internal abstract string Registry { get; }

    internal abstract int ProcessId { get; }

    internal abstract string LastLines { get; }

    /// <summary>What had to be repaired by hand.</summary>
    internal virtual string Repairs => "";

    internal abstract Task KillAsync();

    internal abstract Task StartAgainAsync();

    public virtual ValueTask DisposeAsync() => Proxy.DisposeAsync();
}

/// <summary>Our node, which is the registry too: when it is killed, both are gone.</summary>
internal sealed class FaultyNode : FaultyBroker
{
    private readonly DataDirectory _data = new();
    private ServerProcess _server = null!;

    internal override IPEndPoint Direct => _server.Kafka;

    internal override string Registry => $"http://{_server.Registry}";

    internal override int ProcessId => _server.Id;

    internal override string LastLines => _server.Errors;

    internal static async Task<FaultyNode> StartAsync()
    {
        var node = new FaultyNode();
        node._server = await ServerProcess.StartAsync(
            new ServerSettings(node._data.Path)
            {
                Advertised = node.Bootstrap,
                Executable = Environment.GetEnvironmentVariable("TYPEDSTREAMS_NODE") is { Length: > 0 } other
                    ? other
                    : ServerProcess.Executable,
            });
        node.Proxy.Start(node.Direct);
        return node;
    }

    internal override Task KillAsync() => _server.KillAsync();

    internal override Task StartAgainAsync() => _server.StartAgainAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        _data.Dispose();
    }
}

/// <summary>Apache Kafka; the registry is ours, in a process that nothing happens to.</summary>
internal sealed class FaultyKafka : FaultyBroker
{
    private readonly DataDirectory _data = new();
    private readonly SkippedMarkers _markers = new();
    private ServerProcess _registry = null!;
    private KafkaProcess _kafka = null!;
    private Task _repairing = Task.CompletedTask;

    internal override IPEndPoint Direct => IPEndPoint.Parse(_kafka.Bootstrap);

    internal override string Registry => $"http://{_registry.Registry}";

    internal override int ProcessId => _kafka.Id;

    internal override string LastLines => string.Join('\n', _kafka.LastLines);

    internal override string Repairs => _markers.Log;

    internal static async Task<FaultyKafka> StartAsync()
    {
        var kafka = new FaultyKafka();
        kafka._registry = await ServerProcess.StartAsync(new ServerSettings(kafka._data.Path));
        kafka._kafka = await KafkaProcess.StartAsync($"advertised.listeners=PLAINTEXT://{kafka.Bootstrap}");
        kafka.Proxy.Start(kafka.Direct);
        kafka._kafka.Wrote += kafka._markers.Hear;
        kafka._repairing = kafka._markers.RunAsync(kafka.Direct);
        return kafka;
    }

    internal override Task KillAsync() => _kafka.KillAsync();

    internal override Task StartAgainAsync() => _kafka.StartAgainAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _markers.End();
        await _repairing;
        await _kafka.DisposeAsync();
        await _registry.DisposeAsync();
        _data.Dispose();
    }
}
