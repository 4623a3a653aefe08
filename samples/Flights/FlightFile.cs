// The data set, and what it adds up to. The totals are read from the file by another way than the flights that are
// sent, so that a mistake in one of them shows.

using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flights;

/// <summary>Reads data/flights-20k.json.gz.</summary>
internal static class FlightFile
{
    private static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "data", "flights-20k.json.gz");

    internal static Flight[] ReadFlights()
    {
        using var json = Open();
        var rows = JsonSerializer.Deserialize(json, FlightJson.Default.FlightRowArray) ?? [];
        return Array.ConvertAll(rows, row => new Flight(
            row.Origin,
            row.Destination,
            DateTime.ParseExact(row.Date, "yyyy/MM/dd HH:mm", CultureInfo.InvariantCulture),
            row.Delay,
            row.Distance));
    }

    internal static FlightTotals ReadTotals(int repeat)
    {
        using var json = Open();
        using var document = JsonDocument.Parse(json);
        var airports = new Dictionary<string, (long Flights, long DelayMinutes)>(StringComparer.Ordinal);
        var alerts = 0L;
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var origin = row.GetProperty("origin").GetString()!;
            var (flights, delay) = airports.GetValueOrDefault(origin);
            var minutes = row.GetProperty("delay").GetInt64();
            airports[origin] = (flights + repeat, delay + (minutes * repeat));
            alerts += minutes >= DelayAlert.From ? repeat : 0;
        }

        return new FlightTotals(airports, alerts);
    }

    private static GZipStream Open() => new(File.OpenRead(FilePath), CompressionMode.Decompress);
}

/// <summary>What the file adds up to, by airport.</summary>
internal sealed record FlightTotals(
    IReadOnlyDictionary<string, (long Flights, long DelayMinutes)> Airports, long Alerts)
{
    internal long Flights => Airports.Values.Sum(airport => airport.Flights);

    internal long DelayMinutes => Airports.Values.Sum(airport => airport.DelayMinutes);

    /// <summary>What differs from the group's findings, a line each; empty when nothing does.</summary>
    internal IEnumerable<string> DifferencesFrom(AirportTable found)
    {
        foreach (var (airport, (flights, delay)) in Airports)
        {
            var counted = found.Airports.GetValueOrDefault(airport);
            if (counted?.Flights != flights || counted.DelayMinutes != delay)
            {
                yield return $"{airport}: the file has {flights} flights and {delay} minutes of delay, "
                    + $"the group counted {counted?.Flights ?? 0} and {counted?.DelayMinutes ?? 0}";
            }
        }

        if (found.Alerts != Alerts)
        {
            yield return $"the file has {Alerts} flights of {DelayAlert.From} minutes of delay and more, "
                + $"the pipeline sent {found.Alerts} alerts";
        }

        foreach (var airport in found.Airports.Keys.Where(airport => !Airports.ContainsKey(airport)))
        {
            yield return $"{airport}: the group counted flights of an airport that the file does not have";
        }
    }
}

internal sealed record FlightRow(
    [property: JsonPropertyName("date")] string Date,
    [property: JsonPropertyName("delay")] int Delay,
    [property: JsonPropertyName("distance")] int Distance,
    [property: JsonPropertyName("origin")] string Origin,
    [property: JsonPropertyName("destination")] string Destination);

[JsonSerializable(typeof(FlightRow[]))]
internal sealed partial class FlightJson : JsonSerializerContext;
