// Arrays: items by place, all of them, some of them.

using System.Globalization;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal sealed partial class JsonValidation
{
    private bool CheckArray(JsonRule rule, string name, JsonValue value, JsonValue instance, Evaluated? own)
    {
        var isNew = rule.Place.Draft >= JsonSchemaDraft.Draft2020;
        switch (name)
        {
            case "prefixItems" when isNew:
            case "items" when value.Kind == JsonKind.Array && !isNew:
                return CheckTuple(value, instance, own);
            case "items" when value.Kind != JsonKind.Array:
                var first = isNew ? rule.Json["prefixItems"]?.Items.Count ?? 0 : 0;
                return CheckRest(rule, name, value, instance, first, own);
            case "additionalItems" when !isNew && rule.Json["items"] is { Kind: JsonKind.Array } tuple:
                return CheckRest(rule, name, value, instance, tuple.Items.Count, own);
            case "contains" when rule.Place.Draft >= JsonSchemaDraft.Draft6:
                return CheckContains(rule, value, instance, own);
            case "minItems" or "maxItems" when value.Kind == JsonKind.Number:
                return IsWithin(name == "minItems", instance.Items.Count, value)
                    || Fail(rule, name, $"its {instance.Items.Count} items break {name} {value}");
            case "uniqueItems" when value.Kind == JsonKind.True:
                return CheckUnique(rule, instance);
            default:
                return true;
        }
    }

    private bool CheckTuple(JsonValue tuple, JsonValue instance, Evaluated? own)
    {
        var isRight = true;
        var count = Math.Min(tuple.Items.Count, instance.Items.Count);
        for (var i = 0; i < count; i++)
        {
            isRight &= ApplyInside(Text(i), tuple.Items[i], instance.Items[i]);
        }

        own?.AddFirst(count);
        return isRight;
    }

    private bool CheckRest(
        JsonRule rule, string keyword, JsonValue schema, JsonValue instance, int first, Evaluated? own)
    {
        if (schema.Kind == JsonKind.False && instance.Items.Count > first)
        {
            return Fail(rule, keyword, $"it has {instance.Items.Count} items, and {first} are allowed");
        }

        var isRight = true;
        for (var i = first; i < instance.Items.Count; i++)
        {
            isRight &= ApplyInside(Text(i), schema, instance.Items[i]);
        }

        own?.AddAll();
        return isRight;
    }

    private bool CheckContains(JsonRule rule, JsonValue schema, JsonValue instance, Evaluated? own)
    {
        var hasCounts = rule.Place.Draft >= JsonSchemaDraft.Draft2019;
        var least = hasCounts ? rule.Json["minContains"] : null;
        var most = hasCounts ? rule.Json["maxContains"] : null;
        var count = 0;
        for (var i = 0; i < instance.Items.Count; i++)
        {
            if (Try(schema, instance.Items[i], evaluated: null))
            {
                count++;
                // Only since 2020-12 an item counts as looked at because it was found.
                if (rule.Place.Draft >= JsonSchemaDraft.Draft2020)
                {
                    own?.Add(i);
                }
            }
        }

        var isRight = least is { Kind: JsonKind.Number } ? IsWithin(isLeast: true, count, least) : count > 0;
        isRight = isRight
            || Fail(rule, least is null ? "contains" : "minContains", $"{count} items are what is needed");
        return (most is not { Kind: JsonKind.Number } || IsWithin(isLeast: false, count, most)
            || Fail(rule, "maxContains", $"{count} items are what only {most} may be")) && isRight;
    }

    private bool CheckUnique(JsonRule rule, JsonValue instance)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < instance.Items.Count; i++)
        {
            var text = JsonSchemaText.Canonical(instance.Items[i]);
            if (!seen.TryAdd(text, i))
            {
                return Fail(rule, "uniqueItems", $"items {seen[text]} and {i} are equal");
            }
        }

        return true;
    }

    private bool CheckOtherItems(JsonRule rule, JsonValue schema, JsonValue instance, Evaluated own)
    {
        var isRight = true;
        for (var i = 0; i < instance.Items.Count; i++)
        {
            if (!own.Has(i))
            {
                isRight &= schema.Kind == JsonKind.False
                    ? Fail(rule, "unevaluatedItems", $"nothing describes item {i}")
                    : ApplyInside(Text(i), schema, instance.Items[i]);
            }
        }

        own.AddAll();
        return isRight;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
