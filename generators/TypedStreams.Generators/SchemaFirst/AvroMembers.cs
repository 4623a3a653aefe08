// Avro schema to C# type, the table of decisions/002-csharp-to-avro.md read from right to left, and a field's default
// as the constant of an attribute. A default that no constant can say makes the member required; readers of older data
// take it from the schema.

using System.Globalization;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.SchemaFirst;

internal sealed class AvroMembers(AvroNamedTypes names)
{
    private const int MaxPrecision = 28;

    /// <exception cref="SchemaFileException">C# has no type for it.</exception>
    internal DeclaredType Type(AvroSchema schema) => schema switch
    {
        AvroUnion union => Union(union),
        AvroArray array => Holding(TypeNames.ListOf, array.Items),
        AvroMap map => Holding(TypeNames.MapOf, map.Values),
        AvroFixed bytes => new DeclaredType(
            TypeNames.Bytes,
            Attribute: $"global::TypedStreams.Fixed({bytes.Size}, Name = {Quote(bytes.Name.Full)})"),
        AvroNamed named => new DeclaredType(names.Qualified(named)),
        _ => Primitive(schema),
    };

    /// <summary>The default as a constant of <c>[Field]</c> and as what the member starts with; null when no constant
    /// says it.</summary>
    internal static (string Constant, string Start)? Default(AvroField field, DeclaredType type)
    {
        var value = field.Default!;
        var schema = field.Schema is AvroUnion union
            ? union.Branches.FirstOrDefault(branch => branch.Type != AvroType.Null)
            : field.Schema;
        return value.Kind switch
        {
            JsonKind.Null => ("null", "null"),
            JsonKind.Array when schema is AvroArray && value.Items.Count == 0 => ("null", "[]"),
            JsonKind.Object when schema is AvroMap && value.Members.Count == 0 =>
                ("null", TypeNames.EmptyMap(type.Text)),
            JsonKind.True or JsonKind.False => Same(value.Kind == JsonKind.True ? "true" : "false"),
            JsonKind.Number => Number(value, type),
            JsonKind.String => Text(value.Text, schema!, type),
            _ => null,
        };
    }

    private DeclaredType Union(AvroUnion union)
    {
        var branches = union.Branches.Where(branch => branch.Type != AvroType.Null).ToArray();
        var isNullable = branches.Length < union.Branches.Count;
        if (branches.Length == 1 && isNullable)
        {
            return Type(branches[0]) with
            {
                IsNullable = true,
                IsNullLast = union.Branches[0].Type != AvroType.Null,
            };
        }

        return AvroNamedTypes.IsOfRecords(union, branches)
            ? new DeclaredType(names.Qualified(branches), isNullable)
            : throw new SchemaFileException(
                $"the union of {string.Join(", ", union.Branches.Select(branch => branch.BranchName))} has no type in "
                + "C#; a union is null and one type, or of records");
    }

    private DeclaredType Holding(Func<string, string> holder, AvroSchema held)
    {
        var inner = Type(held);
        return inner with
        {
            Text = holder(inner.Declared),
            IsNullable = false,
            IsNullLast = false,
        };
    }

    private static DeclaredType Primitive(AvroSchema schema) => (schema.Type, schema.LogicalType) switch
    {
        (AvroType.Boolean, _) => new DeclaredType("bool"),
        (AvroType.Int, "date") => new DeclaredType("global::System.DateOnly"),
        (AvroType.Int, "time-millis") => new DeclaredType("global::System.TimeOnly", IsMillis: true),
        (AvroType.Int, _) => new DeclaredType("int"),
        (AvroType.Long, "time-micros") => new DeclaredType("global::System.TimeOnly"),
        (AvroType.Long, "timestamp-micros") => new DeclaredType(TypeNames.Timestamp),
        (AvroType.Long, "timestamp-millis") => new DeclaredType(TypeNames.Timestamp, IsMillis: true),
        (AvroType.Long, _) => new DeclaredType("long"),
        (AvroType.Float, _) => new DeclaredType("float"),
        (AvroType.Double, _) => new DeclaredType("double"),
        (AvroType.String, "uuid") => new DeclaredType("global::System.Guid"),
        (AvroType.String, _) => new DeclaredType("string"),
        (AvroType.Bytes, "decimal") when Whole(schema, "precision") is >= 1 and <= MaxPrecision => new DeclaredType(
            "decimal",
            Attribute: $"global::TypedStreams.Decimal({Whole(schema, "precision")}, {Whole(schema, "scale")})"),
        (AvroType.Bytes, _) => new DeclaredType(TypeNames.Bytes),
        _ => throw new SchemaFileException($"{schema.BranchName} alone has no type in C#; leave the field out"),
    };

    private static int Whole(AvroSchema schema, string property) =>
        schema.Property(property) is { Kind: JsonKind.Number } number
        && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static (string, string)? Number(JsonValue value, DeclaredType type)
    {
        var text = value.Text;
        return type.Text switch
        {
            "int" => Same(text),
            "long" => Same(text + "L"),
            "float" => Same(text + "F"),
            "double" => Same(text + "D"),
            "global::System.DateOnly" => (text, $"global::System.DateOnly.FromDayNumber({text} + 719162)"),
            "global::System.TimeOnly" => (text + "L", $"new global::System.TimeOnly({text} * {Ticks(type)})"),
            TypeNames.Timestamp => (text + "L", $"{TypeNames.Timestamp}.UnixEpoch.AddTicks({text} * {Ticks(type)})"),
            _ => null,
        };
    }

    private static (string, string)? Text(string text, AvroSchema schema, DeclaredType type) => schema switch
    {
        AvroEnum => Same($"{type.Text}.{Parse.Symbols.Identifier(text)}"),
        { Type: AvroType.String } when type.Text == "string" => Same(Quote(text)),
        { Type: AvroType.String } => (Quote(text), $"global::System.Guid.Parse({Quote(text)})"),
        { Type: AvroType.Bytes } when text.Length == 0 && type.Text == TypeNames.Bytes => ("null", "default"),
        _ => null,
    };

    private static (string, string) Same(string literal) => (literal, literal);

    private static string Ticks(DeclaredType type) => type.IsMillis ? "10_000L" : "10L";

    private static string Quote(string text) => DeclarationWriter.Quote(text);
}
