// Durations as people write them in configuration files: a number with its unit, or hh:mm:ss.

using System.Globalization;

namespace TypedStreams.Hosting;

internal static class Durations
{
    // Longest suffix first: "ms" and "min" before "s" and "m".
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("min", TimeSpan.FromMinutes(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    internal static bool TryParse(string text, out TimeSpan value)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return TryScale(text.AsSpan(0, text.Length - suffix.Length), unit, out value);
            }
        }

        // A bare number would be read as days.
        value = default;
        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    internal static string Print(TimeSpan value) => value.TotalMilliseconds switch
    {
        0 => "0s",
        < 1000 => FormattableString.Invariant($"{value.TotalMilliseconds}ms"),
        _ => FormattableString.Invariant($"{value.TotalSeconds}s"),
    };

    private static bool TryScale(ReadOnlySpan<char> number, TimeSpan unit, out TimeSpan value)
    {
        value = default;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || count * unit.Ticks > TimeSpan.MaxValue.Ticks / 2)
        {
            return false;
        }

        value = count * unit;
        return true;
    }
}
