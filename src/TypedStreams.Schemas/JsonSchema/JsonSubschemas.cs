// Which members of a schema hold schemas. What stands elsewhere (in enum, const, default, examples, or under a keyword
// that nobody knows) only looks like one.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal static class JsonSubschemas
{
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        "additionalItems", "unevaluatedItems", "contains", "additionalProperties", "unevaluatedProperties",
        "propertyNames", "not", "if", "then", "else", "items",
    };

    private static readonly HashSet<string> Listed = new(StringComparer.Ordinal)
    {
        "items", "prefixItems", "allOf", "anyOf", "oneOf",
    };

    private static readonly HashSet<string> Named = new(StringComparer.Ordinal)
    {
        "properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies",
    };

    /// <summary>The schemas directly in a schema, with the pointers that lead from it to them.</summary>
    internal static IEnumerable<(string Pointer, JsonValue Schema)> Of(JsonValue schema)
    {
        foreach (var member in schema.Members)
        {
            var (name, value) = (member.Key, member.Value);
            if (value.Kind == JsonKind.Array && Listed.Contains(name))
            {
                for (var i = 0; i < value.Items.Count; i++)
                {
                    yield return ($"/{name}/{i}", value.Items[i]);
                }
            }
            else if (Named.Contains(name))
            {
                foreach (var inner in value.Members.Where(inner => IsSchema(inner.Value)))
                {
                    yield return ($"/{name}/{Escape(inner.Key)}", inner.Value);
                }
            }
            else if (IsSchema(value) && Single.Contains(name))
            {
                yield return ("/" + name, value);
            }
        }
    }

    /// <summary>A name as a step of a JSON pointer (RFC 6901).</summary>
    internal static string Escape(string name) => name.Replace("~", "~0").Replace("/", "~1");

    private static bool IsSchema(JsonValue value) => value.Kind is JsonKind.Object or JsonKind.True or JsonKind.False;
}
