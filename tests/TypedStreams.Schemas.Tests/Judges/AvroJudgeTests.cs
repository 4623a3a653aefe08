// Avro verdicts, canonical forms and fingerprints against implementations that are not ours, over random families.
// avro_judge.py says what the judge is and where it is corrected.

using System.Globalization;
using System.Text.Json;
using TypedStreams.Schemas.Avro;
using TypedStreams.Testing;

namespace TypedStreams.Schemas.Tests.Judges;

public class AvroJudgeTests
{
    private const int FamilySize = 5;
    private const int Pairs = 100_000;
    private const int Families = Pairs / (FamilySize * (FamilySize - 1));

    [ToolFact(Tool.NewPython)]
    public async Task Verdicts_forms_and_fingerprints_of_100_000_random_pairs_equal_those_of_the_judges()
    {
        var families = Enumerable.Range(0, Families).Select(seed => AvroFamily.Generate(seed, FamilySize)).ToList();
        var answers = await PythonJudge.AskAsync("avro_judge.py", families);
        var differing = new List<string>();
        var counts = new Dictionary<string, int>();
        for (var seed = 0; seed < Families; seed++)
        {
            Compare(seed, families[seed], answers[seed], differing, counts);
        }

        var summary = string.Join(", ", counts.OrderBy(count => count.Key).Select(c => $"{c.Key} {c.Value}"));
        var examples = string.Join("\n", differing.Take(5));
        Assert.True(differing.Count == 0, $"{differing.Count} differ ({summary}):\n{examples}");
        Assert.All(Expected, name => Assert.True(counts.GetValueOrDefault(name) >= 200, $"too few {name}: {summary}"));
        // Both verdicts are frequent: at least a fifth of the pairs each.
        Assert.True(Math.Min(counts["compatible"], counts["incompatible"]) >= Pairs / 5, summary);
    }

    /// <summary>What must have come up often enough for the comparison to mean something.</summary>
    private static readonly string[] Expected =
    [
        "NAME_MISMATCH", "FIXED_SIZE_MISMATCH", "MISSING_ENUM_SYMBOLS", "READER_FIELD_MISSING_DEFAULT_VALUE",
        "TYPE_MISMATCH", "MISSING_UNION_BRANCH", "alias_namespace", "ambiguous_alias", "form",
    ];

    private static void Compare(
        int seed, List<string> texts, JsonElement answer, List<string> differing, Dictionary<string, int> counts)
    {
        var schemas = texts.ConvertAll(text => AvroParser.Parse(text));
        for (var i = 0; i < texts.Count; i++)
        {
            var own = AvroParsingForm.Of(schemas[i]);
            var crc = AvroFingerprint.Of(schemas[i]);
            var forms = answer.GetProperty("forms")[i];
            if (own != forms[0].GetString() || own != forms[1].GetString() || crc != LittleEndian(forms[2]))
            {
                differing.Add($"seed {seed}: {texts[i]}\n  ours  {own} {crc:x16}\n  judge {forms}");
            }
        }

        var pair = 0;
        foreach (var reader in Enumerable.Range(0, texts.Count))
        {
            foreach (var writer in Enumerable.Range(0, texts.Count))
            {
                var judged = answer.GetProperty("verdicts")[pair++].EnumerateArray()
                    .Select(kind => kind.GetString()!).ToList();
                var own = AvroCompatibility.Check(schemas[reader], schemas[writer])
                    .Select(difference => difference.KindName).Order(StringComparer.Ordinal).ToList();
                if (!own.SequenceEqual(judged))
                {
                    differing.Add($"seed {seed}:\n  reader {texts[reader]}\n  writer {texts[writer]}\n"
                        + $"  ours  {string.Join(' ', own)}\n  judge {string.Join(' ', judged)}");
                }

                Count(counts, judged.Count == 0 ? "compatible" : "incompatible", reader == writer ? 0 : 1);
                judged.Distinct().ToList().ForEach(kind => Count(counts, kind, 1));
            }
        }

        foreach (var touched in answer.GetProperty("touched").EnumerateObject())
        {
            Count(counts, touched.Name, touched.Value.GetInt32());
        }
    }

    private static void Count(Dictionary<string, int> counts, string name, int more) =>
        counts[name] = counts.GetValueOrDefault(name) + more;

    /// <summary>fastavro prints a CRC-64-AVRO as the bytes of the little-endian number.</summary>
    private static ulong LittleEndian(JsonElement hex) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(
        ulong.Parse(hex.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
