// Times and durations: RFC 3339 text and Go's notation of durations, and the parts of both.

using System.Globalization;

namespace TypedStreams.Rules.Cel;

internal static class CelTimes
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ns", 1e-6), ("us", 1e-3), ("ms", 1), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];

    internal static DateTimeOffset ParseTimestamp(string text) => DateTimeOffset.Parse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <exception cref="FormatException">It is none, such as "1h30m", "1.5s" or "-250ms".</exception>
    internal static TimeSpan ParseDuration(string text)
    {
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        rest = isNegative ? rest[1..] : rest;
        var milliseconds = 0.0;
        do
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            var unit = digits > 0 ? UnitOf(rest[digits..]) : default;
            if (unit.Unit is null
                || !double.TryParse(
                    rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                throw new FormatException($"'{text}' is no duration; write it as in \"1h30m\", \"1.5s\" or \"250ms\".");
            }

            milliseconds += number * unit.Milliseconds;
            rest = rest[(digits + unit.Unit.Length)..];
        }
        while (rest.Length > 0);
        return TimeSpan.FromMilliseconds(isNegative ? -milliseconds : milliseconds);
    }

    internal static string Print(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";

    internal static string Print(TimeSpan span) =>
        span.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture) + "s";

    /// <exception cref="FormatException">There is no such zone.</exception>
    internal static DateTimeOffset In(DateTimeOffset time, string zone)
    {
        if (zone.Length == 6 && zone[0] is '+' or '-'
            && TimeSpan.TryParseExact(zone.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out var offset))
        {
            return time.ToOffset(zone[0] == '-' ? -offset : offset);
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? TimeZoneInfo.ConvertTime(time, found)
            : throw new FormatException($"There is no time zone '{zone}'.");
    }

    /// <summary>A part of a time; null for no such part.</summary>
    internal static object? Part(string name, DateTimeOffset time) => name switch
    {
        "getFullYear" => (long)time.Year,
        "getMonth" => time.Month - 1L,
        "getDate" => (long)time.Day,
        "getDayOfMonth" => time.Day - 1L,
        "getDayOfWeek" => (long)time.DayOfWeek,
        "getDayOfYear" => time.DayOfYear - 1L,
        "getHours" => (long)time.Hour,
        "getMinutes" => (long)time.Minute,
        "getSeconds" => (long)time.Second,
        "getMilliseconds" => (long)time.Millisecond,
        _ => null,
    };

    /// <summary>A part of a duration, all of it in that unit; null for no such part.</summary>
    internal static object? Part(string name, TimeSpan span) => name switch
    {
        "getHours" => (long)span.TotalHours,
        "getMinutes" => (long)span.TotalMinutes,
        "getSeconds" => (long)span.TotalSeconds,
        "getMilliseconds" => (long)span.Milliseconds,
        _ => null,
    };

    private static (string? Unit, double Milliseconds) UnitOf(ReadOnlySpan<char> text)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.StartsWith(unit))
            {
                return (unit, milliseconds);
            }
        }

        return default;
    }
}
