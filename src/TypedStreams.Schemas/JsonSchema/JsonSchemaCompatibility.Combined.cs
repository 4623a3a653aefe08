// Combinations: trying parts against parts, and the largest matching of them.

namespace TypedStreams.Schemas.JsonSchema;

public sealed partial class JsonSchemaCompatibility
{
    private int _trials;

    /// <summary>Whether the update accepts everything the original does; reports nothing.</summary>
    private bool Fits(JsonNode original, JsonNode update)
    {
        (original, update) = (Plain(original), Plain(update));
        (object, object) pair = ((object?)original.Shape ?? original, (object?)update.Shape ?? update);
        if (_verdicts.TryGetValue(pair, out var known))
        {
            return known;
        }

        var (found, lowest) = (_found, _lowestGuess);
        (_found, _lowestGuess) = ([], int.MaxValue);
        _trials++;
        var depth = _open.Count;
        CompareNodes(original, update);
        _trials--;
        var isCompatible = _found.All(difference => JsonDifferences.IsCompatible(difference.KindName, _policy));
        // "No" stays no whatever open comparisons come to; "yes" holds for good only when it rests on none of them.
        if (!isCompatible || _lowestGuess >= depth)
        {
            _verdicts[pair] = isCompatible;
        }

        (_found, _lowestGuess) = (found, Math.Min(lowest, _lowestGuess));
        return isCompatible;
    }

    private void CompareCombined(JsonCombined original, JsonCombined update)
    {
        if (original.Criterion != update.Criterion)
        {
            if (update.Criterion != JsonCriterion.AnyOf)
            {
                Report(JsonDifferences.CombinedTypeChanged);
                return;
            }

            Report(JsonDifferences.CombinedTypeExtended);
        }

        var (before, after) = (original.Parts.Count, update.Parts.Count);
        if (before < after)
        {
            Report(update.Criterion == JsonCriterion.AllOf
                ? JsonDifferences.ProductTypeExtended
                : JsonDifferences.SumTypeExtended);
        }
        else if (before > after)
        {
            Report(original.Criterion == JsonCriterion.AllOf
                ? JsonDifferences.ProductTypeNarrowed
                : JsonDifferences.SumTypeNarrowed);
        }

        if (Matching(original.Parts, update.Parts) < Math.Min(before, after))
        {
            Report(JsonDifferences.CombinedTypeSubschemasChanged);
        }
    }

    /// <summary>How many parts of the original find a part of the update that fits, each part used once.</summary>
    private int Matching(List<JsonNode> originals, List<JsonNode> updates)
    {
        var partners = new int[updates.Count];
        for (var i = 0; i < partners.Length; i++)
        {
            partners[i] = -1;
        }

        var count = 0;
        for (var i = 0; i < originals.Count; i++)
        {
            count += FindPartner(originals, updates, i, new bool[updates.Count], partners) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Gives an original a partner, moving others to theirs where that makes room.</summary>
    private bool FindPartner(
        List<JsonNode> originals, List<JsonNode> updates, int index, bool[] tried, int[] partners)
    {
        for (var i = 0; i < updates.Count; i++)
        {
            if (tried[i] || !Fits(originals[index], updates[i]))
            {
                continue;
            }

            tried[i] = true;
            if (partners[i] < 0 || FindPartner(originals, updates, partners[i], tried, partners))
            {
                partners[i] = index;
                return true;
            }
        }

        return false;
    }
}
