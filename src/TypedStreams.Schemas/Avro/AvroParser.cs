// Avro schema text to model (specification 1.12), with Avro Java's reading where the two differ: a reference is looked
// up in the enclosing namespace and then without one; "type" inside an object is a name, never another object.
// Owns the name table of one parse. Not thread-safe, one instance a parse.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Avro;

/// <summary>Parses Avro schemas.</summary>
public sealed partial class AvroParser
{
    private readonly Dictionary<string, AvroNamed> _names = new(StringComparer.Ordinal);
    private readonly bool _validate;
    private string _space = "";

    private AvroParser(bool validate) => _validate = validate;

    /// <summary>Parses a schema text.</summary>
    /// <param name="text">The schema as JSON. A bare name such as <c>string</c> must be quoted, as JSON asks.</param>
    /// <param name="references">Schemas whose names the text may use, each after those it uses itself.</param>
    /// <param name="validate">False accepts bad defaults and names, for schemas that are already stored.</param>
    /// <exception cref="SchemaParseException">The text is not a usable schema; do not retry.</exception>
    public static AvroSchema Parse(string text, IReadOnlyList<string>? references = null, bool validate = true)
    {
        var parser = new AvroParser(validate);
        foreach (var reference in references ?? [])
        {
            parser.ParseRoot(reference);
        }

        return parser.ParseRoot(text);
    }

    private AvroSchema ParseRoot(string text)
    {
        _space = "";
        return ParseSchema(JsonValue.Parse(text), "");
    }

    private AvroSchema ParseSchema(JsonValue json, string at) => json.Kind switch
    {
        JsonKind.String => ParseReference(json.Text, at),
        JsonKind.Object => ParseObject(json, at),
        JsonKind.Array => ParseUnion(json, at),
        _ => throw new SchemaParseException(
            "A schema must be a type name, an object with \"type\", or an array (a union).", at),
    };

    private AvroSchema ParseReference(string name, string at)
    {
        if (AvroPrimitives.TryGet(name, out var primitive))
        {
            return primitive;
        }

        if (_names.TryGetValue(AvroName.Of(name, _space).Full, out var named) || _names.TryGetValue(name, out named))
        {
            return named;
        }

        throw new SchemaParseException(
            $"The type \"{name}\" is not defined here; define it before its first use or register it as a reference.",
            at);
    }

    private AvroSchema ParseObject(JsonValue json, string at)
    {
        var type = RequiredText(json, "type", at);
        switch (type)
        {
            case "record" or "error": return ParseRecord(json, type == "error", at);
            case "enum": return ParseEnum(json, at);
            case "fixed": return ParseFixed(json, at);
            case "array":
                return new AvroArray(
                    ParseSchema(Required(json, "items", at), at + "/items"), Properties(json, ReservedInSchema));
            case "map":
                return new AvroMap(
                    ParseSchema(Required(json, "values", at), at + "/values"), Properties(json, ReservedInSchema));
        }

        if (!AvroPrimitives.TryGet(type, out var primitive))
        {
            return ParseReference(type, at + "/type");
        }

        var properties = Properties(json, ReservedInSchema);
        return properties.Count == 0 ? primitive : new AvroPrimitive(primitive.Type, properties);
    }

    private AvroUnion ParseUnion(JsonValue json, string at)
    {
        var branches = new List<AvroSchema>(json.Items.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < json.Items.Count; i++)
        {
            var branch = ParseSchema(json.Items[i], $"{at}/{i}");
            if (branch.Type == AvroType.Union)
            {
                throw new SchemaParseException("A union may not hold a union directly; flatten it.", $"{at}/{i}");
            }

            if (!seen.Add(branch.BranchName))
            {
                throw new SchemaParseException(
                    $"The union holds \"{branch.BranchName}\" twice; keep one, or give named types different names.",
                    $"{at}/{i}");
            }

            branches.Add(branch);
        }

        return new AvroUnion(branches);
    }

    private AvroRecord ParseRecord(JsonValue json, bool isError, string at)
    {
        var record = new AvroRecord(ParseHeader(json, at, ReservedInSchema), isError);
        Define(record, at);
        var outer = _space;
        // Java keeps the outer namespace when a type has none of its own.
        _space = record.Name.Namespace.Length == 0 ? _space : record.Name.Namespace;
        var fields = Required(json, "fields", at);
        if (fields.Kind != JsonKind.Array)
        {
            throw new SchemaParseException("\"fields\" must be an array of fields.", at + "/fields");
        }

        var list = new List<AvroField>(fields.Items.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in fields.Items)
        {
            var place = $"{at}/fields/{list.Count}";
            var field = ParseField(item, list.Count, place);
            if (!seen.Add(field.Name))
            {
                throw new SchemaParseException(
                    $"The record {record.Name} has two fields named \"{field.Name}\"; rename one.", place);
            }

            list.Add(field);
        }

        record.Fields = list;
        _space = outer;
        return record;
    }

    private AvroField ParseField(JsonValue json, int position, string at)
    {
        if (json.Kind != JsonKind.Object)
        {
            throw new SchemaParseException("A field must be an object with \"name\" and \"type\".", at);
        }

        var name = RequiredText(json, "name", at);
        CheckName(name, at + "/name");
        var field = new AvroField(name, ParseSchema(Required(json, "type", at), at + "/type"), position)
        {
            Doc = OptionalText(json, "doc"),
            Order = OptionalText(json, "order") ?? "ascending",
            Aliases = Texts(json, "aliases", at),
            Properties = Properties(json, ReservedInField),
        };
        if (field.Order.ToLowerInvariant() is not ("ascending" or "descending" or "ignore"))
        {
            throw new SchemaParseException("\"order\" must be ascending, descending or ignore.", at + "/order");
        }

        field.Default = AvroDefaults.Accept(json["default"], field.Schema);
        if (_validate && field.Default is { } value && !AvroDefaults.Fits(value, field.Schema))
        {
            throw new SchemaParseException(
                $"The default {value} of field \"{name}\" does not fit its type; give a value of that type.",
                at + "/default");
        }

        return field;
    }

    private AvroEnum ParseEnum(JsonValue json, string at)
    {
        var header = ParseHeader(json, at, ReservedInEnum);
        var symbols = Texts(json, "symbols", at, required: true);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < symbols.Count; i++)
        {
            CheckName(symbols[i], $"{at}/symbols/{i}");
            if (!seen.Add(symbols[i]))
            {
                throw new SchemaParseException($"The symbol \"{symbols[i]}\" stands twice.", $"{at}/symbols/{i}");
            }
        }

        var fallback = OptionalText(json, "default");
        if (fallback is not null && !seen.Contains(fallback))
        {
            throw new SchemaParseException($"The enum default \"{fallback}\" is not a symbol.", at + "/default");
        }

        var result = new AvroEnum(header, symbols, fallback);
        Define(result, at);
        return result;
    }

    private AvroFixed ParseFixed(JsonValue json, string at)
    {
        var header = ParseHeader(json, at, ReservedInSchema);
        var size = Required(json, "size", at);
        if (size.Kind != JsonKind.Number || !int.TryParse(size.Text, out var bytes) || bytes < 0)
        {
            throw new SchemaParseException("\"size\" must be a whole number of bytes, 0 or more.", at + "/size");
        }

        var result = new AvroFixed(header, bytes);
        Define(result, at);
        return result;
    }

    private AvroHeader ParseHeader(JsonValue json, string at, string[] reserved)
    {
        var name = AvroName.Of(RequiredText(json, "name", at), OptionalText(json, "namespace") ?? _space);
        CheckName(name.Simple, at + "/name");
        if (AvroPrimitives.TryGet(name.Full, out _))
        {
            throw new SchemaParseException(
                $"\"{name}\" is the name of a primitive type; choose another.", at + "/name");
        }

        var aliases = new List<AvroName>();
        foreach (var alias in Texts(json, "aliases", at))
        {
            aliases.Add(AvroName.Of(alias, name.Namespace));
        }

        return new AvroHeader(name, OptionalText(json, "doc"), aliases, Properties(json, reserved));
    }

    private void Define(AvroNamed named, string at)
    {
        if (_names.ContainsKey(named.Name.Full))
        {
            throw new SchemaParseException(
                $"The type {named.Name} is defined twice; use its name instead of a second definition.", at + "/name");
        }

        _names.Add(named.Name.Full, named);
    }
}
