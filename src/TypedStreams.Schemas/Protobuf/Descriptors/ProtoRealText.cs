// The default of a float or double as descriptors keep it: the fewest of 15 or 17 digits (6 or 9 for float) that read
// back as the same number, written the way C's %g does.

using System.Globalization;

namespace TypedStreams.Schemas.Protobuf;

internal static class ProtoRealText
{
    internal static string Of(ProtoValue value, ProtoScalar scalar)
    {
        if (value.Kind is ProtoValueKind.String || !ProtoNumber.TryDouble(value.Text, out var number))
        {
            throw new FormatException($"\"{value.Text}\" is no number");
        }

        if (double.IsNaN(number))
        {
            return "nan";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "inf" : "-inf";
        }

        return scalar == ProtoScalar.Float ? OfFloat((float)number) : OfDouble(number);
    }

    private static string OfDouble(double number)
    {
        var text = General(number, 15);
        return double.Parse(text, CultureInfo.InvariantCulture).Equals(number) ? text : General(number, 17);
    }

    private static string OfFloat(float number)
    {
        if (float.IsInfinity(number))
        {
            return number > 0 ? "inf" : "-inf";
        }

        var text = General(number, 6);
        return float.Parse(text, CultureInfo.InvariantCulture).Equals(number) ? text : General(number, 9);
    }

    /// <summary>%.{digits}g: exponent form below 1e-4 and from 10^digits on, no trailing zeros.</summary>
    private static string General(double number, int digits)
    {
        if (number == 0)
        {
            return 1 / number < 0 ? "-0" : "0";
        }

        var format = "E" + (digits - 1).ToString(CultureInfo.InvariantCulture);
        var scientific = number.ToString(format, CultureInfo.InvariantCulture);
        var split = scientific.IndexOf('E');
        var exponent = int.Parse(scientific.Substring(split + 1), CultureInfo.InvariantCulture);
        var mantissa = scientific.Substring(0, split);
        var sign = mantissa[0] == '-' ? "-" : "";
        var figures = mantissa.TrimStart('-').Replace(".", "").TrimEnd('0');
        if (exponent < -4 || exponent >= digits)
        {
            var rest = figures.Length > 1 ? "." + figures.Substring(1) : "";
            var magnitude = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
            return $"{sign}{figures[0]}{rest}e{(exponent < 0 ? '-' : '+')}{magnitude}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{figures}";
        }

        var whole = figures.PadRight(exponent + 1, '0');
        var fraction = whole.Substring(exponent + 1);
        return sign + whole.Substring(0, exponent + 1) + (fraction.Length > 0 ? "." + fraction : "");
    }
}
