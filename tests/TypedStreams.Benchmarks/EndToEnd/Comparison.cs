// Brokers side by side: every contestant in turn, several rounds, medians as a Markdown table.
using System.Globalization;

namespace TypedStreams.Benchmarks.EndToEnd;

internal static class Comparison
{
    internal static async Task<int> RunAsync(string[] args)
    {
        string? kafkaHome = Find("KAFKA_HOME", "shared/kafka");
        string? loadTool = Find("KBENCH", "shared/tools/kbench/kbench");
        if (kafkaHome is null || loadTool is null)
        {
            await Console.Error.WriteLineAsync(
                "Set KAFKA_HOME to an unpacked Apache Kafka 4.4.0 and KBENCH to the load tool's executable.");
            return 2;
        }

        bool isQuick = args.Contains("--quick");
        int rounds = Option("--rounds") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 3;
        string? only = args.Contains("--start") ? "" : Option("--load");
        var measurement = new Measurement(new LoadTool(loadTool), isQuick, only);
        await FirstRecord.WarmUpAsync();
        string server = Path.Combine(AppContext.BaseDirectory, "tstreams");
        IReadOnlyList<Contestant> contestants =
            Contestant.All(server, Option("--native"), new KafkaHome(kafkaHome));
        Dictionary<string, List<List<KeyValuePair<string, double>>>> results = [];
        for (int round = 1; round <= rounds; round++)
        {
            foreach (Contestant contestant in contestants)
            {
                await Console.Error.WriteLineAsync($"round {round} of {rounds}: {contestant.Name}");
                results.TryAdd(contestant.Name, []);
                results[contestant.Name].Add(await measurement.RunAsync(contestant));
            }
        }

        Print(contestants, results);
        return 0;

        string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at ? args[at + 1] : null;
    }

    private static void Print(
        IReadOnlyList<Contestant> contestants, Dictionary<string, List<List<KeyValuePair<string, double>>>> results)
    {
        string names = string.Join(" | ", contestants.Select(contestant => contestant.Name));
        Console.WriteLine($"| median of {results.First().Value.Count} | {names} |");
        Console.WriteLine($"|---|{string.Concat(contestants.Select(_ => "---:|"))}");
        for (int row = 0; row < results.First().Value[0].Count; row++)
        {
            string name = results.First().Value[0][row].Key;
            IEnumerable<string> cells = contestants.Select(
                contestant => Median(results[contestant.Name].Select(round => round[row].Value)));
            Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }
    }

    private static string Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        double median = ordered[ordered.Length / 2];
        return median.ToString(median >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);
    }

    // By environment, else beside the repository's root.
    private static string? Find(string variable, string besideRoot)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            return given;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, besideRoot);
            if (File.Exists(candidate) || Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
