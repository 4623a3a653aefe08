// Whether a JSON default fits a type. As Avro Java 1.12 judges: a union default may match any branch, bytes and fixed
// are strings of the characters U+0000 to U+00FF, a record default may leave out fields that have defaults themselves.

using System.Globalization;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Avro;

internal static class AvroDefaults
{
    /// <summary>The default as the model keeps it: float and double defaults given as text become numbers.</summary>
    internal static JsonValue? Accept(JsonValue? value, AvroSchema schema)
    {
        if (value is { Kind: JsonKind.String } && schema.Type is AvroType.Float or AvroType.Double
            && double.TryParse(value!.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && !double.IsNaN(number) && !double.IsInfinity(number))
        {
            return JsonValue.Number(JavaNumber.Format(number));
        }

        return value;
    }

    internal static bool Fits(JsonValue value, AvroSchema schema) => schema switch
    {
        AvroUnion union => union.Branches.Any(branch => Fits(value, branch)),
        AvroArray array => value.Kind == JsonKind.Array && value.Items.All(item => Fits(item, array.Items)),
        AvroMap map => value.Kind == JsonKind.Object && value.Members.All(member => Fits(member.Value, map.Values)),
        AvroRecord record => value.Kind == JsonKind.Object && record.Fields.All(field => FitsField(value, field)),
        AvroEnum symbols => value.Kind == JsonKind.String && symbols.IndexOf(value.Text) >= 0,
        AvroFixed bytes => IsBytes(value) && value.Text.Length == bytes.Size,
        _ => FitsPrimitive(value, schema.Type),
    };

    private static bool FitsField(JsonValue value, AvroField field) =>
        value[field.Name] is { } given ? Fits(given, field.Schema) : field.Default is not null;

    private static bool FitsPrimitive(JsonValue value, AvroType type) => type switch
    {
        AvroType.Null => value.Kind == JsonKind.Null,
        AvroType.Boolean => value.Kind is JsonKind.True or JsonKind.False,
        AvroType.Int => value.Kind == JsonKind.Number && TryInteger(value.Text, out var i) && i == (int)i,
        AvroType.Long => value.Kind == JsonKind.Number && TryInteger(value.Text, out _),
        AvroType.Float or AvroType.Double =>
            value.Kind == JsonKind.Number || value.Text is "NaN" or "Infinity" or "-Infinity",
        AvroType.Bytes => IsBytes(value),
        AvroType.String => value.Kind == JsonKind.String,
        _ => false,
    };

    private static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool IsBytes(JsonValue value) => value.Kind == JsonKind.String && value.Text.All(c => c <= 0xFF);
}
