// java.lang.Double.toString (JDK 19 and later: shortest digits), because a Java registry stores 1e3 as 1000.0 and the
// stored text is what ids and GUIDs are made from.

using System.Globalization;
using System.Text;

namespace TypedStreams.Schemas.Json;

internal static class JavaNumber
{
    /// <summary>A number text as Jackson prints it back: whole numbers as they are, others as a Java double.</summary>
    internal static string Reprint(string text)
    {
        if (text.IndexOfAny(['.', 'e', 'E']) < 0)
        {
            return text == "-0" ? "0" : text;
        }

        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsInfinity(value) ? text : Format(value);
    }

    internal static string Format(double value)
    {
        if (value == 0)
        {
            return BitConverter.DoubleToInt64Bits(value) < 0 ? "-0.0" : "0.0";
        }

        // "d.ddddE+xxx" from the shortest form that reads back as the same double.
        var (digits, exponent) = Decompose(value.ToString("R", CultureInfo.InvariantCulture).TrimStart('-'));
        var text = exponent is >= -3 and < 7 ? Plain(digits, exponent) : Scientific(digits, exponent);
        return value < 0 ? "-" + text : text;
    }

    private static (string Digits, int Exponent) Decompose(string text)
    {
        var e = text.IndexOf('E');
        var exponent = e < 0 ? 0 : int.Parse(text.Substring(e + 1), CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text.Substring(0, e);
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "");
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        return (digits, exponent + whole - leading - 1);
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var padded = digits.PadRight(exponent + 2, '0');
        return padded.Substring(0, exponent + 1) + "." + padded.Substring(exponent + 1);
    }

    private static string Scientific(string digits, int exponent) =>
        new StringBuilder().Append(digits[0]).Append('.').Append(digits.Length > 1 ? digits.Substring(1) : "0")
            .Append('E').Append(exponent.ToString(CultureInfo.InvariantCulture)).ToString();
}
