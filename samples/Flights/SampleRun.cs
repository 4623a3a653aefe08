// The run: a host with producers, the pipeline and the group that counts; the flights sent, the result awaited and
// checked. Stages do a part of it each, in processes of their own.

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
        var streams = builder.AddTypedStreams(settings => Configure(settings, options));
        if (options.Stage is SampleStage.All or SampleStage.Pipeline)
        {
            streams.AddDelayPipeline();
        }

        if (options.Stage is SampleStage.All or SampleStage.Check)
        {
            streams.AddDelayStatistics();
        }

        using var host = builder.Build();
        return options.Stage == SampleStage.Pipeline
            ? await RunPipelineAsync(host)
            : await new SampleRun(host, options).RunAsync();
    }

    private static void Configure(TypedStreamsOptions settings, SampleOptions options)
    {
        settings.Partitions = options.Partitions;
        if (options.BootstrapServers is not null)
        {
            // On servers that others use too, topics and groups of our own: a run without a name starts from nothing.
            settings.Embedded = false;
            settings.BootstrapServers = options.BootstrapServers;
            settings.Registry = options.Registry;
            settings.NamePrefix = (options.Run ?? $"sample-{Guid.NewGuid():N}"[..15]) + ".";
            settings.CreateTopics = true;
        }
    }

    private static async Task<int> RunPipelineAsync(IHost host)
    {
        await host.RunAsync();
        return 0;
    }

    private async Task<int> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        await host.StartAsync();
        var started = clock.Elapsed;
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
            if (options.Stage != SampleStage.Check)
            {
                await ProduceAsync(FlightFile.ReadFlights(), stopped);
                produced = sending.Elapsed;
            }

            isComplete = options.Stage == SampleStage.Send || await ConsumedAsync(expected, stopped);
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
            await DeleteTopicsAsync();
        }

        return options.Stage == SampleStage.Send
            ? JudgeSending(expected, isComplete)
            : Judge(expected, isComplete, new RunTimes(started, produced, consumed, clock.Elapsed));
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

    /// <summary>True when every flight and alert was counted; false when none arrived for too long.</summary>
    private async Task<bool> ConsumedAsync(FlightTotals expected, CancellationToken stopped)
    {
        var seen = 0L;
        var idle = Stopwatch.StartNew();
        while (!IsComplete() && idle.Elapsed < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), stopped);
            if (_airports.Flights + _airports.Alerts != seen)
            {
                seen = _airports.Flights + _airports.Alerts;
                idle.Restart();
            }
        }

        return IsComplete();

        bool IsComplete() => _airports.Flights >= expected.Flights && _airports.Alerts >= expected.Alerts;
    }

    /// <summary>
    /// Leaves other people's servers as they were, unless the run has a name; the embedded ones end with this process.
    /// </summary>
    private async Task DeleteTopicsAsync()
    {
        var connection = host.Services.GetRequiredService<StreamsConnection>();
        if (connection.Options.Embedded || options.Run is not null)
        {
            return;
        }

        var kafka = await connection.GetKafkaAsync();
        foreach (var topic in new[] { "flights", "airport-delays", "delay-alerts" })
        {
            await kafka.Admin.DeleteTopicAsync(connection.Options.NamePrefix + topic);
        }
    }

    private int JudgeSending(FlightTotals expected, bool isComplete)
    {
        Console.WriteLine($"Sent {_produced:N0} of {expected.Flights:N0} flights.");
        return isComplete ? 0 : 1;
    }

    private void PrintHeader(long flights)
    {
        var servers = options.BootstrapServers is null
            ? "an embedded broker and schema registry"
            : $"the brokers {options.BootstrapServers} and the registry {options.Registry}";
        var what = options.Stage == SampleStage.Check ? "Counting" : "Sending";
        Console.WriteLine($"{what} {flights:N0} flights through {servers}, {options.Partitions} partitions.");
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
                + $"with {expected.DelayMinutes:N0} minutes of delay in all, {expected.Alerts:N0} alerts. "
                + "Every total is equal.");
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
