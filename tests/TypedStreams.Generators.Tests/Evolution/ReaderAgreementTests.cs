// The ways to read another version's data come to the same, and to what avsc, which is not ours, comes to.

using System.Text.Json;
using TypedStreams.Testing;

namespace TypedStreams.Generators.Tests.Evolution;

public class ReaderAgreementTests
{
    private const int Contracts = 200;
    private const int Values = 50;

    private static readonly Lazy<List<(int Seed, ContractPair Pair, ThreeWays Way)>> All = new(() => [.. Read()]);

    [Fact]
    public void Generated_reader_plan_and_own_reader_agree_on_10_000_values_of_200_changes()
    {
        var wrong = All.Value.Where(item => !item.Way.Generated.SequenceEqual(item.Way.Planned)
            || !item.Way.Straight.SequenceEqual(item.Way.Planned)).OrderBy(item => item.Way.Written.Length).ToArray();
        Assert.True(wrong.Length == 0, $"{wrong.Length} differ, the shortest:\n{Describe(wrong.FirstOrDefault())}");
    }

    private static string Describe((int Seed, ContractPair Pair, ThreeWays Way) item) => item.Pair is null ? "" : $"""
        seed {item.Seed}: {Convert.ToHexString(item.Way.Written)}
        by the generated reader {Convert.ToHexString(item.Way.Generated)}
        by the plan             {Convert.ToHexString(item.Way.Planned)}
        and its own reader      {Convert.ToHexString(item.Way.Straight)}
        {item.Pair.OldSchema}
        {item.Pair.NewSchema}
        """;

    [ToolFact(Tool.Node)]
    public async Task Generated_reader_and_avsc_agree_on_10_000_values_of_200_changes()
    {
        Tools.Require(Tool.Node);
        var lines = All.Value.GroupBy(item => item.Seed).Select(group => JsonSerializer.Serialize(new
        {
            seed = group.Key,
            written = group.First().Pair.OldSchema,
            read = group.First().Pair.NewSchema,
            values = group.Select(item => new[]
            {
                Convert.ToHexString(item.Way.Written), Convert.ToHexString(item.Way.Generated),
            }),
        }));
        using var folder = new DataDirectory();
        var file = Path.Combine(folder.Path, "values.jsonl");
        await File.WriteAllLinesAsync(file, lines);
        var script = Path.Combine(AppContext.BaseDirectory, "Evolution", "resolve.js");
        var output = await Command.CheckAsync(
            ["node", script, Path.Combine(Tools.NodeModules, "avsc"), file], patience: TimeSpan.FromMinutes(3));
        Assert.True(output.Trim() == $"{Contracts * Values} values agree", output);
    }

    private static IEnumerable<(int Seed, ContractPair Pair, ThreeWays Way)> Read()
    {
        foreach (var seeds in Enumerable.Range(1, Contracts).Chunk(50))
        {
            foreach (var (seed, (old, pair)) in seeds.Zip(ContractAssembly.Build(seeds)))
            {
                var values = new RandomValue(new Random(seed));
                for (var i = 0; i < Values; i++)
                {
                    yield return (seed, pair, pair.Read(values.Of(old)));
                }
            }
        }
    }
}
