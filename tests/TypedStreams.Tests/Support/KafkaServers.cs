// Apache Kafka, whose transactions are what ours are held to, and our registry.

using System.Net;
using TypedStreams.Registry;
using TypedStreams.Testing;

namespace TypedStreams.Tests.Support;

public sealed class KafkaServers : ITestServers, IAsyncLifetime
{
    private KafkaProcess? _broker;
    private RegistryServer? _registry;

    public string BootstrapServers => Proxy.Bootstrap;

    public FaultyProxy Proxy { get; } = new();

    public string Registry => _registry!.BaseAddress.ToString();

    public async Task InitializeAsync()
    {
        if (ToolSkip.Reason(Tool.Kafka) is not null)
        {
            return;
        }

        // Its coordinator looks for transactions that are open too long every 200 ms, not every 10 s.
        _broker = await KafkaProcess.StartAsync(
            "transaction.abort.timed.out.transaction.cleanup.interval.ms=200",
            $"advertised.listeners=PLAINTEXT://{Proxy.Bootstrap}");
        Proxy.Start(IPEndPoint.Parse(_broker.Bootstrap));
        _registry = await RegistryServer.StartAsync(new RegistryOptions());
    }

    public async Task DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_broker?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
