// JSON Schema text to the model, for five drafts. Checks what keywords must look like and that every reference leads
// somewhere. Must never fetch anything: what is not in the text nor among the references does not exist.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

/// <summary>Parses JSON Schemas.</summary>
public static class JsonSchemaParser
{
    private static readonly Dictionary<string, JsonSchemaDraft> Drafts = new(StringComparer.Ordinal)
    {
        ["http://json-schema.org/draft-04/schema"] = JsonSchemaDraft.Draft4,
        ["http://json-schema.org/draft-06/schema"] = JsonSchemaDraft.Draft6,
        ["http://json-schema.org/draft-07/schema"] = JsonSchemaDraft.Draft7,
        ["https://json-schema.org/draft/2019-09/schema"] = JsonSchemaDraft.Draft2019,
        ["https://json-schema.org/draft/2020-12/schema"] = JsonSchemaDraft.Draft2020,
    };

    /// <summary>Parses a schema.</summary>
    /// <param name="text">The schema as JSON.</param>
    /// <param name="references">Schemas it may refer to, by the address or name it refers to them by.</param>
    /// <param name="validate">False accepts wrong keywords and missing references, for schemas already stored.</param>
    /// <exception cref="SchemaParseException">The text is not a usable schema; do not retry.</exception>
    public static JsonSchemaDocument Parse(
        string text, IReadOnlyDictionary<string, string>? references = null, bool validate = true)
    {
        var json = JsonValue.Parse(text);
        if (json.Kind is not (JsonKind.Object or JsonKind.True or JsonKind.False))
        {
            throw new SchemaParseException("A schema must be an object, true or false.", "");
        }

        var draft = DraftOf(json) ?? JsonSchemaDraft.Draft7;
        if (validate)
        {
            JsonSchemaChecks.Check(json, draft);
        }

        var addresses = new JsonAddresses(references, validate);
        addresses.Add(json, draft, "");
        var loader = new JsonSchemaLoader(addresses, validate);
        return new JsonSchemaDocument(json, draft, loader.LoadAll(json), references);
    }

    /// <summary>The draft a schema names, or null when it names none that is known.</summary>
    internal static JsonSchemaDraft? DraftOf(JsonValue json) =>
        json["$schema"] is { Kind: JsonKind.String } name && TryDraft(name.Text, out var draft) ? draft : null;

    /// <summary>True for the address of a draft's own schema.</summary>
    internal static bool TryDraft(string address, out JsonSchemaDraft draft)
    {
        var bare = address.TrimEnd('#').Replace("http://json-schema.org/draft/", "https://json-schema.org/draft/");
        bare = bare.StartsWith("https://json-schema.org/draft-", StringComparison.Ordinal)
            ? "http" + bare.Substring("https".Length)
            : bare;
        return Drafts.TryGetValue(bare, out draft);
    }
}
