// A JSON Schema as registries know it: its text, and the model that compatibility is judged on.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

/// <summary>A parsed JSON Schema. Immutable and thread-safe.</summary>
public sealed class JsonSchemaDocument
{
    internal JsonSchemaDocument(
        JsonValue json, JsonSchemaDraft draft, JsonNode root, IReadOnlyDictionary<string, string>? references)
    {
        Json = json;
        Draft = draft;
        Root = root;
        References = references;
    }

    /// <summary>The schema itself.</summary>
    public JsonValue Json { get; }

    /// <summary>The draft it is written for.</summary>
    public JsonSchemaDraft Draft { get; }

    /// <summary>The <c>title</c>, which names the record, or null.</summary>
    public string? Title => Root.Title;

    internal JsonNode Root { get; }

    /// <summary>The texts it was given to refer to.</summary>
    internal IReadOnlyDictionary<string, string>? References { get; }

    /// <summary>The stored text: compact, members in order, digits of numbers as they were.</summary>
    public override string ToString() => Json.ToString();

    /// <summary>The stored text with the members of every object in ordinal order.</summary>
    public string ToNormalizedText() => JsonSchemaText.Sorted(Json).ToString();
}
