// The keywords of one type.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal sealed partial class JsonSchemaLoader
{
    // In the order in which a type is guessed when none is given.
    private static readonly (string Type, string[] Keywords)[] Guesses =
    [
        ("array", ["items", "additionalItems", "minItems", "maxItems", "uniqueItems", "contains", "prefixItems",
            "unevaluatedItems", "minContains", "maxContains"]),
        ("object", ["properties", "required", "minProperties", "maxProperties", "dependencies", "patternProperties",
            "additionalProperties", "propertyNames", "unevaluatedProperties", "dependentRequired",
            "dependentSchemas"]),
        ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
        ("string", ["minLength", "maxLength", "pattern"]),
    ];

    private void AddTypes(JsonValue json, JsonPlace place, List<JsonNode> groups)
    {
        switch (json["type"])
        {
            case { Kind: JsonKind.String } type:
                groups.Add(OfType(type.Text, json, place));
                break;
            case { Kind: JsonKind.Array } types:
                List<JsonNode> parts = [.. types.Items.Select(type => OfType(type.Text, json, place))];
                groups.Add(new JsonCombined(JsonCriterion.AnyOf, parts));
                break;
            default:
                groups.AddRange(Guesses.Where(guess => guess.Keywords.Any(keyword => json[keyword] is not null))
                    .Select(guess => OfType(guess.Type, json, place)));
                break;
        }
    }

    private JsonNode OfType(string type, JsonValue json, JsonPlace place) => type switch
    {
        "string" => new JsonString
        {
            MinLength = NumberOf(json, "minLength"),
            MaxLength = NumberOf(json, "maxLength"),
            Pattern = TextOf(json, "pattern"),
        },
        "number" or "integer" => OfNumber(json, type == "integer"),
        "array" => OfArray(json, place),
        "object" => OfObject(json, place),
        "boolean" => new JsonBoolean(),
        "null" => new JsonNull(),
        _ => new JsonAnything(),
    };

    private static JsonNumeric OfNumber(JsonValue json, bool isInteger)
    {
        var node = new JsonNumeric
        {
            IsInteger = isInteger,
            Minimum = NumberOf(json, "minimum"),
            Maximum = NumberOf(json, "maximum"),
            ExclusiveMinimum = NumberOf(json, "exclusiveMinimum"),
            ExclusiveMaximum = NumberOf(json, "exclusiveMaximum"),
            MultipleOf = NumberOf(json, "multipleOf"),
        };
        // draft-04 says with a boolean that the limit beside it is exclusive.
        if (json["exclusiveMinimum"] is { Kind: JsonKind.True })
        {
            (node.ExclusiveMinimum, node.Minimum) = (node.Minimum, null);
        }

        if (json["exclusiveMaximum"] is { Kind: JsonKind.True })
        {
            (node.ExclusiveMaximum, node.Maximum) = (node.Maximum, null);
        }

        return node;
    }

    private JsonArray OfArray(JsonValue json, JsonPlace place)
    {
        var node = new JsonArray
        {
            MinItems = NumberOf(json, "minItems"),
            MaxItems = NumberOf(json, "maxItems"),
            MinContains = NumberOf(json, "minContains"),
            MaxContains = NumberOf(json, "maxContains"),
            IsUnique = json["uniqueItems"] is { Kind: JsonKind.True },
        };
        var isNew = place.Draft >= JsonSchemaDraft.Draft2020;
        var tuple = isNew ? json["prefixItems"] : json["items"];
        if (tuple is { Kind: JsonKind.Array })
        {
            node.Tuple = [.. tuple.Items.Select(Load)];
            node.Additional = LoadOrNull(isNew ? json["items"] : json["additionalItems"]);
        }
        else
        {
            node.AllItems = LoadOrNull(json["items"]);
        }

        node.Unevaluated = LoadOrNull(json["unevaluatedItems"]);
        LoadOrNull(json["contains"]);
        return node;
    }

    private JsonObject OfObject(JsonValue json, JsonPlace place)
    {
        var node = new JsonObject
        {
            Additional = LoadOrNull(json["additionalProperties"]),
            Unevaluated = LoadOrNull(json["unevaluatedProperties"]),
            MinProperties = NumberOf(json, "minProperties"),
            MaxProperties = NumberOf(json, "maxProperties"),
        };
        foreach (var member in MembersOf(json, "properties"))
        {
            node.Properties[member.Key] = Load(member.Value);
        }

        foreach (var member in MembersOf(json, "patternProperties"))
        {
            node.PatternProperties.Add(new(member.Key, Load(member.Value)));
        }

        foreach (var name in json["required"]?.Items ?? [])
        {
            node.Required.Add(name.Text);
        }

        LoadOrNull(json["propertyNames"]);
        var isNew = place.Draft >= JsonSchemaDraft.Draft2019;
        foreach (var keyword in isNew ? (string[])["dependentRequired", "dependentSchemas"] : ["dependencies"])
        {
            foreach (var member in MembersOf(json, keyword))
            {
                AddDependency(node, member.Key, member.Value);
            }
        }

        return node;
    }

    private void AddDependency(JsonObject node, string name, JsonValue value)
    {
        if (value.Kind is JsonKind.Array or JsonKind.String)
        {
            var names = value.Kind == JsonKind.Array ? value.Items : [value];
            node.DependentNames[name] = new HashSet<string>(names.Select(item => item.Text), StringComparer.Ordinal);
        }
        else
        {
            node.DependentSchemas[name] = Load(value);
        }
    }

    private JsonNode? LoadOrNull(JsonValue? json) => json is null ? null : Load(json);

    private static IReadOnlyList<KeyValuePair<string, JsonValue>> MembersOf(JsonValue json, string name) =>
        json[name]?.Members ?? [];
}
