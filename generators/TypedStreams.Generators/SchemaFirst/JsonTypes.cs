// Where things are in a JSON Schema: what a $ref means, what is nullable, and which of its schemas become C# types of
// their own. Those are objects with properties, enums of names, and unions whose cases "$type" tells apart.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class JsonTypes(JsonValue root)
{
    internal const string Discriminator = "$type";

    /// <summary>
    /// What a schema means: through references, and through a lone allOf that only carries annotations.
    /// </summary>
    /// <returns>The schema and the name that it goes by, or null.</returns>
    /// <exception cref="SchemaFileException">A reference leads out of the file or in a circle.</exception>
    internal (JsonValue Schema, string? Name) Resolve(JsonValue schema)
    {
        string? name = null;
        for (var steps = 0; ; steps++)
        {
            if (steps > root.ToString().Length)
            {
                throw new SchemaFileException("its $ref leads in a circle");
            }

            if (schema["$ref"] is { Kind: JsonKind.String } reference)
            {
                name = reference.Text.Split('/').Last();
                schema = Target(reference.Text);
            }
            else if (schema["allOf"] is { Kind: JsonKind.Array, Items.Count: 1 } all && schema["properties"] is null)
            {
                schema = all.Items[0];
            }
            else
            {
                return (schema, ReferenceEquals(schema, root) ? null : name);
            }
        }
    }

    /// <summary>A schema without null, and whether null was among its values.</summary>
    internal static (JsonValue Schema, bool IsNullable) WithoutNull(JsonValue schema)
    {
        foreach (var keyword in new[] { "oneOf", "anyOf" })
        {
            if (schema[keyword] is { Kind: JsonKind.Array } branches && branches.Items.Any(IsNull))
            {
                var others = branches.Items.Where(branch => !IsNull(branch)).ToArray();
                return (others.Length == 1 ? others[0] : With(schema, keyword, JsonValue.Array(others)), true);
            }
        }

        if (schema["type"] is { Kind: JsonKind.Array } types && types.Items.Any(type => type.Text == "null"))
        {
            var others = types.Items.Where(type => type.Text != "null").ToArray();
            return (With(schema, "type", others.Length == 1 ? others[0] : JsonValue.Array(others)), true);
        }

        return (schema, false);
    }

    internal static bool IsRecord(JsonValue schema) => schema["properties"] is { Kind: JsonKind.Object };

    /// <summary>The symbols of an enum whose values C# can name, or null.</summary>
    internal static string[]? Symbols(JsonValue schema) =>
        schema["enum"] is { Kind: JsonKind.Array, Items.Count: > 0 } values
        && values.Items.All(value => value.Kind == JsonKind.String && CSharpNames.IsName(value.Text))
            ? [.. values.Items.Select(value => value.Text)]
            : null;

    /// <summary>The cases of a union, and what "$type" calls each; null when it is none.</summary>
    internal (JsonValue Schema, string Name)[]? Cases(JsonValue schema)
    {
        if ((schema["oneOf"] ?? schema["anyOf"]) is not { Kind: JsonKind.Array } branches)
        {
            return null;
        }

        var cases = branches.Items.Select(branch => Resolve(branch).Schema)
            .Select(item => (item, item["properties"]?[Discriminator]?["const"]?.Text ?? "")).ToArray();
        return cases.Length > 0 && cases.All(item => CSharpNames.IsName(item.Item2)) ? cases : null;
    }

    private JsonValue Target(string reference)
    {
        var target = root;
        foreach (var step in reference.Split('/').Skip(1))
        {
            target = reference[0] == '#' ? target?[step.Replace("~1", "/").Replace("~0", "~")] : null;
        }

        return reference == "#" || (reference.StartsWith("#/", StringComparison.Ordinal) && target is not null)
            ? target!
            : throw new SchemaFileException($"'{reference}' is not in the file; put it under definitions");
    }

    private static bool IsNull(JsonValue schema) => schema["type"] is { Kind: JsonKind.String, Text: "null" };

    private static JsonValue With(JsonValue schema, string name, JsonValue value) => JsonValue.Object(
        [.. schema.Members.Select(member =>
            member.Key == name ? new KeyValuePair<string, JsonValue>(name, value) : member)]);
}
