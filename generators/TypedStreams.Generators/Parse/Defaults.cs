// C# constants as JSON defaults of a schema. A null constant of a value type is default(T), which Roslyn hands out as
// null too.

using System.Globalization;
using System.Numerics;
using System.Text;
using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.Parse;

internal static class Defaults
{
    /// <summary>
    /// The default as JSON text; null when the type has none for it. A misfit is found by the schema parser.
    /// </summary>
    internal static string? Json(object? value, TypeModel type, TypeMapper mapper) => type.Shape switch
    {
        Shape.NullableValue or Shape.NullableReference => value is null ? "null" : Json(value, type.Inner!, mapper),
        Shape.Wrapper => Json(value, type.Inner!, mapper),
        Shape.Enum => EnumSymbol(value, type, mapper),
        Shape.Decimal => DecimalBytes(value, type.Scale),
        Shape.ImmutableArray when value is null => "[]",
        _ when value is null => OfDefault(type.Shape),
        Shape.Float or Shape.Double => Number(value),
        _ => Text(value),
    };

    private static string? OfDefault(Shape shape) => shape switch
    {
        Shape.Boolean => "false",
        Shape.SByte or Shape.Byte or Shape.Short or Shape.UShort or Shape.Int or Shape.UInt or Shape.Long => "0",
        Shape.Float or Shape.Double => "0.0",
        Shape.Guid => "\"00000000-0000-0000-0000-000000000000\"",
        Shape.Date => "-719162",
        Shape.Time or Shape.Duration => "0",
        Shape.DateTime or Shape.DateTimeOffset => "-62135596800000000",
        Shape.Memory => "\"\"",
        _ => null,
    };

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => JsonValue.String(text).ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonValue.String(value.ToString()).ToString(),
    };

    private static string Number(object value)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return double.IsNaN(number) ? "\"NaN\""
            : double.IsInfinity(number) ? number > 0 ? "\"Infinity\"" : "\"-Infinity\""
            : number.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string? EnumSymbol(object? value, TypeModel type, TypeMapper mapper) =>
        mapper.SymbolOf(type.CSharp, value) is { } symbol ? JsonValue.String(symbol).ToString() : null;

    private static string DecimalBytes(object? value, int scale)
    {
        var number = Convert.ToDecimal(value ?? 0m, CultureInfo.InvariantCulture);
        var bits = decimal.GetBits(number);
        var unscaled = ((new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0])
            * BigInteger.Pow(10, scale) / BigInteger.Pow(10, (bits[3] >> 16) & 0xFF);
        var bytes = (number < 0 ? -unscaled : unscaled).ToByteArray();
        var text = new StringBuilder();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            text.Append((char)bytes[i]);
        }

        return JsonValue.String(text.ToString()).ToString();
    }
}
