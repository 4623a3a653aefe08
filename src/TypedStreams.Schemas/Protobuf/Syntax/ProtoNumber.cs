// Numbers as .proto files write them: decimal, 0x and octal.

using System.Globalization;

namespace TypedStreams.Schemas.Protobuf;

internal static class ProtoNumber
{
    internal static bool TryUnsigned(string text, out ulong value)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ulong.TryParse(
                text.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        if (text.Length > 1 && text[0] == '0')
        {
            return TryOctal(text, out value);
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A whole number with an optional minus sign, as the 64 bits of its two's complement.</summary>
    internal static bool TryInteger(string text, out bool isNegative, out ulong magnitude)
    {
        isNegative = text.StartsWith("-", StringComparison.Ordinal);
        return TryUnsigned(isNegative ? text.Substring(1) : text, out magnitude);
    }

    /// <summary>Any number, inf and nan included.</summary>
    internal static bool TryDouble(string text, out double value)
    {
        var isNegative = text.StartsWith("-", StringComparison.Ordinal);
        var bare = isNegative ? text.Substring(1) : text;
        value = double.NaN;
        if (bare is "inf" or "nan")
        {
            value = bare == "inf" ? double.PositiveInfinity : double.NaN;
        }
        else if (TryUnsigned(bare, out var whole))
        {
            value = whole;
        }
        else if (!double.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        value = isNegative ? -value : value;
        return true;
    }

    private static bool TryOctal(string text, out ulong value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '7' || value > ulong.MaxValue >> 3)
            {
                return false;
            }

            value = (value << 3) | (uint)(c - '0');
        }

        return true;
    }
}
