// Strings, numbers and arrays.

namespace TypedStreams.Schemas.JsonSchema;

public sealed partial class JsonSchemaCompatibility
{
    private void CompareStrings(JsonString original, JsonString update)
    {
        CompareLimits(original.MaxLength, update.MaxLength, "maxLength", "MAX_LENGTH");
        CompareLimits(original.MinLength, update.MinLength, "minLength", "MIN_LENGTH");
        if (original.Pattern != update.Pattern)
        {
            Report(
                original.Pattern is null ? JsonDifferences.PatternAdded
                : update.Pattern is null ? JsonDifferences.PatternRemoved
                : JsonDifferences.PatternChanged,
                "pattern");
        }
    }

    private void CompareNumbers(JsonNumeric original, JsonNumeric update)
    {
        CompareLimits(original.Maximum, update.Maximum, "maximum", "MAXIMUM");
        CompareLimits(original.Minimum, update.Minimum, "minimum", "MINIMUM");
        CompareLimits(
            original.ExclusiveMaximum, update.ExclusiveMaximum, "exclusiveMaximum", "EXCLUSIVE_MAXIMUM");
        CompareLimits(
            original.ExclusiveMinimum, update.ExclusiveMinimum, "exclusiveMinimum", "EXCLUSIVE_MINIMUM");
        CompareDivisors(original.MultipleOf, update.MultipleOf);
        if (original.IsInteger != update.IsInteger)
        {
            Report(original.IsInteger ? JsonDifferences.TypeExtended : JsonDifferences.TypeNarrowed);
        }
    }

    private void CompareDivisors(JsonNumber? original, JsonNumber? update)
    {
        if (original is not { } from || update is not { } to)
        {
            if (original is not null || update is not null)
            {
                Report(
                    original is null ? JsonDifferences.MultipleOfAdded : JsonDifferences.MultipleOfRemoved,
                    "multipleOf");
            }
        }
        else if (from.CompareTo(to) != 0)
        {
            Report(
                to.IsMultipleOf(from) ? JsonDifferences.MultipleOfExpanded
                : from.IsMultipleOf(to) ? JsonDifferences.MultipleOfReduced
                : JsonDifferences.MultipleOfChanged,
                "multipleOf");
        }
    }

    /// <summary>A limit; the names of its differences begin with a word and end with what happened to it.</summary>
    private void CompareLimits(JsonNumber? original, JsonNumber? update, string keyword, string word)
    {
        if (original is not { } from || update is not { } to)
        {
            if (original is not null || update is not null)
            {
                Report(word + (original is null ? "_ADDED" : "_REMOVED"), keyword);
            }
        }
        else if (from.CompareTo(to) != 0)
        {
            Report(word + (from.CompareTo(to) < 0 ? "_INCREASED" : "_DECREASED"), keyword);
        }
    }

    private void CompareArrays(JsonArray original, JsonArray update)
    {
        CompareLimits(original.MaxItems, update.MaxItems, "maxItems", "MAX_ITEMS");
        CompareLimits(original.MinItems, update.MinItems, "minItems", "MIN_ITEMS");
        CompareLimits(original.MaxContains, update.MaxContains, "maxContains", "MAX_CONTAINS");
        CompareLimits(original.MinContains, update.MinContains, "minContains", "MIN_CONTAINS");
        if (original.IsUnique != update.IsUnique)
        {
            Report(
                original.IsUnique ? JsonDifferences.UniqueItemsRemoved : JsonDifferences.UniqueItemsAdded,
                "uniqueItems");
        }

        CompareItems(original, update);
        CompareAdditional(original.Unevaluated, update.Unevaluated, "unevaluatedItems", "UNEVALUATED_ITEMS");
    }

    private void CompareItems(JsonArray original, JsonArray update)
    {
        // One schema for all items is what follows a tuple of none.
        if (original.Tuple is null && update.Tuple is null)
        {
            if (original.AllItems is not null || update.AllItems is not null)
            {
                Inside("items", () => Compare(original.AllItems, update.AllItems));
            }

            return;
        }

        var (from, to) = (original.Tuple ?? [], update.Tuple ?? []);
        for (var i = 0; i < Math.Max(from.Count, to.Count); i++)
        {
            Inside("items/" + Text(i), () => CompareItem(from, to, i, original.Beyond, update.Beyond));
        }

        var (open, next) = (original.Additional ?? original.AllItems, update.Additional ?? update.AllItems);
        CompareAdditional(open, next, "additionalItems", "ADDITIONAL_ITEMS");
    }

    private void CompareItem(List<JsonNode> from, List<JsonNode> to, int index, JsonNode? open, JsonNode? next)
    {
        if (index < from.Count && index < to.Count)
        {
            Compare(from[index], to[index]);
        }
        else if (index < from.Count)
        {
            Report(PlainOrNull(next) switch
            {
                null or JsonAnything => JsonDifferences.ItemRemovedFromOpenContentModel,
                JsonNothing => Plain(from[index]) is JsonNothing
                    ? JsonDifferences.ItemWithFalseRemovedFromClosedContentModel
                    : JsonDifferences.ItemRemovedFromClosedContentModel,
                { } cover => Fits(from[index], cover)
                    ? JsonDifferences.ItemRemovedIsCoveredByPartiallyOpenContentModel
                    : JsonDifferences.ItemRemovedNotCoveredByPartiallyOpenContentModel,
            });
        }
        else
        {
            Report(PlainOrNull(open) switch
            {
                null or JsonAnything => Plain(to[index]) is JsonAnything
                    ? JsonDifferences.ItemWithEmptySchemaAddedToOpenContentModel
                    : JsonDifferences.ItemAddedToOpenContentModel,
                JsonNothing => JsonDifferences.ItemAddedToClosedContentModel,
                { } cover => Fits(cover, to[index])
                    ? JsonDifferences.ItemAddedIsCoveredByPartiallyOpenContentModel
                    : JsonDifferences.ItemAddedNotCoveredByPartiallyOpenContentModel,
            });
        }
    }

    /// <summary>What is allowed beside the named ones: everything, nothing, or what a schema says.</summary>
    private void CompareAdditional(JsonNode? original, JsonNode? update, string step, string word)
    {
        var (from, to) = (OpenOf(original), OpenOf(update));
        if (ReferenceEquals(from, to))
        {
            return;
        }

        Inside(step, () =>
        {
            switch (from, to)
            {
                case (JsonNothing, JsonNothing) or (null, null):
                    break;
                case (JsonNothing, _):
                    Report(word + "_ADDED");
                    break;
                case (_, JsonNothing):
                    Report(word + "_REMOVED");
                    break;
                case (_, null):
                    Report(word + "_EXTENDED");
                    break;
                case (null, _):
                    Report(word + "_NARROWED");
                    break;
                default:
                    Compare(from, to);
                    break;
            }
        });
    }

    /// <summary>Null for what accepts everything.</summary>
    private static JsonNode? OpenOf(JsonNode? node) => PlainOrNull(node) is JsonAnything ? null : PlainOrNull(node);

    private static JsonNode? PlainOrNull(JsonNode? node) => node is null ? null : Plain(node);
}
