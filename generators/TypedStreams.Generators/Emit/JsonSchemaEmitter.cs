// MessageModel to a JSON Schema of draft 7, the newest that every registry client knows. Objects are closed, because
// then a new optional property is a compatible change; how strictly a reader takes others is the reader's choice.

using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.Emit;

internal sealed class JsonSchemaEmitter
{
    private const string Draft = "http://json-schema.org/draft-07/schema#";
    private const string TimePattern = @"^\d{2}:\d{2}:\d{2}(\.\d{1,7})?$";
    private const string DurationPattern = @"^-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$";

    private readonly MessageModel _message;

    private JsonSchemaEmitter(MessageModel message) => _message = message;

    internal static string Build(MessageModel message) => new JsonSchemaEmitter(message).Root().ToString();

    private JsonValue Root()
    {
        var root = _message.Records[0];
        var definitions = _message.Records.Skip(1).Select(record => (record.Name.Simple, Record(record)))
            .Concat(_message.Enums.Select(symbols => (symbols.Name.Simple, Enum(symbols))))
            .Concat(_message.Unions.Select(union => (union.Name.Simple, Union(union))))
            .Select(item => new KeyValuePair<string, JsonValue>(item.Simple, item.Item2)).ToArray();
        var schema = Object(("$schema", Text(Draft)), ("title", Text(root.Name.Simple)));
        return JsonValue.Object(
        [
            .. schema.Members,
            .. Record(root).Members,
            .. definitions.Length == 0
                ? []
                : new[] { new KeyValuePair<string, JsonValue>("definitions", JsonValue.Object(definitions)) },
        ]);
    }

    private JsonValue Record(RecordModel record)
    {
        var properties = record.Fields
            .Select(field => new KeyValuePair<string, JsonValue>(field.Name, Property(field))).ToList();
        var required = record.Fields.Where(field => field.Default is null).Select(field => field.Name).ToList();
        if (record.IsCase)
        {
            properties.Insert(0, new("$type", Object(("const", Text(record.Name.Simple)))));
            required.Insert(0, "$type");
        }

        return Object(
            ("description", record.Name.Doc is { } doc ? Text(doc) : null),
            ("type", Text("object")),
            ("properties", JsonValue.Object([.. properties])),
            ("required", required.Count > 0 ? Texts(required) : null),
            ("additionalProperties", JsonValue.Parse("false")));
    }

    private JsonValue Property(FieldModel field)
    {
        var type = Type(field.IsOmitted ? field.Type.Inner! : field.Type);
        var annotations = Object(
            ("description", field.Doc is { } doc ? Text(doc) : null),
            ("default", field.Default?.Json is { } json && !field.IsOmitted ? JsonValue.Parse(json) : null)).Members;
        if (annotations.Count == 0)
        {
            return type;
        }

        // In draft 7 nothing beside a $ref is looked at.
        return type.Members.Any(member => member.Key == "$ref")
            ? JsonValue.Object([.. Object(("allOf", JsonValue.Array([type]))).Members, .. annotations])
            : JsonValue.Object([.. type.Members, .. annotations]);
    }

    private JsonValue Type(TypeModel type)
    {
        type = type.Unwrapped;
        if (type.IsNullable)
        {
            return Nullable(Type(type.Inner!));
        }

        if (type.IsList)
        {
            return Object(("type", Text("array")), ("items", Type(type.Inner!)));
        }

        return type.Shape switch
        {
            Shape.Map => Object(("type", Text("object")), ("additionalProperties", Type(type.Inner!))),
            Shape.Record => Reference(_message.Records.First(record => record.CSharp == type.CSharp).Name.Simple),
            Shape.Enum => Reference(_message.Enums.First(symbols => symbols.CSharp == type.CSharp).Name.Simple),
            Shape.Union => Reference(_message.Unions.First(union => union.CSharp == type.CSharp).Name.Simple),
            _ => Simple(type.Shape),
        };
    }

    private static JsonValue Nullable(JsonValue type) =>
        type.Members[0] is { Key: "type", Value: { Kind: JsonKind.String } name }
            ? JsonValue.Object(
                [new("type", JsonValue.Array([name, Text("null")])), .. type.Members.Skip(1)])
            : Object(("oneOf", JsonValue.Array([Object(("type", Text("null"))), type])));

    private JsonValue Reference(string name) =>
        Object(("$ref", Text(name == _message.Records[0].Name.Simple ? "#" : "#/definitions/" + name)));

    private static JsonValue Simple(Shape shape) => shape switch
    {
        Shape.Boolean => Object(("type", Text("boolean"))),
        Shape.SByte => Integer("-128", "127"),
        Shape.Byte => Integer("0", "255"),
        Shape.Short => Integer("-32768", "32767"),
        Shape.UShort => Integer("0", "65535"),
        Shape.Int => Integer("-2147483648", "2147483647"),
        Shape.UInt => Integer("0", "4294967295"),
        Shape.Long => Integer("-9223372036854775808", "9223372036854775807"),
        Shape.ULong => Integer("0", "18446744073709551615"),
        Shape.Float or Shape.Double or Shape.Decimal => Object(("type", Text("number"))),
        Shape.Guid => Formatted("uuid"),
        Shape.Date => Formatted("date"),
        Shape.DateTime or Shape.DateTimeOffset => Formatted("date-time"),
        Shape.Time => Object(("type", Text("string")), ("pattern", Text(TimePattern))),
        Shape.Duration => Object(("type", Text("string")), ("pattern", Text(DurationPattern))),
        Shape.ByteArray or Shape.Memory or Shape.FixedArray or Shape.FixedMemory =>
            Object(("type", Text("string")), ("contentEncoding", Text("base64"))),
        _ => Object(("type", Text("string"))),
    };

    private static JsonValue Enum(EnumModel symbols) => Object(
        ("description", symbols.Name.Doc is { } doc ? Text(doc) : null),
        ("type", Text("string")),
        ("enum", Texts(symbols.Symbols.Select(symbol => symbol.Name))));

    private JsonValue Union(UnionModel union) => Object(
        ("description", union.Name.Doc is { } doc ? Text(doc) : null),
        ("oneOf", JsonValue.Array(
        [
            .. union.Cases.Select(item =>
                Reference(_message.Records.First(record => record.CSharp == item).Name.Simple)),
        ])));

    private static JsonValue Integer(string minimum, string maximum) => Object(
        ("type", Text("integer")), ("minimum", JsonValue.Number(minimum)), ("maximum", JsonValue.Number(maximum)));

    private static JsonValue Formatted(string format) => Object(("type", Text("string")), ("format", Text(format)));

    private static JsonValue Text(string text) => JsonValue.String(text);

    private static JsonValue Texts(IEnumerable<string> texts) => JsonValue.Array([.. texts.Select(JsonValue.String)]);

    private static JsonValue Object(params (string Name, JsonValue? Value)[] members) => JsonValue.Object(
        [.. members.Where(member => member.Value is not null)
            .Select(member => new KeyValuePair<string, JsonValue>(member.Name, member.Value!))]);
}
