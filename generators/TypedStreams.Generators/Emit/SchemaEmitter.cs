// MessageModel to Avro schema: writes schema JSON and has TypedStreams.Schemas parse it, so that a generated schema is
// judged by the same rules as a registered one, and text and fingerprint come from the same code.

using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.Emit;

internal sealed class SchemaEmitter
{
    private readonly MessageModel _message;
    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);

    private SchemaEmitter(MessageModel message) => _message = message;

    internal static ContractModel Build(MessageModel message)
    {
        var json = new SchemaEmitter(message).Record(message.Records[0]);
        var schema = AvroParser.Parse(json.ToString());
        return new ContractModel(message, AvroStoredText.Of(schema), AvroFingerprint.Of(schema));
    }

    private JsonValue Record(RecordModel record)
    {
        var fullName = FullName(record.AvroName, record.AvroNamespace);
        if (!_defined.Add(record.CSharp))
        {
            return JsonValue.String(fullName);
        }

        return Object(
            ("type", JsonValue.String("record")),
            ("name", JsonValue.String(record.AvroName)),
            ("namespace", JsonValue.String(record.AvroNamespace)),
            ("fields", JsonValue.Array(record.Fields.Select(Field).ToArray())));
    }

    private JsonValue Field(FieldModel field) => Object(
        ("name", JsonValue.String(field.Name)),
        ("type", Type(field.Type)),
        ("doc", field.Doc is { } doc ? JsonValue.String(doc) : null),
        ("default", field.DefaultJson is { } json ? JsonValue.Parse(json) : null),
        ("aliases", field.Aliases.Count > 0 ? Strings(field.Aliases) : null));

    private JsonValue Type(TypeModel type)
    {
        switch (type.Shape)
        {
            case Shape.NullableValue or Shape.NullableReference:
                var branches = new[] { JsonValue.String("null"), Type(type.Inner!) };
                return JsonValue.Array(type.NullBranch == 0 ? branches : [branches[1], branches[0]]);
            case Shape.Wrapper:
                return Type(type.Inner!);
            case Shape.Record:
                return Record(_message.Records.First(record => record.CSharp == type.CSharp));
            case Shape.Enum:
                return Enum(_message.Enums.First(symbols => symbols.CSharp == type.CSharp));
            case Shape.Map:
                return Object(("type", JsonValue.String("map")), ("values", Type(type.Inner!)));
            case Shape.Array or Shape.ImmutableArray or Shape.List or Shape.ReadOnlyList or Shape.MutableList:
                return Object(("type", JsonValue.String("array")), ("items", Type(type.Inner!)));
            case Shape.Decimal:
                return Object(
                    ("type", JsonValue.String("bytes")),
                    ("logicalType", JsonValue.String("decimal")),
                    ("precision", JsonValue.Number(type.Precision.ToString())),
                    ("scale", JsonValue.Number(type.Scale.ToString())));
            default:
                return Simple(type.Shape);
        }
    }

    private static JsonValue Simple(Shape shape) => shape switch
    {
        Shape.Boolean => JsonValue.String("boolean"),
        Shape.SByte or Shape.Byte or Shape.Short or Shape.UShort or Shape.Int => JsonValue.String("int"),
        Shape.UInt or Shape.Long or Shape.Duration => JsonValue.String("long"),
        Shape.Float => JsonValue.String("float"),
        Shape.Double => JsonValue.String("double"),
        Shape.String => JsonValue.String("string"),
        Shape.ByteArray or Shape.Memory => JsonValue.String("bytes"),
        Shape.Guid => Logical("string", "uuid"),
        Shape.Date => Logical("int", "date"),
        Shape.Time => Logical("long", "time-micros"),
        Shape.DateTime or Shape.DateTimeOffset => Logical("long", "timestamp-micros"),
        _ => throw new InvalidOperationException($"{shape} has no schema of its own."),
    };

    private JsonValue Enum(EnumModel symbols) => _defined.Add(symbols.CSharp)
        ? Object(
            ("type", JsonValue.String("enum")),
            ("name", JsonValue.String(symbols.AvroName)),
            ("namespace", JsonValue.String(symbols.AvroNamespace)),
            ("symbols", Strings(symbols.Symbols)))
        : JsonValue.String(FullName(symbols.AvroName, symbols.AvroNamespace));

    private static JsonValue Strings(IEnumerable<string> texts) =>
        JsonValue.Array(texts.Select(JsonValue.String).ToArray());

    private static JsonValue Logical(string type, string logicalType) => Object(
        ("type", JsonValue.String(type)), ("logicalType", JsonValue.String(logicalType)));

    private static string FullName(string name, string space) => space.Length == 0 ? name : space + "." + name;

    private static JsonValue Object(params (string Name, JsonValue? Value)[] members) => JsonValue.Object(
        [.. members.Where(member => member.Value is not null)
            .Select(member => new KeyValuePair<string, JsonValue>(member.Name, member.Value!))]);
}
