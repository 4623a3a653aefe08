// The run: a host with producers and one consumer group, the flights sent, the result awaited and checked.

using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedStreams;

namespace Flights;

internal sealed class SampleRun(IHost host, SampleOptions options)
{
    /// <summary>How long nothing may arrive before the rest counts as lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MaxInFlight = 10_000;

    private readonly AirportTable _airports = host.Services.GetRequiredService<AirportTable>();
    private long _produced;

    internal static async Task<int> RunAsync(SampleOptions options)
    {
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton<AirportTable>();
        builder.AddTypedStreams(settings => Configure(settings, options)).AddDelayStatistics();
        using var host = builder.Build();
        return await new SampleRun(host, options).RunAsync();
    }

    private static void Configure(TypedStreamsOptions settings, SampleOptions options)
    {
        settings.Partitions = options.Partitions;
        if (options.BootstrapServers is not null)
        {
            // On servers that others use too, a topic and a group of our own: every run starts from nothing.
            settings.Embedded = false;
            settings.BootstrapServers = options.BootstrapServers;
            settings.Registry = options.Registry;
            settings.NamePrefix = $"sample-{Guid.NewGuid():N}"[..15] + ".";
            settings.CreateTopics = true;
        }
    }

    private async Task<int> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        await host.StartAsync();
        var started = clock.Elapsed;
        var flights = FlightFile.ReadFlights();
        var expected = FlightFile.ReadTotals(options.Repeat);
        var stopped = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        PrintHeader(expected.Flights);

        using var showing = new CancellationTokenSource();
        var progress = new Progress(() => Interlocked.Read(ref _produced), () => _airports.Flights, expected.Flights)
            .ShowAsync(showing.Token);
        var sending = Stopwatch.StartNew();
        var produced = TimeSpan.Zero;
        var isComplete = false;
        try
        {
            await ProduceAsync(flights, stopped);
            produced = sending.Elapsed;
            isComplete = await ConsumedAsync(expected.Flights, stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Stopped by the user, or by a failure that stopping the host tells.
        }

        var consumed = sending.Elapsed;
        await showing.CancelAsync();
        await progress;
        try
        {
            await host.StopAsync();
        }
        finally
        {
            await DeleteTopicAsync();
        }

        return Judge(expected, isComplete, new RunTimes(started, produced, consumed, clock.Elapsed));
    }

    private async Task ProduceAsync(Flight[] flights, CancellationToken stopped)
    {
        var producer = host.Services.GetRequiredService<IProducer<Flight>>();
        var sends = new Queue<Task<RecordPosition>>(MaxInFlight);
        for (var round = 0; round < options.Repeat; round++)
        {
            foreach (var flight in flights)
            {
                if (sends.Count == MaxInFlight)
                {
                    await sends.Dequeue();
                    _produced++;
                }

                sends.Enqueue(producer.SendAsync(flight, stopped).AsTask());
            }
        }

        while (sends.TryDequeue(out var send))
        {
            await send;
            _produced++;
        }
    }

    /// <summary>True when every flight was counted; false when none arrived for too long.</summary>
    private async Task<bool> ConsumedAsync(long expected, CancellationToken stopped)
    {
        var seen = _airports.Flights;
        var idle = Stopwatch.StartNew();
        while (_airports.Flights < expected && idle.Elapsed < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), stopped);
            if (_airports.Flights != seen)
            {
                seen = _airports.Flights;
                idle.Restart();
            }
        }

        return _airports.Flights >= expected;
    }

    /// <summary>Leaves other people's servers as they were; the embedded ones end with this process.</summary>
    private async Task DeleteTopicAsync()
    {
        var connection = host.Services.GetRequiredService<StreamsConnection>();
        if (!connection.Options.Embedded)
        {
            var kafka = await connection.GetKafkaAsync();
            await kafka.Admin.DeleteTopicAsync(connection.Options.NamePrefix + "flights");
        }
    }

    private void PrintHeader(long flights)
    {
        var servers = options.BootstrapServers is null
            ? "an embedded broker and schema registry"
            : $"the brokers {options.BootstrapServers} and the registry {options.Registry}";
        Console.WriteLine($"Sending {flights:N0} flights through {servers}, {options.Partitions} partitions.");
        Console.WriteLine();
    }

    private int Judge(FlightTotals expected, bool isComplete, RunTimes times)
    {
        var differences = expected.DifferencesFrom(_airports).ToArray();
        if (isComplete && differences.Length == 0)
        {
            Report.PrintAirports(_airports);
            Report.PrintSpeed(times, expected.Flights);
            Console.WriteLine(
                $"Checked against the file: {expected.Flights:N0} flights of {expected.Airports.Count:N0} airports "
                + $"with {expected.DelayMinutes:N0} minutes of delay in all. Every total is equal.");
            return 0;
        }

        Console.Error.WriteLine(isComplete
            ? "The totals differ from the file's:"
            : $"Only {_airports.Flights:N0} of {expected.Flights:N0} flights arrived:");
        foreach (var difference in differences.Take(10))
        {
            Console.Error.WriteLine("  " + difference);
        }

        return 1;
    }
}
