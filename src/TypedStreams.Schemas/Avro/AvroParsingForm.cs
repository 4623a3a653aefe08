// Parsing Canonical Form (specification 1.12): full names, only the attributes that decide how bytes are read, in a
// fixed order. Two schemas with equal forms read each other's bytes without resolution.

using System.Globalization;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Avro;

/// <summary>Prints the Parsing Canonical Form.</summary>
public sealed class AvroParsingForm
{
    private readonly JsonTextWriter _text = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private AvroParsingForm()
    {
    }

    /// <summary>The Parsing Canonical Form of a schema.</summary>
    public static string Of(AvroSchema schema)
    {
        var printer = new AvroParsingForm();
        printer.Schema(schema);
        return printer._text.ToString();
    }

    private void Schema(AvroSchema schema)
    {
        switch (schema)
        {
            case AvroPrimitive:
                _text.String(schema.BranchName);
                break;
            case AvroNamed named when !_known.Add(named.Name.Full):
                _text.String(named.Name.Full);
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
            case AvroArray array:
                Container("array", "items", array.Items);
                break;
            case AvroMap map:
                Container("map", "values", map.Values);
                break;
        }
    }

    private void Container(string type, string member, AvroSchema inner)
    {
        _text.BeginObject();
        _text.Member("type", type);
        _text.Name(member);
        Schema(inner);
        _text.EndObject();
    }

    private void Named(AvroNamed named)
    {
        _text.BeginObject();
        _text.Member("name", named.Name.Full);
        _text.Member("type", named.TypeName);
        switch (named)
        {
            case AvroRecord record:
                _text.Name("fields");
                _text.BeginArray();
                foreach (var field in record.Fields)
                {
                    _text.BeginObject();
                    _text.Member("name", field.Name);
                    _text.Name("type");
                    Schema(field.Schema);
                    _text.EndObject();
                }

                _text.EndArray();
                break;
            case AvroEnum symbols:
                _text.Strings("symbols", symbols.Symbols);
                break;
            case AvroFixed bytes:
                _text.Name("size");
                _text.Raw(bytes.Size.ToString(CultureInfo.InvariantCulture));
                break;
        }

        _text.EndObject();
    }
}
