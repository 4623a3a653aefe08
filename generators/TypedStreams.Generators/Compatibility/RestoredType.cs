// The C# type of a member that is gone, from the recorded schema. Only what the message's own types and the simple ones
// can say; for the rest there is no fix, and the error's advice stands.

using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.Compatibility;

/// <param name="CSharp">The type, fully qualified.</param>
/// <param name="Attribute">The attribute that the member needs, or null.</param>
internal sealed record RestoredType(string CSharp, string? Attribute = null)
{
    private const string List = "global::System.Collections.Generic.IReadOnlyList<";
    private const string Map = "global::System.Collections.Generic.IReadOnlyDictionary<string, ";

    internal static RestoredType? Of(AvroSchema schema, MessageModel message) => schema switch
    {
        AvroUnion { Branches.Count: 2 } union when union.Branches.Any(branch => branch.Type == AvroType.Null) =>
            Of(union.Branches.First(branch => branch.Type != AvroType.Null), message) is { } inner
                ? inner with { CSharp = inner.CSharp + "?" }
                : null,
        AvroArray array => Holding(List, Of(array.Items, message)),
        AvroMap map => Holding(Map, Of(map.Values, message)),
        AvroFixed bytes => new RestoredType("byte[]", $"Fixed({bytes.Size})"),
        AvroNamed named => Named(named.Name.Simple, message),
        _ => Simple(schema),
    };

    internal static RestoredType? Of(JsonValue schema, MessageModel message)
    {
        var type = schema["type"];
        if (type is { Kind: JsonKind.Array, Items.Count: 2 } && type.Items.Any(item => item.Text == "null"))
        {
            var name = type.Items.First(item => item.Text != "null");
            var present = JsonValue.Object(
                [new("type", name), .. schema.Members.Where(member => member.Key != "type")]);
            return Of(present, message) is { } inner ? inner with { CSharp = inner.CSharp + "?" } : null;
        }

        if ((schema["$ref"] ?? schema["allOf"]?.Items.FirstOrDefault()?["$ref"]) is { } reference)
        {
            return Named(reference.Text.Substring(reference.Text.LastIndexOf('/') + 1), message);
        }

        return type?.Text switch
        {
            "boolean" => new RestoredType("bool"),
            "integer" => new RestoredType(long.TryParse(schema["maximum"]?.Text, out var most) && most <= int.MaxValue
                ? "int"
                : "long"),
            "number" => new RestoredType("double"),
            "array" when schema["items"] is { } items => Holding(List, Of(items, message)),
            "object" when schema["additionalProperties"] is { } values => Holding(Map, Of(values, message)),
            "string" => JsonText(schema),
            _ => null,
        };
    }

    private static RestoredType? JsonText(JsonValue schema) =>
        schema["contentEncoding"] is not null ? new RestoredType("byte[]")
        : schema["pattern"] is not null ? null
        : schema["format"]?.Text switch
        {
            "uuid" => new RestoredType("global::System.Guid"),
            "date" => new RestoredType("global::System.DateOnly"),
            "date-time" => new RestoredType("global::System.DateTimeOffset"),
            _ => new RestoredType("string"),
        };

    private static RestoredType? Simple(AvroSchema schema) => (schema.Type, schema.LogicalType) switch
    {
        (AvroType.Boolean, _) => new RestoredType("bool"),
        (AvroType.Int, "date") => new RestoredType("global::System.DateOnly"),
        (AvroType.Int, _) => new RestoredType("int"),
        (AvroType.Long, "timestamp-micros") => new RestoredType("global::System.DateTimeOffset"),
        (AvroType.Long, "time-micros") => new RestoredType("global::System.TimeOnly"),
        (AvroType.Long, _) => new RestoredType("long"),
        (AvroType.Float, _) => new RestoredType("float"),
        (AvroType.Double, _) => new RestoredType("double"),
        (AvroType.Bytes, "decimal") => new RestoredType(
            "decimal", $"Decimal({schema.Property("precision")?.Text}, {schema.Property("scale")?.Text ?? "0"})"),
        (AvroType.Bytes, _) => new RestoredType("byte[]"),
        (AvroType.String, "uuid") => new RestoredType("global::System.Guid"),
        (AvroType.String, _) => new RestoredType("string"),
        _ => null,
    };

    private static RestoredType? Holding(string head, RestoredType? inner) =>
        inner is null ? null : inner with { CSharp = head + inner.CSharp + ">" };

    private static RestoredType? Named(string name, MessageModel message) =>
        (message.Records.FirstOrDefault(record => record.Name.Simple == name)?.CSharp
            ?? message.Enums.FirstOrDefault(symbols => symbols.Name.Simple == name)?.CSharp) is { } csharp
            ? new RestoredType(csharp)
            : null;
}
