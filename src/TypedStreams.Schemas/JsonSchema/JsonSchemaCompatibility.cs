// Whether a reader's JSON Schema accepts what a writer's accepted, by the rules of Confluent's registry. Structural:
// schemas of the same class are compared keyword by keyword, combinations part by part with the best matching. Owns one
// comparison. Cost is bounded: a pair of nodes is compared once a purpose, and after MaxComparisons the rest counts as
// different. A pair met again while it is being compared counts as equal; a verdict that rests on such a guess is kept
// only while the guess may still come true.

using System.Globalization;

namespace TypedStreams.Schemas.JsonSchema;

/// <summary>Judges reader and writer schemas.</summary>
public sealed partial class JsonSchemaCompatibility
{
    /// <summary>How many pairs of schemas one judgement looks at before it gives up and says "different".</summary>
    internal const int MaxComparisons = 200_000;

    /// <summary>How deep comparisons may lead into each other.</summary>
    private const int MaxDepth = 400;

    private readonly HashSet<(JsonNode, JsonNode)> _reported = [];
    private readonly Dictionary<(object, object), bool> _verdicts = [];
    private readonly Dictionary<(JsonNode, JsonNode), int> _open = [];
    private readonly List<string> _path = [];
    private readonly JsonCompatibilityPolicy _policy;
    private List<SchemaDifference> _found = [];
    private int _comparisons;
    private int _lowestGuess = int.MaxValue;

    private JsonSchemaCompatibility(JsonCompatibilityPolicy policy) => _policy = policy;

    /// <summary>What stops the reader from accepting the writer's data; empty when it accepts all of it.</summary>
    /// <param name="reader">The schema of the readers.</param>
    /// <param name="writer">The schema of the data.</param>
    /// <param name="policy">Whether properties that only one of the two describes count.</param>
    public static IReadOnlyList<SchemaDifference> Check(
        JsonSchemaDocument reader,
        JsonSchemaDocument writer,
        JsonCompatibilityPolicy policy = JsonCompatibilityPolicy.Strict) =>
    [
        .. Differences(writer, reader, policy)
            .Where(difference => !JsonDifferences.IsCompatible(difference.KindName, policy)),
    ];

    /// <summary>Every difference, also those that readers cope with.</summary>
    /// <param name="original">The schema of the data.</param>
    /// <param name="update">The schema of its readers.</param>
    /// <param name="policy">What counts as fitting where alternatives are tried.</param>
    public static IReadOnlyList<SchemaDifference> Differences(
        JsonSchemaDocument original,
        JsonSchemaDocument update,
        JsonCompatibilityPolicy policy = JsonCompatibilityPolicy.Strict)
    {
        var comparison = new JsonSchemaCompatibility(policy);
        comparison.Compare(original.Root, update.Root);
        return comparison._found;
    }

    private void Compare(JsonNode? original, JsonNode? update)
    {
        if (original is null || update is null)
        {
            if (original is null != update is null)
            {
                Report(original is null ? JsonDifferences.SchemaAdded : JsonDifferences.SchemaRemoved);
            }

            return;
        }

        if (_trials == 0)
        {
            CompareNodes(Plain(original), Plain(update));
        }
        else if (!Fits(original, update))
        {
            // What is only tried out needs a verdict, which is remembered, and no list.
            Report(JsonDifferences.TypeChanged);
        }
    }

    private void CompareNodes(JsonNode original, JsonNode update)
    {
        var isEqual = ReferenceEquals(original, update) ||
            (original.Shape is { } shape && shape == update.Shape && original.GetType() == update.GetType());
        if (isEqual || !TryEnter(original, update))
        {
            return;
        }

        _open[(original, update)] = _open.Count;
        if (!CompareMixed(original, update))
        {
            CompareAlike(original, update);
        }

        _open.Remove((original, update));
    }

    /// <summary>False for a pair that has been compared, is being compared, or is one too many.</summary>
    private bool TryEnter(JsonNode original, JsonNode update)
    {
        if (_open.TryGetValue((original, update), out var depth))
        {
            _lowestGuess = Math.Min(_lowestGuess, depth);
            return false;
        }

        if (++_comparisons > MaxComparisons || _open.Count >= MaxDepth)
        {
            Report(JsonDifferences.CombinedTypeSubschemasChanged);
            return false;
        }

        // Differences found once are not found again; in a part that is only tried out, they must be.
        return _trials > 0 || _reported.Add((original, update));
    }

    /// <summary>A combination against something else.</summary>
    /// <returns>True when that settled it.</returns>
    private bool CompareMixed(JsonNode original, JsonNode update)
    {
        if (original is not JsonCombined && update is JsonCombined { Criterion: not JsonCriterion.AllOf } sum)
        {
            if (sum.Parts.Any(part => Fits(original, part)))
            {
                Report(JsonDifferences.SumTypeExtended);
                return true;
            }
        }
        else if (original is JsonCombined { Criterion: JsonCriterion.AllOf } product && update is not JsonCombined)
        {
            if (product.Parts.Any(part => Fits(part, update)))
            {
                Report(JsonDifferences.ProductTypeNarrowed);
                return true;
            }
        }
        else if (original is JsonCombined { Criterion: not JsonCriterion.AllOf } all && update is not JsonCombined &&
            all.Parts.All(part => Fits(part, update)))
        {
            // Whatever the alternative was, the one schema takes it.
            Report(JsonDifferences.CombinedTypeExtended);
            return true;
        }

        return false;
    }

    private void CompareAlike(JsonNode original, JsonNode update)
    {
        if (original is JsonNothing || update is JsonAnything)
        {
            return;
        }

        if (original.GetType() != update.GetType())
        {
            Report(JsonDifferences.TypeChanged);
            return;
        }

        CompareNotes(original, update);
        switch (original, update)
        {
            case (JsonString from, JsonString to): CompareStrings(from, to); break;
            case (JsonNumeric from, JsonNumeric to): CompareNumbers(from, to); break;
            case (JsonEnum from, JsonEnum to): CompareEnums(from, to); break;
            case (JsonArray from, JsonArray to): CompareArrays(from, to); break;
            case (JsonObject from, JsonObject to): CompareObjects(from, to); break;
            case (JsonCombined from, JsonCombined to): CompareCombined(from, to); break;
            case (JsonNot from, JsonNot to):
                CompareExclusions(from.Inner, to.Inner);
                break;
        }
    }

    private void CompareNotes(JsonNode original, JsonNode update)
    {
        ReportChange(original.Id, update.Id, JsonDifferences.IdChanged);
        ReportChange(original.Title, update.Title, JsonDifferences.TitleChanged);
        ReportChange(original.Description, update.Description, JsonDifferences.DescriptionChanged);
        ReportChange(original.Default?.ToString(), update.Default?.ToString(), JsonDifferences.DefaultChanged);
    }

    private void CompareExclusions(JsonNode original, JsonNode update)
    {
        if (!Fits(update, original))
        {
            Report(JsonDifferences.NotTypeExtended);
        }
        else if (!Fits(original, update))
        {
            Report(JsonDifferences.NotTypeNarrowed);
        }
    }

    private void CompareEnums(JsonEnum original, JsonEnum update)
    {
        if (!original.Values.SetEquals(update.Values))
        {
            Report(
                update.Values.IsSupersetOf(original.Values) ? JsonDifferences.EnumArrayExtended
                : update.Values.IsSubsetOf(original.Values) ? JsonDifferences.EnumArrayNarrowed
                : JsonDifferences.EnumArrayChanged,
                "enum");
        }
    }

    /// <summary>The node behind references and combinations of one part.</summary>
    private static JsonNode Plain(JsonNode node)
    {
        for (var step = 0; step < 100; step++)
        {
            switch (node)
            {
                case JsonReference { Target: { } target }:
                    node = target;
                    break;
                case JsonCombined { Parts.Count: 1 } single:
                    node = single.Parts[0];
                    break;
                default:
                    return node;
            }
        }

        // A circle of references and nothing else asserts nothing.
        return new JsonAnything();
    }

    private void Report(string kind, string? keyword = null)
    {
        IEnumerable<string> steps = keyword is null ? _path : _path.Append(keyword);
        _found.Add(new SchemaDifference(kind, "the schemas differ", "#/" + string.Join("/", steps)));
    }

    private void ReportChange(string? original, string? update, string kind)
    {
        if (original != update)
        {
            Report(kind);
        }
    }

    private void Inside(string step, Action compare)
    {
        _path.Add(step);
        compare();
        _path.RemoveAt(_path.Count - 1);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
