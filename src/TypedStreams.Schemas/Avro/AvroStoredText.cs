// The text a registry stores and hashes: compact, with Avro Java's attribute order (Schema.toString). A full name is
// split, a namespace is printed only where it changes, a name is defined once and then referred to.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Avro;

/// <summary>Prints schemas as registries store them.</summary>
public sealed class AvroStoredText
{
    private readonly JsonTextWriter _text = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private string _space = "";

    private AvroStoredText()
    {
    }

    /// <summary>The stored text of a schema. Types of <paramref name="references"/> are printed by name only.</summary>
    public static string Of(AvroSchema schema, IReadOnlyList<AvroSchema>? references = null)
    {
        var printer = new AvroStoredText();
        foreach (var reference in references ?? [])
        {
            printer.Learn(reference);
        }

        printer.Schema(schema);
        return printer._text.ToString();
    }

    private void Learn(AvroSchema schema)
    {
        if (schema is AvroNamed named && !_known.Add(named.Name.Full))
        {
            return;
        }

        switch (schema)
        {
            case AvroRecord record:
                foreach (var field in record.Fields)
                {
                    Learn(field.Schema);
                }

                break;
            case AvroArray array: Learn(array.Items); break;
            case AvroMap map: Learn(map.Values); break;
            case AvroUnion union:
                foreach (var branch in union.Branches)
                {
                    Learn(branch);
                }

                break;
        }
    }

    private void Schema(AvroSchema schema)
    {
        switch (schema)
        {
            case AvroNamed named when !_known.Add(named.Name.Full):
                _text.String(named.Name.Namespace == _space ? named.Name.Simple : named.Name.Full);
                break;
            case AvroNamed named:
                Named(named);
                break;
            case AvroUnion union:
                _text.BeginArray();
                foreach (var branch in union.Branches)
                {
                    Schema(branch);
                }

                _text.EndArray();
                break;
            case AvroPrimitive { Properties.Count: 0 }:
                _text.String(schema.BranchName);
                break;
            default:
                _text.BeginObject();
                _text.Member("type", schema.BranchName);
                Inner(schema);
                Properties(schema.Properties);
                _text.EndObject();
                break;
        }
    }

    private void Inner(AvroSchema schema)
    {
        if (schema is AvroArray array)
        {
            _text.Name("items");
            Schema(array.Items);
        }
        else if (schema is AvroMap map)
        {
            _text.Name("values");
            Schema(map.Values);
        }
    }

    private void Named(AvroNamed named)
    {
        var outer = _space;
        _text.BeginObject();
        _text.Member("type", named.TypeName);
        _text.Member("name", named.Name.Simple);
        if (named.Name.Namespace != _space)
        {
            _text.Member("namespace", named.Name.Namespace);
        }

        if (named.Doc is { } doc)
        {
            _text.Member("doc", doc);
        }

        Body(named);
        Properties(named.Properties);
        Aliases(named);
        _text.EndObject();
        _space = outer;
    }

    private void Body(AvroNamed named)
    {
        switch (named)
        {
            case AvroRecord record:
                _space = record.Name.Namespace;
                _text.Name("fields");
                _text.BeginArray();
                foreach (var field in record.Fields)
                {
                    Field(field);
                }

                _text.EndArray();
                break;
            case AvroEnum symbols:
                _text.Strings("symbols", symbols.Symbols);
                if (symbols.Default is { } fallback)
                {
                    _text.Member("default", fallback);
                }

                break;
            case AvroFixed bytes:
                _text.Name("size");
                _text.Raw(bytes.Size.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private void Field(AvroField field)
    {
        _text.BeginObject();
        _text.Member("name", field.Name);
        _text.Name("type");
        Schema(field.Schema);
        if (field.Doc is { } doc)
        {
            _text.Member("doc", doc);
        }

        if (field.Default is { } value)
        {
            _text.Name("default");
            Reprinted(value);
        }

        if (!string.Equals(field.Order, "ascending", StringComparison.OrdinalIgnoreCase))
        {
            _text.Member("order", field.Order.ToLowerInvariant());
        }

        if (field.Aliases.Count > 0)
        {
            _text.Strings("aliases", field.Aliases);
        }

        Properties(field.Properties);
        _text.EndObject();
    }

    private void Aliases(AvroNamed named)
    {
        if (named.Aliases.Count == 0)
        {
            return;
        }

        _text.Name("aliases");
        _text.BeginArray();
        foreach (var alias in named.Aliases)
        {
            _text.String(alias.Namespace == named.Name.Namespace ? alias.Simple : alias.Full);
        }

        _text.EndArray();
    }

    private void Properties(IReadOnlyList<KeyValuePair<string, JsonValue>> properties)
    {
        foreach (var property in properties)
        {
            _text.Name(property.Key);
            Reprinted(property.Value);
        }
    }

    private void Reprinted(JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Number:
                _text.Raw(JavaNumber.Reprint(value.Text));
                break;
            case JsonKind.Array:
                _text.BeginArray();
                foreach (var item in value.Items)
                {
                    Reprinted(item);
                }

                _text.EndArray();
                break;
            case JsonKind.Object:
                _text.BeginObject();
                foreach (var member in value.Members)
                {
                    _text.Name(member.Key);
                    Reprinted(member.Value);
                }

                _text.EndObject();
                break;
            default:
                _text.Value(value);
                break;
        }
    }
}
