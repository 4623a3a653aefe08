// Reads one configuration section without reflection, and collects every problem instead of stopping at the first one.
// Each message says which key, what stands there and what to write instead.

using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TypedStreams.Hosting;

internal sealed class SettingsReader(IConfigurationSection section, List<string> problems)
{
    /// <summary>What a timer of the runtime can wait.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    internal SettingsReader Section(string key)
    {
        _known.Add(key);
        return new SettingsReader(section.GetSection(key), problems);
    }

    internal string? Text(string key, string? fallback) => Value(key) ?? fallback;

    internal bool Flag(string key, bool fallback) => Flag(key) ?? fallback;

    internal bool? Flag(string key) => Parse<bool>(key, bool.TryParse, "true or false");

    internal int? Number(string key, int min, int max)
    {
        return Parse<int>(key, TryParse, $"a whole number from {min} to {max}");

        bool TryParse(string text, out int value) =>
            int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value)
            && value >= min && value <= max;
    }

    internal double? Fraction(string key, double min, double max)
    {
        return Parse<double>(key, TryParse, FormattableString.Invariant($"a number from {min} to {max}"));

        bool TryParse(string text, out double value) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && value >= min && value <= max;
    }

    /// <summary>True when the section holds anything.</summary>
    internal bool IsThere => section.Exists();

    internal TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min) => Duration(key, min) ?? fallback;

    internal TimeSpan? Duration(string key, TimeSpan min)
    {
        var wanted = $"a duration such as \"500ms\", \"5s\", \"2min\" or \"00:00:05\", {Durations.Print(min)} or more, "
            + "up to 49 days";
        return Parse<TimeSpan>(key, TryParse, wanted);

        bool TryParse(string text, out TimeSpan value) =>
            Durations.TryParse(text, out value) && value >= min && value <= LongestTimer;
    }

    /// <summary>Durations in one text, separated by commas, or as a list; null when there are none.</summary>
    internal TimeSpan[]? DurationList(string key, int most)
    {
        var text = Value(key) ?? string.Join(",", section.GetSection(key).GetChildren().Select(child => child.Value));
        if (text.Length == 0)
        {
            return null;
        }

        var values = new List<TimeSpan>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Durations.TryParse(part, out var value) || value > LongestTimer || values.Count == most)
            {
                Problem(key, text, $"write up to {most} durations such as \"10s, 5min\", each up to 49 days");
                return null;
            }

            values.Add(value);
        }

        return [.. values];
    }

    /// <summary>Names and texts below a key, each as it stands.</summary>
    internal void Pairs(string key, IDictionary<string, string> pairs)
    {
        _known.Add(key);
        foreach (var child in section.GetSection(key).GetChildren())
        {
            if (child.Value is { } text)
            {
                pairs[child.Key] = text;
            }
            else
            {
                Problem($"{key}:{child.Key}", null, "write a text");
            }
        }
    }

    internal TEnum OneOf<TEnum>(string key, TEnum fallback)
        where TEnum : struct, Enum
    {
        return Parse<TEnum>(key, TryParse, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}") ?? fallback;

        static bool TryParse(string text, out TEnum value) =>
            Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]);
    }

    internal void Problem(string key, string? value, string wanted) =>
        problems.Add($"{section.Path}:{key} is {(value is null ? "missing" : $"\"{value}\"")}; {wanted}.");

    /// <summary>Call last: what was not asked for is a typing error, and would be ignored in silence.</summary>
    internal void RejectUnknown()
    {
        foreach (var child in section.GetChildren())
        {
            if (!_known.Contains(child.Key))
            {
                problems.Add($"{child.Path} is not a setting; write one of {string.Join(", ", _known.Order())}.");
            }
        }
    }

    private T? Parse<T>(string key, TryParse<T> tryParse, string wanted)
        where T : struct
    {
        if (Value(key) is not { } text)
        {
            return null;
        }

        if (tryParse(text, out var value))
        {
            return value;
        }

        Problem(key, text, "write " + wanted);
        return null;
    }

    private string? Value(string key)
    {
        _known.Add(key);
        return section[key] is { Length: > 0 } text ? text.Trim() : null;
    }

    private delegate bool TryParse<T>(string text, out T value);
}
