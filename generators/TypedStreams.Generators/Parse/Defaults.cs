// C# constants as defaults: JSON of an Avro schema, JSON of a message, and a C# expression. A null constant of a value
// type is default(T), which Roslyn hands out as null too.

using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.Parse;

internal static class Defaults
{
    private const string FirstMicrosecond = "-62135596800000000";
    private const string FirstMillisecond = "-62135596800000";

    /// <summary>
    /// The default, or null when the type has none for it. A misfit is found by the schema parser.
    /// </summary>
    internal static DefaultModel? Of(object? value, TypeModel type, TypeMapper mapper)
    {
        switch (type.Shape)
        {
            case Shape.NullableValue or Shape.NullableReference:
                return value is null ? new DefaultModel("null", "null", "null") : Of(value, type.Inner!, mapper);
            case Shape.Wrapper:
                return Of(value, type.Inner!, mapper) is { } inner
                    ? inner with { CSharp = $"new {type.CSharp}({inner.CSharp})" }
                    : null;
            case Shape.Enum:
                return OfEnum(value, type, mapper);
            case Shape.Decimal:
                return OfDecimal(Convert.ToDecimal(value ?? 0m, CultureInfo.InvariantCulture), type.Scale);
            case Shape.ImmutableArray when value is null:
                return new DefaultModel("[]", "[]", "[]");
            case Shape.Float or Shape.Double when value is not null:
                return OfNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture), type.Shape);
            default:
                return value is null ? OfNothing(type) : OfConstant(value, type);
        }
    }

    /// <summary>
    /// The same for a default that stands in an attribute, where null of a dictionary is an empty one.
    /// </summary>
    internal static DefaultModel? OfGiven(object? value, TypeModel type, TypeMapper mapper) =>
        type.Shape == Shape.Map && value is null
            ? new DefaultModel("{}", "{}", $"new global::System.Collections.Generic.Dictionary<{Arguments(type)}>()")
            : Of(value, type, mapper);

    /// <summary>What stands between the outermost angle brackets of a generic type.</summary>
    private static string Arguments(TypeModel map)
    {
        var start = map.CSharp.IndexOf('<') + 1;
        return map.CSharp.Substring(start, map.CSharp.Length - start - 1);
    }

    /// <summary>default(T), which the compiler hands out as null.</summary>
    private static DefaultModel? OfNothing(TypeModel type)
    {
        var (avro, json) = type.Shape switch
        {
            Shape.Boolean => ("false", "false"),
            Shape.SByte or Shape.Byte or Shape.Short or Shape.UShort or Shape.Int or Shape.UInt or Shape.Long
                or Shape.ULong => ("0", "0"),
            Shape.Float or Shape.Double => ("0.0", "0"),
            Shape.Guid => ("\"00000000-0000-0000-0000-000000000000\"", "\"00000000-0000-0000-0000-000000000000\""),
            Shape.Date => ("-719162", "\"0001-01-01\""),
            Shape.Time or Shape.Duration => ("0", "\"00:00:00\""),
            Shape.DateTime => (First(type), "\"0001-01-01T00:00:00Z\""),
            Shape.DateTimeOffset => (First(type), "\"0001-01-01T00:00:00+00:00\""),
            Shape.Memory => ("\"\"", "\"\""),
            _ => (null, null),
        };
        return avro is null ? null : new DefaultModel(avro, json, $"default({type.CSharp})");
    }

    private static DefaultModel OfConstant(object value, TypeModel type)
    {
        var (json, literal) = value switch
        {
            bool flag => (flag ? "true" : "false", flag ? "true" : "false"),
            string text => (JsonValue.String(text).ToString(), Quote(text)),
            IFormattable number => (Invariant(number), Invariant(number)),
            _ => (JsonValue.String(value.ToString()).ToString(), Quote(value.ToString())),
        };

        // Constants of these types are given as Avro holds them: days, micro- or milliseconds, text.
        return type.Shape switch
        {
            Shape.Guid => new DefaultModel(json, json, $"global::System.Guid.Parse({literal})"),
            Shape.Date => new DefaultModel(json, null, $"global::System.DateOnly.FromDayNumber({literal} + 719162)"),
            Shape.Time or Shape.Duration =>
                new DefaultModel(json, null, $"new {type.CSharp}({literal} * {Ticks(type)})"),
            Shape.DateTime or Shape.DateTimeOffset =>
                new DefaultModel(json, null, $"{type.CSharp}.UnixEpoch.AddTicks({literal} * {Ticks(type)})"),
            _ => new DefaultModel(json, json, literal),
        };
    }

    private static string First(TypeModel type) => type.IsMillis ? FirstMillisecond : FirstMicrosecond;

    private static string Ticks(TypeModel type) => type.IsMillis ? "10_000L" : "10L";

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static DefaultModel OfNumber(double number, Shape shape)
    {
        var type = shape == Shape.Float ? "float" : "double";
        if (double.IsNaN(number))
        {
            return new DefaultModel("\"NaN\"", null, type + ".NaN");
        }

        if (double.IsInfinity(number))
        {
            var sign = number > 0 ? "" : "-";
            var name = number > 0 ? "Positive" : "Negative";
            return new DefaultModel($"\"{sign}Infinity\"", null, $"{type}.{name}Infinity");
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return new DefaultModel(text, text, text + (shape == Shape.Float ? "F" : "D"));
    }

    private static DefaultModel? OfEnum(object? value, TypeModel type, TypeMapper mapper)
    {
        if (mapper.SymbolOf(type.CSharp, value) is not { } symbol)
        {
            return null;
        }

        var json = JsonValue.String(symbol).ToString();
        return new DefaultModel(json, json, $"{type.CSharp}.{Symbols.Identifier(symbol)}");
    }

    private static DefaultModel OfDecimal(decimal number, int scale)
    {
        var bits = decimal.GetBits(number);
        var unscaled = ((new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0])
            * BigInteger.Pow(10, scale) / BigInteger.Pow(10, (bits[3] >> 16) & 0xFF);
        var bytes = (number < 0 ? -unscaled : unscaled).ToByteArray();
        var text = new StringBuilder();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            text.Append((char)bytes[i]);
        }

        var digits = Invariant(number);
        return new DefaultModel(JsonValue.String(text.ToString()).ToString(), digits, digits + "M");
    }

    private static string Invariant(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
