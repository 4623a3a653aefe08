// The model that compatibility is judged on, shaped like the one of the Java library behind Confluent's registry,
// because verdicts depend on the shape: one class an assertion group; several groups in one schema become an allOf, a
// list of types an anyOf. Filled by the loader, immutable afterwards; references make circles.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal abstract class JsonNode
{
    internal string? Id { get; set; }

    internal string? Title { get; set; }

    internal string? Description { get; set; }

    internal JsonValue? Default { get; set; }

    /// <summary>
    /// The schema's text, when it is short and refers to nothing: nodes of equal text are equal. Else null.
    /// </summary>
    internal string? Shape { get; set; }
}

/// <summary>Accepts everything: true, {} or nothing that asserts.</summary>
internal sealed class JsonAnything : JsonNode;

/// <summary>Accepts nothing: false.</summary>
internal sealed class JsonNothing : JsonNode;

internal sealed class JsonBoolean : JsonNode;

internal sealed class JsonNull : JsonNode;

internal sealed class JsonString : JsonNode
{
    internal JsonNumber? MinLength { get; set; }

    internal JsonNumber? MaxLength { get; set; }

    internal string? Pattern { get; set; }
}

internal sealed class JsonNumeric : JsonNode
{
    internal bool IsInteger { get; set; }

    internal JsonNumber? Minimum { get; set; }

    internal JsonNumber? Maximum { get; set; }

    internal JsonNumber? ExclusiveMinimum { get; set; }

    internal JsonNumber? ExclusiveMaximum { get; set; }

    internal JsonNumber? MultipleOf { get; set; }
}

/// <summary>One of some values; const is an enum of one.</summary>
internal sealed class JsonEnum(HashSet<string> values) : JsonNode
{
    /// <summary>The values in canonical text.</summary>
    internal HashSet<string> Values { get; } = values;
}

internal sealed class JsonArray : JsonNode
{
    internal JsonNumber? MinItems { get; set; }

    internal JsonNumber? MaxItems { get; set; }

    internal JsonNumber? MinContains { get; set; }

    internal JsonNumber? MaxContains { get; set; }

    internal bool IsUnique { get; set; }

    /// <summary>The schema of all items, or null; never together with a tuple.</summary>
    internal JsonNode? AllItems { get; set; }

    /// <summary>The schemas of the first items, or null.</summary>
    internal List<JsonNode>? Tuple { get; set; }

    /// <summary>What items behind the tuple must be; null when everything goes.</summary>
    internal JsonNode? Additional { get; set; }

    /// <summary>What items that no other keyword looked at must be; null when everything goes.</summary>
    internal JsonNode? Unevaluated { get; set; }

    /// <summary>What an item that the tuple does not describe must be; null when everything goes.</summary>
    internal JsonNode? Beyond => Additional ?? AllItems ?? Unevaluated;
}

internal sealed class JsonObject : JsonNode
{
    internal Dictionary<string, JsonNode> Properties { get; } = new(StringComparer.Ordinal);

    internal List<KeyValuePair<string, JsonNode>> PatternProperties { get; } = [];

    /// <summary>What properties not named must be; null when everything goes.</summary>
    internal JsonNode? Additional { get; set; }

    /// <summary>What properties that no other keyword looked at must be; null when everything goes.</summary>
    internal JsonNode? Unevaluated { get; set; }

    /// <summary>What a property not named must be; null when everything goes.</summary>
    internal JsonNode? Beyond => Additional ?? Unevaluated;

    internal HashSet<string> Required { get; } = new(StringComparer.Ordinal);

    internal JsonNumber? MinProperties { get; set; }

    internal JsonNumber? MaxProperties { get; set; }

    internal Dictionary<string, HashSet<string>> DependentNames { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, JsonNode> DependentSchemas { get; } = new(StringComparer.Ordinal);

    internal bool IsOpen => Beyond is null or JsonAnything && PatternProperties.Count == 0;

    internal bool IsClosed => Beyond is JsonNothing && PatternProperties.Count == 0;
}

internal enum JsonCriterion
{
    AllOf,
    AnyOf,
    OneOf,
}

internal sealed class JsonCombined(JsonCriterion criterion, List<JsonNode> parts) : JsonNode
{
    internal JsonCriterion Criterion { get; } = criterion;

    internal List<JsonNode> Parts { get; } = parts;
}

internal sealed class JsonNot(JsonNode inner) : JsonNode
{
    internal JsonNode Inner { get; } = inner;
}

/// <summary>if, then and else. Not compared, as in Confluent's registry.</summary>
internal sealed class JsonConditional : JsonNode;

internal sealed class JsonReference : JsonNode
{
    internal JsonNode? Target { get; set; }
}
