// The same load whatever the number of partitions: as many records of the same size as are acknowledged within a time,
// spread over all partitions in turn, so many on their way at once.
using System.Diagnostics;
using TypedStreams.Benchmarks.EndToEnd;
using TypedStreams.Client;

namespace TypedStreams.Benchmarks.Scale;

internal static class SteadyLoad
{
    private const int RecordBytes = 1_000;
    private const int OnTheWay = 20_000;
    private const int PartitionsOfTopic = 100;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Records acknowledged a second.</summary>
    internal static async Task<double> RunAsync(MeasuredServer node, int partitions, int seconds = 8)
    {
        await using KafkaClient client = await ScaleFigures.ConnectAsync(node);
        await using KafkaProducer producer = client.CreateProducer(
            new KafkaProducerOptions { Linger = TimeSpan.FromMilliseconds(50), BatchBytes = 64 << 10 });
        using var room = new SemaphoreSlim(OnTheWay);
        byte[] value = new byte[RecordBytes];
        long acknowledged = 0;
        long counted = 0;
        long started = Stopwatch.GetTimestamp();
        long from = started;
        TimeSpan total = WarmUp + TimeSpan.FromSeconds(seconds);
        for (long i = 0; Stopwatch.GetElapsedTime(started) < total; i++)
        {
            if (from == started && Stopwatch.GetElapsedTime(started) >= WarmUp)
            {
                (from, counted) = (Stopwatch.GetTimestamp(), Interlocked.Read(ref acknowledged));
            }

            await room.WaitAsync();
            int partition = (int)(i % partitions);
            _ = SendAsync($"t{partition / PartitionsOfTopic}", partition % PartitionsOfTopic);
        }

        double rate = (Interlocked.Read(ref acknowledged) - counted) / Stopwatch.GetElapsedTime(from).TotalSeconds;
        for (int i = 0; i < OnTheWay; i++)
        {
            await room.WaitAsync();
        }

        return rate;

        async Task SendAsync(string topic, int partition)
        {
            await producer.SendAsync(topic, null, value, new Client.SendOptions { Partition = partition });
            Interlocked.Increment(ref acknowledged);
            room.Release();
        }
    }
}
