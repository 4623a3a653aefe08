namespace Flights;

/// <summary>Prints what was found.</summary>
internal static class Report
{
    private const int Rows = 12;

    internal static void PrintAirports(AirportTable table)
    {
        Console.WriteLine("Airport   Flights   Mean delay   Late > 15 min   Worst");
        foreach (var (airport, delays) in table.Airports.OrderByDescending(item => item.Value.Flights)
            .ThenBy(item => item.Key, StringComparer.Ordinal).Take(Rows))
        {
            var worst = delays.Worst!;
            Console.WriteLine(
                $"{airport,-7} {delays.Flights,9:N0} {delays.MeanDelay,8:N1} min {delays.LateShare,15:P1}   "
                + $"{worst.Minutes} min to {worst.Destination}, {worst.Scheduled:yyyy-MM-dd HH:mm}");
        }

        Console.WriteLine($"... and {Math.Max(0, table.Airports.Count - Rows):N0} more airports");
        Console.WriteLine();
    }

    internal static void PrintSpeed(RunTimes times, long flights)
    {
        if (times.Produced > TimeSpan.Zero)
        {
            PrintRate("Produced", flights, times.Produced);
        }

        PrintRate("Consumed", flights, times.Consumed);
        Console.WriteLine(
            $"Servers ready in {times.Started.TotalSeconds:N2} s, all in all {times.Total.TotalSeconds:N2} s");
        Console.WriteLine();
    }

    private static void PrintRate(string what, long flights, TimeSpan time) => Console.WriteLine(
        $"{what} {flights:N0} messages in {time.TotalSeconds:N2} s: {flights / time.TotalSeconds:N0} a second");
}

/// <summary>How long the parts of a run took. Producing and consuming both count from the first send.</summary>
internal sealed record RunTimes(TimeSpan Started, TimeSpan Produced, TimeSpan Consumed, TimeSpan Total);
