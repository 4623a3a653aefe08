// Schemas to nodes. A schema's assertions fall into groups (values, combinations, one type); one group gives one node,
// several an allOf that nobody wrote, an array of types an anyOf, and without "type" the type is guessed from the
// keywords. Owns the table of nodes of one parse, which also ends circles.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal sealed partial class JsonSchemaLoader(JsonAddresses addresses, bool validate)
{
    /// <summary>How many schemas may be met through references, beside the text's own size.</summary>
    private const int MaxNodes = 100_000;

    /// <summary>The longest text, in characters, that a node keeps to be recognised by.</summary>
    private const int MaxShape = 4_096;

    private readonly Dictionary<JsonValue, JsonNode> _nodes = [];
    private readonly Queue<(JsonReference Node, JsonPlace From, string Reference)> _open = new();

    /// <summary>The root, with every reference that can be reached from it resolved.</summary>
    internal JsonNode LoadAll(JsonValue root)
    {
        var node = Load(root);
        while (_open.Count > 0)
        {
            var (reference, from, address) = _open.Dequeue();
            reference.Target = addresses.Resolve(from, address) is { } target ? Load(target) : Missing(from, address);
        }

        return node;
    }

    private JsonNode Missing(JsonPlace from, string address)
    {
        // The drafts' own schemas accept every schema; who refers to them wants no more than that.
        var isKnown = JsonSchemaParser.TryDraft(address, out _);
        return isKnown || !validate
            ? new JsonAnything()
            : throw new SchemaParseException(
                $"The reference \"{address}\" leads nowhere; define it, or register it and name it in the references.",
                from.Pointer + "/$ref");
    }

    private JsonNode Load(JsonValue json)
    {
        if (json.Kind != JsonKind.Object)
        {
            return json.Kind == JsonKind.False ? new JsonNothing() : new JsonAnything();
        }

        if (_nodes.TryGetValue(json, out var known))
        {
            return known;
        }

        if (_nodes.Count >= MaxNodes)
        {
            throw new SchemaParseException($"The schema has more than {MaxNodes} parts.", "");
        }

        var node = Build(json, addresses.PlaceOf(json));
        node.Id = TextOf(json, "$id") ?? TextOf(json, "id");
        node.Title = TextOf(json, "title");
        node.Description = TextOf(json, "description");
        node.Default = json["default"];
        var shape = json.ToString();
        node.Shape = shape.Length <= MaxShape && shape.IndexOf("ef\"", StringComparison.Ordinal) < 0 ? shape : null;
        _nodes[json] = node;
        return node;
    }

    private JsonNode Build(JsonValue json, JsonPlace place)
    {
        var reference = ReferenceOf(json, place);
        if (reference is not null && place.Draft < JsonSchemaDraft.Draft2019)
        {
            return reference;
        }

        var groups = new List<JsonNode>();
        if (reference is not null)
        {
            groups.Add(reference);
        }

        AddValues(json, groups);
        AddCombinations(json, place, groups);
        AddTypes(json, place, groups);
        return groups.Count switch
        {
            0 => new JsonAnything(),
            1 => groups[0],
            _ => new JsonCombined(JsonCriterion.AllOf, groups),
        };
    }

    private JsonReference? ReferenceOf(JsonValue json, JsonPlace place)
    {
        var address = TextOf(json, "$ref");
        if (address is null && place.Draft >= JsonSchemaDraft.Draft2019)
        {
            address = TextOf(json, "$dynamicRef") ?? TextOf(json, "$recursiveRef");
        }

        if (address is null)
        {
            return null;
        }

        var node = new JsonReference();
        _open.Enqueue((node, place, address));
        return node;
    }

    private static void AddValues(JsonValue json, List<JsonNode> groups)
    {
        if (json["enum"] is { Kind: JsonKind.Array } values)
        {
            groups.Add(new JsonEnum(new HashSet<string>(values.Items.Select(JsonSchemaText.Canonical))));
        }

        if (json["const"] is { } value)
        {
            groups.Add(new JsonEnum([JsonSchemaText.Canonical(value)]));
        }
    }

    private void AddCombinations(JsonValue json, JsonPlace place, List<JsonNode> groups)
    {
        AddCombination(json["allOf"], JsonCriterion.AllOf, groups);
        AddCombination(json["anyOf"], JsonCriterion.AnyOf, groups);
        AddCombination(json["oneOf"], JsonCriterion.OneOf, groups);
        if (json["not"] is { } inner)
        {
            groups.Add(new JsonNot(Load(inner)));
        }

        if (place.Draft >= JsonSchemaDraft.Draft7 && json["if"] is { } condition)
        {
            // Loaded so that references in there are found out to lead somewhere.
            Load(condition);
            foreach (var branch in (string[])["then", "else"])
            {
                if (json[branch] is { } schema)
                {
                    Load(schema);
                }
            }

            groups.Add(new JsonConditional());
        }
    }

    private void AddCombination(JsonValue? parts, JsonCriterion criterion, List<JsonNode> groups)
    {
        if (parts is { Kind: JsonKind.Array, Items.Count: > 0 })
        {
            groups.Add(new JsonCombined(criterion, [.. parts.Items.Select(Load)]));
        }
    }

    private static string? TextOf(JsonValue json, string name) =>
        json[name] is { Kind: JsonKind.String } text ? text.Text : null;

    private static JsonNumber? NumberOf(JsonValue json, string name) =>
        json[name] is { Kind: JsonKind.Number } number ? JsonNumber.Parse(number.Text) : null;
}
