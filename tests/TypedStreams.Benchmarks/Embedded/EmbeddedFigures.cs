// How long an embedded broker takes until it serves, and until a first record is acknowledged: in a warm process, and
// as the first thing that a process does.
using System.Diagnostics;
using System.Globalization;
using TypedStreams.Broker.Embedding;
using TypedStreams.Client;

namespace TypedStreams.Benchmarks.Embedded;

internal static class EmbeddedFigures
{
    private const int Starts = 20;
    private const int ColdStarts = 5;

    internal static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--once", var name])
        {
            (double ready, double acknowledged) = await MeasureAsync(Enum.Parse<EmbeddedTransport>(name), topic: "t");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ready} {acknowledged}"));
            return 0;
        }

        Console.WriteLine($"| median of {Starts} warm, {ColdStarts} cold, ms | ready | first record acknowledged |");
        Console.WriteLine("|---|---:|---:|");
        foreach (EmbeddedTransport transport in Enum.GetValues<EmbeddedTransport>())
        {
            Print($"cold process, {transport}", [.. Enumerable.Range(0, ColdStarts).Select(_ => Cold(transport))]);
            var warm = new List<(double, double)>();
            await MeasureAsync(transport, topic: "warm");
            for (int i = 0; i < Starts; i++)
            {
                warm.Add(await MeasureAsync(transport, topic: $"t{i}"));
            }

            Print($"warm process, {transport}", warm);
        }

        return 0;
    }

    private static async Task<(double Ready, double Acknowledged)> MeasureAsync(
        EmbeddedTransport transport, string topic)
    {
        long started = Stopwatch.GetTimestamp();
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Transport = transport, Topics = [new EmbeddedTopic(topic)] });
        double ready = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await using KafkaClient client = await KafkaClient.ConnectAsync(new KafkaClientOptions
        {
            BootstrapServers = broker.BootstrapServers,
            Connect = transport == EmbeddedTransport.InProcess ? broker.ConnectAsync : null,
        });
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { Linger = TimeSpan.Zero });
        await producer.SendAsync(topic, null, new byte[100]);
        return (ready, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static (double Ready, double Acknowledged) Cold(EmbeddedTransport transport)
    {
        string[] arguments = ["embedded", "--once", transport.ToString()];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        using Process child = Process.Start(start)!;
        string[] figures = child.StandardOutput.ReadToEnd().Split();
        child.WaitForExit();
        return (double.Parse(figures[0], CultureInfo.InvariantCulture),
            double.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    private static void Print(string name, List<(double Ready, double Acknowledged)> figures) => Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median(figures.Select(figure => figure.Ready)):0.0} " +
            $"| {Median(figures.Select(figure => figure.Acknowledged)):0.0} |"));

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
