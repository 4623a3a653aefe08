// A broker with transactions, and our registry. Which broker is the one line that is marked.

using TypedStreams.Registry;
using TypedStreams.Testing;

namespace TypedStreams.Tests.Support;

public sealed class TransactionServers : ITestServers, IAsyncLifetime
{
    private KafkaProcess? _broker;
    private RegistryServer? _registry;

    public string BootstrapServers => _broker!.Bootstrap;

    public string Registry => _registry!.BaseAddress.ToString();

    public async Task InitializeAsync()
    {
        if (ToolSkip.Reason(Tool.Kafka) is not null)
        {
            return;
        }

        // The broker: Apache Kafka, whose coordinator looks for transactions that are open too long every 200 ms.
        _broker = await KafkaProcess.StartAsync("transaction.abort.timed.out.transaction.cleanup.interval.ms=200");
        _registry = await RegistryServer.StartAsync(new RegistryOptions());
    }

    public async Task DisposeAsync()
    {
        await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_broker?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

[CollectionDefinition(Name)]
public sealed class TransactionServersCollection : ICollectionFixture<TransactionServers>
{
    public const string Name = "servers with transactions";
}
