// Values of random contracts against the Avro project's Python library: it reads what we write, we read what it writes,
// and it resolves to another version's schema as our readers do. python_avro.py says where it is helped.

using System.Text.Json;
using TypedStreams.Generators.Tests.Contracts;
using TypedStreams.Testing;

namespace TypedStreams.Generators.Tests.Evolution;

public class PythonAvroTests
{
    private const int Contracts = 200;
    private const int Values = 50;
    private const int Messages = 2_000;

    [ToolFact(Tool.DebianAvro)]
    public async Task Python_avro_and_our_readers_agree_on_10_000_values_of_200_changes()
    {
        Tools.Require(Tool.DebianAvro);
        var asked = new List<(int Seed, ContractPair Pair, List<ThreeWays> Ways)>();
        foreach (var seeds in Enumerable.Range(2_001, Contracts).Chunk(50))
        {
            foreach (var (seed, (old, pair)) in seeds.Zip(ContractAssembly.Build(seeds)))
            {
                var values = new RandomValue(new Random(seed));
                asked.Add((seed, pair, [.. Enumerable.Range(0, Values).Select(_ => pair.Read(values.Of(old)))]));
            }
        }

        var answers = await AskAsync([.. asked.Select(item => new Question(
            item.Pair.OldSchema,
            item.Pair.NewSchema,
            [.. item.Ways.Select(way => Convert.ToHexString(way.Written))]))]);
        var wrong = new List<string>();
        foreach (var ((seed, pair, ways), answer) in asked.Zip(answers))
        {
            for (var i = 0; i < Values; i++)
            {
                // What it wrote is read by us; that nothing was lost shows in what we write of it.
                if (!pair.Rewrite(Convert.FromHexString(answer.Same[i])).SequenceEqual(ways[i].Written))
                {
                    wrong.Add($"seed {seed}: {Convert.ToHexString(ways[i].Written)} is {answer.Same[i]} there\n"
                        + pair.OldSchema);
                }

                if (answer.Resolved[i] != Convert.ToHexString(ways[i].Generated))
                {
                    wrong.Add($"seed {seed}: {Convert.ToHexString(ways[i].Written)} resolves to {answer.Resolved[i]} "
                        + $"there, {Convert.ToHexString(ways[i].Generated)} here\n{pair.OldSchema}\n{pair.NewSchema}");
                }
            }
        }

        var shortest = wrong.OrderBy(text => text.Length).FirstOrDefault();
        Assert.True(wrong.Count == 0, $"{wrong.Count} differ, the shortest:\n{shortest}");
    }

    [ToolFact(Tool.DebianAvro)]
    public async Task Python_avro_and_our_codec_agree_on_2_000_messages_with_every_logical_type()
    {
        Tools.Require(Tool.DebianAvro);
        var schema = Formats.Schema<Everything, AvroFormat>();
        string[] ours =
        [
            .. Enumerable.Range(0, Messages).Select(seed => Convert.ToHexString(
                Formats.Encode<Everything, AvroFormat>(RandomMessages.Everything(new Random(seed))))),
        ];
        var answer = Assert.Single(await AskAsync([new Question(schema, schema, ours)]));

        Assert.Equal(ours, answer.Same.Select(Again));
        Assert.Equal(ours, answer.Resolved.Select(Again));

        // It is not all the same bytes: a negative decimal may have one more there.
        static string Again(string theirs) => Convert.ToHexString(Formats.Encode<Everything, AvroFormat>(
            Formats.Decode<Everything, AvroFormat>(Convert.FromHexString(theirs))));
    }

    private static async Task<List<Answer>> AskAsync(List<Question> questions)
    {
        using var folder = new DataDirectory();
        var file = Path.Combine(folder.Path, "values.jsonl");
        await File.WriteAllLinesAsync(file, questions.Select(question => JsonSerializer.Serialize(question, Names)));
        var script = Path.Combine(AppContext.BaseDirectory, "Evolution", "python_avro.py");
        var output = await Command.CheckAsync([Tools.DebianPython, script, file], patience: TimeSpan.FromMinutes(4));
        List<Answer> answers =
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<Answer>(line, Names)!),
        ];
        Assert.Equal(questions.Count, answers.Count);
        return answers;
    }

    private static JsonSerializerOptions Names { get; } = new(JsonSerializerDefaults.Web);

    private sealed record Question(string Written, string Read, string[] Values);

    private sealed record Answer(string[] Same, string[] Resolved);
}
