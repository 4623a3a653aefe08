// Durations in attributes, written as in configuration files: a number with its unit, or hh:mm:ss.

using System.Globalization;

namespace TypedStreams.Generators.Parse;

internal static class DurationText
{
    /// <summary>The longest that a timer waits: 49 days.</summary>
    private const double MaxMilliseconds = uint.MaxValue - 1;

    // Longest suffix first: "ms" and "min" before "s" and "m".
    private static readonly (string Suffix, double Milliseconds)[] Units =
        [("min", 60_000), ("ms", 1), ("s", 1000), ("h", 3_600_000)];

    /// <summary>Whole milliseconds; null when the text is no duration, or too long.</summary>
    internal static long? Milliseconds(string text)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(
                    text.Substring(0, text.Length - suffix.Length),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var count)
                    ? Whole(count * unit)
                    : null;
            }
        }

        return text.IndexOf(':') >= 0 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? Whole(value.TotalMilliseconds)
            : null;
    }

    private static long? Whole(double milliseconds) =>
        milliseconds is >= 0 and <= MaxMilliseconds ? (long)milliseconds : null;
}
