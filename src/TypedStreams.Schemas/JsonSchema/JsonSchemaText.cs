// Values of schemas in one spelling: members sorted, and equal numbers equal.

using System.Globalization;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal static class JsonSchemaText
{
    /// <summary>The value with the members of every object in ordinal order.</summary>
    internal static JsonValue Sorted(JsonValue value) => value.Kind switch
    {
        JsonKind.Array => JsonValue.Array([.. value.Items.Select(Sorted)]),
        JsonKind.Object => JsonValue.Object(
        [
            .. value.Members.OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => new KeyValuePair<string, JsonValue>(member.Key, Sorted(member.Value))),
        ]),
        _ => value,
    };

    /// <summary>A text that is equal for values that are equal by JSON Schema: 1 and 1.0 are.</summary>
    internal static string Canonical(JsonValue value) => Plain(Sorted(value)).ToString();

    private static JsonValue Plain(JsonValue value) => value.Kind switch
    {
        JsonKind.Array => JsonValue.Array([.. value.Items.Select(Plain)]),
        JsonKind.Object => JsonValue.Object(
        [
            .. value.Members.Select(member => new KeyValuePair<string, JsonValue>(member.Key, Plain(member.Value))),
        ]),
        JsonKind.Number => JsonValue.Number(JsonNumber.Parse(value.Text).ToString()),
        _ => value,
    };
}

/// <summary>A number of JSON: exact as far as decimal reaches, else the nearest double.</summary>
internal readonly struct JsonNumber : IComparable<JsonNumber>
{
    private readonly decimal? _exact;
    private readonly double _near;

    private JsonNumber(decimal? exact, double near) => (_exact, _near) = (exact, near);

    internal bool IsInteger => _exact is { } exact ? decimal.Truncate(exact) == exact : Math.Floor(_near).Equals(_near);

    internal static JsonNumber Parse(string text)
    {
        var near = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        var isExact = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) &&
            (exact != 0 || near == 0);
        return new JsonNumber(isExact ? exact : null, near);
    }

    internal bool IsMultipleOf(JsonNumber divisor)
    {
        if (_exact is { } exact && divisor._exact is { } by && by != 0)
        {
            try
            {
                return exact % by == 0;
            }
            catch (OverflowException)
            {
                // Too far apart for decimal; double decides.
            }
        }

        var quotient = _near / divisor._near;
        return !double.IsInfinity(quotient) && Math.Floor(quotient).Equals(quotient);
    }

    public int CompareTo(JsonNumber other) => _exact is { } a && other._exact is { } b
        ? a.CompareTo(b)
        : _near.CompareTo(other._near);

    public override string ToString() => _exact is { } exact
        ? (exact / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
        : _near.ToString("R", CultureInfo.InvariantCulture);
}
