using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TypedStreams.Benchmarks.EndToEnd;

/// <summary>The neutral load tool: one run prints one JSON line of figures.</summary>
internal sealed class LoadTool(string file)
{
    internal Task<JsonElement> ProduceAsync(
        MeasuredServer server, string topic, int partitions, long records, int size) =>
        RunAsync("produce", server,
            topic, "--partitions", Text(partitions), "--records", Text(records), "--size", Text(size));

    internal Task<JsonElement> ConsumeAsync(MeasuredServer server, string topic, long records) =>
        RunAsync("consume", server, topic, "--records", Text(records));

    internal Task<JsonElement> LatencyAsync(MeasuredServer server, string topic, int rate, int seconds) =>
        RunAsync("latency", server, topic, "--partitions", "6", "--rate", Text(rate), "--seconds", Text(seconds));

    internal Task<JsonElement> TransactAsync(MeasuredServer server, string topic, int batch, int seconds) => RunAsync(
        "transactions", server, topic, "--partitions", "6", "--batch", Text(batch), "--seconds", Text(seconds));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<JsonElement> RunAsync(
        string mode, MeasuredServer server, string topic, params string[] arguments)
    {
        string[] all = [mode, "--broker", server.Address, "--topic", topic, .. arguments];
        using Process run = Process.Start(new ProcessStartInfo(file, all) { RedirectStandardOutput = true })!;
        string output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0
            ? JsonDocument.Parse(output.Trim().Split('\n')[^1]).RootElement
            : throw new InvalidOperationException($"The load tool failed: {string.Join(' ', all)}");
    }
}
