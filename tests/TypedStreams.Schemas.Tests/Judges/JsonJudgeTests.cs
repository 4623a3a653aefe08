// Verdicts about values against the Python library jsonschema, over random schemas of the five drafts.

using System.Text.Json;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.Tests.JsonSchema;
using TypedStreams.Testing;

namespace TypedStreams.Schemas.Tests.Judges;

public class JsonJudgeTests
{
    private const int SchemasOfADraft = 2_500;
    private const int InstancesOfASchema = 8;

    [ToolFact(Tool.NewPython)]
    public async Task Verdicts_about_100_000_random_values_equal_those_of_the_judge()
    {
        var rows = (
            from draft in ValidationCase.Drafts
            from seed in Enumerable.Range(0, SchemasOfADraft)
            let row = JsonSchemaFamily.Generate(seed, draft, InstancesOfASchema)
            select (Draft: draft, Seed: seed, row.Schema, row.Instances)).ToList();
        var answers = await PythonJudge.AskAsync("json_judge.py", rows.ConvertAll(row => new
        {
            draft = row.Draft,
            schema = JsonDocument.Parse(row.Schema).RootElement,
            documents = new Dictionary<string, string>(),
            instances = row.Instances.ConvertAll(instance => JsonDocument.Parse(instance).RootElement),
        }));
        var differing = new List<string>();
        var (right, wrong) = (0, 0);
        foreach (var (row, answer) in rows.Zip(answers))
        {
            var validator = ValidationCase.Validator(row.Draft, row.Schema);
            for (var i = 0; i < row.Instances.Count; i++)
            {
                var judged = answer[i].GetBoolean();
                var faults = validator.Validate(JsonValue.Parse(row.Instances[i]));
                (right, wrong) = judged ? (right + 1, wrong) : (right, wrong + 1);
                if (judged != (faults.Count == 0))
                {
                    differing.Add($"draft {row.Draft}, seed {row.Seed}: {row.Schema}\n  value {row.Instances[i]}\n"
                        + $"  judge {judged}, ours {string.Join("; ", faults)}");
                }
            }
        }

        var examples = string.Join("\n", differing.Take(5));
        Assert.True(differing.Count == 0, $"{differing.Count} differ ({right} right, {wrong} wrong):\n{examples}");
        Assert.Equal(100_000, right + wrong);
        Assert.True(Math.Min(right, wrong) > 20_000, $"{right} right, {wrong} wrong");
    }
}
