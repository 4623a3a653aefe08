// The input: transfers in the order of their numbers, each acknowledged, from a typed producer that goes through the
// same network. It comes in portions, so that there is work whenever a fault strikes.
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedStreams.System.Worker;

namespace TypedStreams.System.Tests.Pipelines;

internal sealed class InputFeed(FaultyBroker broker, long count)
{
    internal const string Name = "feed";
    private const int Portion = 1_000;
    private const int MostUnderWay = 20_000;

    /// <summary>Sends everything; <paramref name="mayBeThere"/> waits until so many transfers may be there.</summary>
    internal async Task RunAsync(Func<long, Task> mayBeThere, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TypedStreams:BootstrapServers"] = broker.Bootstrap,
            ["TypedStreams:Registry"] = broker.Registry,
            ["TypedStreams:ClientId"] = Name,
        });
        builder.AddTypedStreams();
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var transfers = host.Services.GetRequiredService<IProducer<Transfer>>();
        var sends = new Queue<Task>(MostUnderWay);
        for (long id = 0; id < count; id++)
        {
            if (sends.Count == MostUnderWay)
            {
                await sends.Dequeue();
            }

            if (id % Portion == 0)
            {
                await mayBeThere(Math.Min(id + Portion, count));
            }

            sends.Enqueue(transfers.SendAsync(Transfer.Numbered(id), cancellationToken).AsTask());
        }

        await Task.WhenAll(sends);
        await host.StopAsync(cancellationToken);
    }
}
