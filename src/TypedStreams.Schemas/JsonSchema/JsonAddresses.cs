// Where schemas are found: by the addresses that $id gives them, by anchors, and by the names of references. Walks a
// document once when it is added; documents of references are added when they are first asked for.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

/// <summary>A schema with what its own keywords depend on.</summary>
/// <param name="Json">The schema.</param>
/// <param name="Base">The address of the resource it is part of.</param>
/// <param name="Draft">The draft its keywords are of.</param>
/// <param name="Pointer">Where it is in its document.</param>
/// <param name="Document">The address its document was added under; "" for the schema itself.</param>
internal sealed record JsonPlace(
    JsonValue Json, string Base, JsonSchemaDraft Draft, string Pointer, string Document = "");

internal sealed class JsonAddresses(IReadOnlyDictionary<string, string>? references, bool validate)
{
    private readonly Dictionary<string, JsonPlace> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonValue, JsonPlace> _places = [];
    private readonly Dictionary<(string Base, string Name), JsonValue> _dynamic = [];
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);

    /// <summary>Every schema with a <c>$dynamicAnchor</c> that was walked, by resource and name.</summary>
    internal IReadOnlyDictionary<(string Base, string Name), JsonValue> DynamicAnchors => _dynamic;

    /// <summary>Adds a document under an address.</summary>
    internal void Add(JsonValue json, JsonSchemaDraft draft, string address)
    {
        var root = new JsonPlace(json, address, draft, "", address);
        _byAddress[address] = root;
        Walk(root);
    }

    /// <summary>The root of a resource, or null.</summary>
    internal JsonValue? RootOf(string address) =>
        _byAddress.TryGetValue(address, out var place) ? place.Json : null;

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
            // A schema under a keyword that nobody knows: it is one because it is referred to.
            Walk(root with { Json = current, Pointer = root.Pointer + pointer });
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

    private void Walk(JsonPlace around)
    {
        var json = around.Json;
        if (json.Kind != JsonKind.Object || _places.ContainsKey(json))
        {
            return;
        }

        var place = around with { Draft = JsonSchemaParser.DraftOf(json) ?? around.Draft };
        place = Register(place);
        _places[json] = place;
        foreach (var (step, inner) in JsonSubschemas.Of(json))
        {
            Walk(place with { Json = inner, Pointer = place.Pointer + step });
        }
    }

    /// <summary>Gives a schema the addresses its identifiers ask for.</summary>
    /// <returns>The place with the base that it and what is in it has.</returns>
    private JsonPlace Register(JsonPlace place)
    {
        var (json, draft) = (place.Json, place.Draft);
        // Beside $ref an identifier counts only since 2019-09.
        var hidesId = draft < JsonSchemaDraft.Draft2019 && json["$ref"] is { Kind: JsonKind.String };
        if (!hidesId && json[draft == JsonSchemaDraft.Draft4 ? "id" : "$id"] is { Kind: JsonKind.String } id)
        {
            var hash = id.Text.IndexOf('#');
            if (hash == 0)
            {
                _byAddress[place.Base + id.Text] = place;
            }
            else
            {
                place = place with { Base = Join(place.Base, hash < 0 ? id.Text : id.Text.Substring(0, hash)) };
                _byAddress[place.Base] = place;
                if (hash > 0 && hash < id.Text.Length - 1)
                {
                    _byAddress[place.Base + id.Text.Substring(hash)] = place;
                }
            }
        }

        foreach (var keyword in (string[])["$anchor", "$dynamicAnchor"])
        {
            if (json[keyword] is { Kind: JsonKind.String } anchor)
            {
                _byAddress[place.Base + "#" + anchor.Text] = place;
            }
        }

        if (draft >= JsonSchemaDraft.Draft2020 && json["$dynamicAnchor"] is { Kind: JsonKind.String } dynamic)
        {
            _dynamic[(place.Base, dynamic.Text)] = json;
        }

        return place;
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
