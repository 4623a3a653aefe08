// Avro through our registry with a client that others wrote: what kafkajs writes a typed handler reads, and the way
// back.
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sessions;

public sealed class ForeignRegistryTests : IAsyncLifetime
{
    private const int FlightCount = 500;
    private const string Topic = "foreign-flights";

    private readonly DataDirectory _data = new();
    private ServerProcess _server = null!;

    public async Task InitializeAsync() =>
        _server = await ServerProcess.StartAsync(new ServerSettings(_data.Path) { Configs = ["num.partitions=3"] });

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [ToolFact(Tool.Node)]
    public async Task Flights_that_kafkajs_wrote_reach_a_typed_handler()
    {
        Tools.Require(Tool.Node);
        List<ForeignFlight> flights = ReadFlights();
        string file = Path.Combine(_data.Path, "flights.jsonl");
        await File.WriteAllLinesAsync(file, flights.Select(flight => JsonSerializer.Serialize(flight)));
        await RunAsync("write", file);

        var inbox = new FlightInbox(flights.Count);
        using IHost host = Build(services => services.AddSingleton(inbox), streams => streams.AddFlightReader());
        await host.StartAsync();
        await inbox.Complete.WaitAsync(TimeSpan.FromSeconds(60));
        await host.StopAsync();

        // Flights of one airport stay in the order in which they were written.
        Assert.Equal(ByOrigin(flights), ByOrigin(inbox.Flights));
    }

    [ToolFact(Tool.Node)]
    public async Task Flights_of_a_typed_producer_are_read_by_kafkajs()
    {
        Tools.Require(Tool.Node);
        List<ForeignFlight> flights = ReadFlights();
        using (IHost host = Build(_ => { }, _ => { }))
        {
            await host.StartAsync();
            var producer = host.Services.GetRequiredService<IProducer<ForeignFlight>>();
            await Task.WhenAll(flights.Select(flight => producer.SendAsync(flight).AsTask()));
            await host.StopAsync();
        }

        string output = await RunAsync("read", FlightCount.ToString());

        List<JsonElement> read = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.All(read, flight => Assert.Equal(
            flight.GetProperty("Origin").GetString(), flight.GetProperty("Key").GetString()));
        Assert.Equal(ByOrigin(flights), ByOrigin(read.Select(flight => flight.Deserialize<ForeignFlight>()!)));
    }

    private static IEnumerable<string> ByOrigin(IEnumerable<ForeignFlight> flights) =>
        flights.GroupBy(flight => flight.Origin)
            .OrderBy(airport => airport.Key, StringComparer.Ordinal)
            .SelectMany(airport => airport.Select(flight => flight.ToString()));

    private static List<ForeignFlight> ReadFlights()
    {
        string path = Path.Combine(Tools.Root, "samples", "Flights", "data", "flights-20k.json.gz");
        using var unpacked = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        return [.. JsonDocument.Parse(unpacked).RootElement.EnumerateArray().Take(FlightCount).Select(
            row => new ForeignFlight(
                row.GetProperty("origin").GetString()!,
                row.GetProperty("destination").GetString()!,
                row.GetProperty("delay").GetInt32(),
                row.GetProperty("distance").GetInt32()))];
    }

    private Task<string> RunAsync(string mode, string last) => Command.CheckAsync(
        [
            "node", Path.Combine(Tools.Clients, "node", "flights.js"), mode, _server.Bootstrap,
            $"http://{_server.Registry}", Topic, last,
        ]);

    private IHost Build(Action<IServiceCollection> services, Action<ITypedStreamsBuilder> streams)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TypedStreams:BootstrapServers"] = _server.Bootstrap,
            ["TypedStreams:Registry"] = $"http://{_server.Registry}",
        });
        services(builder.Services);
        streams(builder.AddTypedStreams());
        return builder.Build();
    }
}
