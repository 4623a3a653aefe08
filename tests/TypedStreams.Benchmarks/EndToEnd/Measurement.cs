// One round of one contestant: start, idle memory, load, memory under load, processor time, stop.
using System.Diagnostics;
using System.Text.Json;

namespace TypedStreams.Benchmarks.EndToEnd;

/// <param name="load">What loads the server.</param>
/// <param name="isQuick">A fifth of the load.</param>
/// <param name="only">Name of the one load that is asked for, as "1024x12", or empty for none; null for all.</param>
internal sealed class Measurement(LoadTool load, bool isQuick, string? only)
{
    private const int TransactionBatch = 100;

    // One read of a topic takes a third of a second: too short to be judged by.
    private const int Reads = 5;

    private static readonly (int Partitions, int Size)[] Loads = [(1, 100), (12, 100), (1, 1024), (12, 1024)];

    /// <summary>The figures of one round, by name, in the order in which the table shows them.</summary>
    internal async Task<List<KeyValuePair<string, double>>> RunAsync(Contestant contestant)
    {
        List<KeyValuePair<string, double>> figures = [];
        void Add(string name, double value) => figures.Add(KeyValuePair.Create(name, value));
        string data = Directory.CreateTempSubdirectory("tstreams-bench-").FullName;
        try
        {
            await contestant.Prepare(data);
            long started = Stopwatch.GetTimestamp();
            await using MeasuredServer server = await contestant.Start(data);
            await FirstRecord.SendAsync(server.Address);
            Add("start to first acknowledged record, ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Add("resident idle, MB", server.ResidentBytes / 1e6);
            foreach ((int partitions, int size) in Loads.Where(
                load => only is null || only == $"{load.Size}x{load.Partitions}"))
            {
                await MeasureLoadAsync(server, partitions, size, Add);
            }

            if (only is not null)
            {
                return figures;
            }

            JsonElement latency = await load.LatencyAsync(server, "latency", rate: 5_000, seconds: isQuick ? 5 : 12);
            Add("latency at 5,000/s p50, ms", latency.GetProperty("latency_ms").GetProperty("p50").GetDouble());
            Add("latency at 5,000/s p99, ms", latency.GetProperty("latency_ms").GetProperty("p99").GetDouble());
            JsonElement committed = await load.TransactAsync(
                server, "transactions", TransactionBatch, seconds: isQuick ? 5 : 12);
            Add(
                $"transactions of {TransactionBatch} records in 6 partitions, /s",
                committed.GetProperty("records_per_s").GetDouble() / TransactionBatch);
            Add("commit p50, ms", committed.GetProperty("latency_ms").GetProperty("p50").GetDouble());
            Add("commit p99, ms", committed.GetProperty("latency_ms").GetProperty("p99").GetDouble());
            Add("resident after load, MB", server.ResidentBytes / 1e6);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }

        return figures;
    }

    private async Task MeasureLoadAsync(MeasuredServer server, int partitions, int size, Action<string, double> add)
    {
        long records = (isQuick ? 60L : 300L) * 1_000_000 / (size + 100);
        string topic = $"load-{partitions}-{size}";
        string label = $"{size} B, {partitions} partition{(partitions == 1 ? "" : "s")}";
        double before = server.CpuSeconds;
        JsonElement produced = await load.ProduceAsync(server, topic, partitions, records, size);
        JsonElement consumed = await load.ConsumeAsync(server, topic, records);
        double processor = server.CpuSeconds - before;
        List<double> reads = [Speed(consumed)];
        while (reads.Count < Reads)
        {
            reads.Add(Speed(await load.ConsumeAsync(server, topic, records)));
        }

        add($"produce {label}, MB/s", Speed(produced));
        add($"consume {label}, MB/s", reads.Order().ElementAt(Reads / 2));
        add($"CPU s a million records, {label}", processor / records * 1e6);

        static double Speed(JsonElement run) => run.GetProperty("mb_per_s").GetDouble();
    }
}
