// MessageModel to Avro schema: writes schema JSON and has TypedStreams.Schemas parse it, so that a generated schema is
// judged by the same rules as a registered one, and text and fingerprint come from the same code.

using TypedStreams.Generators.Model;
using TypedStreams.Generators.SchemaFirst;
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.Emit;

internal sealed class AvroSchemaEmitter
{
    private readonly MessageModel _message;
    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);

    private AvroSchemaEmitter(MessageModel message) => _message = message;

    /// <summary>The schema; every message has one, because names and defaults are judged by it.</summary>
    /// <exception cref="SchemaParseException">A name or a default is not valid.</exception>
    internal static AvroSchema Build(MessageModel message) =>
        AvroParser.Parse(new AvroSchemaEmitter(message).Record(message.Records[0]).ToString());

    private JsonValue Record(RecordModel record) => Named(
        record.CSharp, record.Name, "record", ("fields", () => JsonValue.Array(record.Fields.Select(Field).ToArray())));

    private JsonValue Named(
        string csharp, NameModel name, string type, params (string Name, Func<JsonValue?> Value)[] members)
    {
        if (!_defined.Add(csharp))
        {
            return JsonValue.String(name.Namespace.Length == 0 ? name.Simple : name.Namespace + "." + name.Simple);
        }

        return Object(
        [
            ("type", JsonValue.String(type)),
            ("name", JsonValue.String(name.Simple)),
            ("namespace", JsonValue.String(name.Namespace)),
            ("doc", name.Doc is { } doc ? JsonValue.String(doc) : null),
            ("aliases", name.Aliases.Count > 0 ? Strings(name.Aliases) : null),
            .. members.Select(member => (member.Name, member.Value())),
        ]);
    }

    private JsonValue Field(FieldModel field) => Object(
        ("name", JsonValue.String(NameOf(field))),
        ("type", Type(field.Type)),
        ("doc", field.Doc is { } doc ? JsonValue.String(doc) : null),
        ("default", field.Default is { } value ? JsonValue.Parse(value.AvroJson) : null),
        ("aliases", field.Aliases.Count > 0 ? Strings(field.Aliases) : null));

    /// <summary>
    /// The field's name. Of a message that is JSON alone any name will do that needs no escape, and the schema here is
    /// only there to judge the rest.
    /// </summary>
    private string NameOf(FieldModel field) =>
        _message.Formats.Count == 1 && _message.Formats[0] == "Json" && !CSharpNames.IsName(field.Name)
        && field.Name.Length > 0 && !field.Name.Any(letter => letter is '"' or '\\' || char.IsControl(letter))
            ? "_" + field.Number
            : field.Name;

    private JsonValue Type(TypeModel type)
    {
        switch (type.Shape)
        {
            case Shape.NullableValue or Shape.NullableReference when type.Inner!.Shape == Shape.Union:
                return JsonValue.Array([JsonValue.String("null"), .. Cases(type.Inner)]);
            case Shape.NullableValue or Shape.NullableReference:
                var branches = new[] { JsonValue.String("null"), Type(type.Inner!) };
                return JsonValue.Array(type.NullBranch == 0 ? branches : [branches[1], branches[0]]);
            case Shape.Wrapper:
                return Type(type.Inner!);
            case Shape.Record:
                return Record(_message.Records.First(record => record.CSharp == type.CSharp));
            case Shape.Union:
                return JsonValue.Array([.. Cases(type)]);
            case Shape.FixedArray or Shape.FixedMemory:
                return Fixed(type);
            case Shape.Enum:
                return Enum(_message.Enums.First(symbols => symbols.CSharp == type.CSharp));
            case Shape.Map:
                return Object(("type", JsonValue.String("map")), ("values", Type(type.Inner!)));
            case var _ when type.IsList:
                return Object(("type", JsonValue.String("array")), ("items", Type(type.Inner!)));
            case Shape.Decimal:
                return Object(
                    ("type", JsonValue.String("bytes")),
                    ("logicalType", JsonValue.String("decimal")),
                    ("precision", JsonValue.Number(type.Precision.ToString())),
                    ("scale", JsonValue.Number(type.Scale.ToString())));
            default:
                return Simple(type);
        }
    }

    private static JsonValue Simple(TypeModel type) => type.Shape switch
    {
        Shape.Boolean => JsonValue.String("boolean"),
        Shape.SByte or Shape.Byte or Shape.Short or Shape.UShort or Shape.Int => JsonValue.String("int"),
        // An Avro codec refuses ulong; the schema is also made to judge messages without one.
        Shape.UInt or Shape.Long or Shape.ULong or Shape.Duration => JsonValue.String("long"),
        Shape.Float => JsonValue.String("float"),
        Shape.Double => JsonValue.String("double"),
        Shape.String => JsonValue.String("string"),
        Shape.ByteArray or Shape.Memory => JsonValue.String("bytes"),
        Shape.Guid => Logical("string", "uuid"),
        Shape.Date => Logical("int", "date"),
        Shape.Time => type.IsMillis ? Logical("int", "time-millis") : Logical("long", "time-micros"),
        Shape.DateTime or Shape.DateTimeOffset =>
            Logical("long", type.IsMillis ? "timestamp-millis" : "timestamp-micros"),
        _ => throw new InvalidOperationException($"{type.Shape} has no schema of its own."),
    };

    private IEnumerable<JsonValue> Cases(TypeModel type) =>
        _message.Unions.First(union => union.CSharp == type.CSharp).Cases
            .Select(item => Record(_message.Records.First(record => record.CSharp == item)));

    private JsonValue Fixed(TypeModel type)
    {
        var given = type.FixedName.Length > 0 ? type.FixedName : "Bytes" + type.Size;
        var dot = given.LastIndexOf('.');
        var name = new NameModel(
            given.Substring(dot + 1),
            dot < 0 ? _message.Records[0].Name.Namespace : given.Substring(0, dot),
            new EquatableArray<string>([]),
            null);
        return Named("fixed " + given, name, "fixed", ("size", () => JsonValue.Number(type.Size.ToString())));
    }

    private JsonValue Enum(EnumModel symbols) => Named(
        symbols.CSharp,
        symbols.Name,
        "enum",
        ("symbols", () => Strings(symbols.Symbols.Select(symbol => symbol.Name))),
        ("default", () => symbols.Fallback is { } fallback ? JsonValue.String(fallback) : null));

    private static JsonValue Strings(IEnumerable<string> texts) =>
        JsonValue.Array(texts.Select(JsonValue.String).ToArray());

    private static JsonValue Logical(string type, string logicalType) => Object(
        ("type", JsonValue.String(type)), ("logicalType", JsonValue.String(logicalType)));

    private static JsonValue Object(params (string Name, JsonValue? Value)[] members) => JsonValue.Object(
        [.. members.Where(member => member.Value is not null)
            .Select(member => new KeyValuePair<string, JsonValue>(member.Name, member.Value!))]);
}
