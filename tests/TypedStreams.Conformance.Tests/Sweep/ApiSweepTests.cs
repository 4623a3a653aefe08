// apisweep sends every advertised API in every version; an independent codec checks each answer to the last byte.
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Sweep;

public sealed class ApiSweepTests
{
    private static string KafkasOwn => Path.Combine(Path.GetDirectoryName(Tools.ApiSweep)!, "kafka-4.4.0.txt");

    private static string Folder => Path.Combine(Tools.Root, "tests", "TypedStreams.Conformance.Tests", "Sweep");

    [ToolFact(Tool.ApiSweep)]
    public async Task Every_advertised_api_and_version_answers_as_apache_kafka_does_except_for_what_is_listed()
    {
        Tools.Require(Tool.ApiSweep);
        using var data = new DataDirectory();
        await using var server = await ServerProcess.StartAsync(new ServerSettings(data.Path));

        var sweep = await Command.RunAsync([Tools.ApiSweep, server.Bootstrap], patience: TimeSpan.FromMinutes(4));

        var ours = Answers(sweep.Output.Split('\n'));
        var kafkas = Answers(await File.ReadAllLinesAsync(KafkasOwn));
        var listed = (await File.ReadAllLinesAsync(Path.Combine(Folder, "differences.txt")))
            .Where(line => line.Length > 0 && line[0] != '#');
        var differing = ours.Where(answer => kafkas.GetValueOrDefault(answer.Key, answer.Value) != answer.Value)
            .Select(answer => $"{answer.Key}: {answer.Value} instead of {kafkas[answer.Key]}");
        Assert.True(ours.Count > 100, sweep.Output + sweep.Errors);
        Assert.EndsWith(", bad 0", sweep.Output.TrimEnd());
        Assert.Equal(string.Join("\n", listed), string.Join("\n", differing));
    }

    // "22 InitProducerID v5 filled: ok [0]" by what stands before the colon. The lines with ranges are left out: they
    // differ where an API is not served yet.
    private static Dictionary<string, string> Answers(IEnumerable<string> lines) => lines
        .Where(line => line.Length > 0 && char.IsDigit(line[0]) && line.Contains(": ", StringComparison.Ordinal))
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1].TrimEnd());
}
