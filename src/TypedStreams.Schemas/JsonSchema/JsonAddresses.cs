// Where schemas are found: by the addresses that $id gives them, by anchors, and by the names of references. Walks a
// document once when it is added; documents of references are added when they are first asked for.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

/// <summary>A schema with what its own keywords depend on.</summary>
internal sealed record JsonPlace(JsonValue Json, string Base, JsonSchemaDraft Draft, string Pointer);

internal sealed class JsonAddresses(IReadOnlyDictionary<string, string>? references, bool validate)
{
    // Members that hold values, not schemas: what looks like a schema in there is none.
    private static readonly HashSet<string> Values = new(StringComparer.Ordinal)
    {
        "enum", "const", "default", "examples",
    };

    private readonly Dictionary<string, JsonPlace> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonValue, JsonPlace> _places = [];
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);

    /// <summary>Adds a document under an address.</summary>
    internal void Add(JsonValue json, JsonSchemaDraft draft, string address)
    {
        _byAddress[address] = new JsonPlace(json, address, draft, "");
        Walk(json, draft, address, "");
    }

    /// <summary>The place of a schema that was walked.</summary>
    internal JsonPlace PlaceOf(JsonValue json) =>
        _places.TryGetValue(json, out var place) ? place : new JsonPlace(json, "", JsonSchemaDraft.Draft7, "");

    /// <summary>The schema a reference at a place leads to, or null.</summary>
    internal JsonValue? Resolve(JsonPlace from, string reference)
    {
        var hash = reference.IndexOf('#');
        var file = hash < 0 ? reference : reference.Substring(0, hash);
        var fragment = hash < 0 ? "" : Uri.UnescapeDataString(reference.Substring(hash + 1));
        var address = file.Length == 0 ? from.Base : Join(from.Base, file);
        AddReference(file, address);
        if (_byAddress.TryGetValue(fragment.Length == 0 ? address : address + "#" + fragment, out var place))
        {
            return place.Json;
        }

        return fragment.StartsWith("/", StringComparison.Ordinal) && _byAddress.TryGetValue(address, out var root)
            ? Follow(root, fragment)
            : null;
    }

    private void AddReference(string file, string address)
    {
        if (_byAddress.ContainsKey(address) || !_added.Add(address) || references is null)
        {
            return;
        }

        if (references.TryGetValue(file, out var text) || references.TryGetValue(address, out text) ||
            references.TryGetValue(file + "#", out text))
        {
            var json = JsonValue.Parse(text);
            var draft = JsonSchemaParser.DraftOf(json) ?? JsonSchemaDraft.Draft7;
            if (validate && json.Kind is not (JsonKind.Object or JsonKind.True or JsonKind.False))
            {
                throw new SchemaParseException($"The reference \"{file}\" is no schema.", "");
            }

            Add(json, draft, address);
        }
    }

    private JsonValue? Follow(JsonPlace root, string pointer)
    {
        var current = root.Json;
        foreach (var step in pointer.Substring(1).Split('/'))
        {
            var name = step.Replace("~1", "/").Replace("~0", "~");
            var next = current.Kind == JsonKind.Array
                ? int.TryParse(name, out var index) && index >= 0 && index < current.Items.Count
                    ? current.Items[index]
                    : null
                : current[name] ?? Mirrored(current, name);
            if (next is null)
            {
                return null;
            }

            current = next;
        }

        if (!_places.ContainsKey(current))
        {
            Walk(current, root.Draft, root.Base, pointer);
        }

        return current;
    }

    /// <summary>definitions and $defs stand for each other.</summary>
    private static JsonValue? Mirrored(JsonValue json, string name) => name switch
    {
        "$defs" => json["definitions"],
        "definitions" => json["$defs"],
        _ => null,
    };

    private void Walk(JsonValue json, JsonSchemaDraft draft, string address, string pointer)
    {
        if (json.Kind == JsonKind.Array)
        {
            for (var i = 0; i < json.Items.Count; i++)
            {
                Walk(json.Items[i], draft, address, $"{pointer}/{i}");
            }

            return;
        }

        if (json.Kind != JsonKind.Object)
        {
            return;
        }

        draft = JsonSchemaParser.DraftOf(json) ?? draft;
        var own = Register(json, draft, address, pointer);
        _places[json] = new JsonPlace(json, own, draft, pointer);
        foreach (var member in json.Members.Where(member => !Values.Contains(member.Key)))
        {
            Walk(member.Value, draft, own, $"{pointer}/{member.Key.Replace("~", "~0").Replace("/", "~1")}");
        }
    }

    /// <summary>Gives a schema the addresses its identifiers ask for, and returns its base.</summary>
    private string Register(JsonValue json, JsonSchemaDraft draft, string address, string pointer)
    {
        // Beside $ref an identifier counts only since 2019-09.
        var hidesId = draft < JsonSchemaDraft.Draft2019 && json["$ref"] is { Kind: JsonKind.String };
        var own = address;
        if (!hidesId && json[draft == JsonSchemaDraft.Draft4 ? "id" : "$id"] is { Kind: JsonKind.String } id)
        {
            var hash = id.Text.IndexOf('#');
            if (hash == 0)
            {
                _byAddress[address + id.Text] = new JsonPlace(json, address, draft, pointer);
            }
            else
            {
                own = Join(address, hash < 0 ? id.Text : id.Text.Substring(0, hash));
                _byAddress[own] = new JsonPlace(json, own, draft, "");
            }
        }

        foreach (var keyword in (string[])["$anchor", "$dynamicAnchor"])
        {
            if (json[keyword] is { Kind: JsonKind.String } anchor)
            {
                _byAddress[own + "#" + anchor.Text] = new JsonPlace(json, own, draft, pointer);
            }
        }

        return own;
    }

    private static string Join(string address, string reference)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out var root) && Uri.TryCreate(root, reference, out var joined))
        {
            return joined.ToString().TrimEnd('#');
        }

        return reference;
    }
}
