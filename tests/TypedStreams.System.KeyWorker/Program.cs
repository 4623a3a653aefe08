// Sends jobs, or handles them until SIGTERM. Exit code 0: done, or stopped; 1: failed; 2: wrong command line.

using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams;
using TypedStreams.System.KeyWorker;

const int Partitions = 12;
const int MaxInFlight = 20_000;

if (WorkerOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine("Usage: send BOOTSTRAP REGISTRY SEED KEYS JOBS | work|batch BOOTSTRAP REGISTRY SEED LOG");
    return 2;
}

var builder = Host.CreateApplicationBuilder(
    new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Critical);
builder.Services.AddSingleton(options);
var streams = builder.AddTypedStreams(settings =>
{
    settings.BootstrapServers = options.Bootstrap;
    settings.Registry = options.Registry;
    settings.CreateTopics = true;
    settings.Partitions = Partitions;
    settings.Consumer.CommitInterval = TimeSpan.FromMilliseconds(100);
    settings.Consumer.SessionTimeout = TimeSpan.FromSeconds(6); // what each kill costs
});
try
{
    if (options.Stage != "send")
    {
        builder.Services.AddSingleton(_ => new HandlingLog(options.Rest[0]));
        streams = options.Stage == "batch" ? streams.AddBatchWorkers() : streams.AddWorkers();
        using var host = builder.Build();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted
            .Register(static () => Console.WriteLine("started"));
        await host.RunAsync();
    }
    else
    {
        using var host = builder.Build();
        await host.StartAsync();
        await SendAsync(
            host.Services.GetRequiredService<IProducer<Job>>(), Number(options.Rest[0]), Number(options.Rest[1]));
        await host.StopAsync();
    }

    return 0;
}
catch (Exception failure)
{
    Console.Error.WriteLine(failure);
    return 1;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

// The keys take turns; each has the numbers 0, 1, 2, ...
static async Task SendAsync(IProducer<Job> jobs, int keys, int count)
{
    var sends = new Queue<Task<RecordPosition>>(MaxInFlight);
    for (var i = 0; i < count; i++)
    {
        if (sends.Count == MaxInFlight)
        {
            await sends.Dequeue();
        }

        sends.Enqueue(jobs.SendAsync(new Job(i % keys, i / keys)).AsTask());
    }

    while (sends.TryDequeue(out var send))
    {
        await send;
    }
}
