// A range of message versions, both ends included, and the C# condition that tests it.
using System.Globalization;

namespace TypedStreams.Protocol.Generators.Model;

internal readonly record struct VersionRange(int Low, int High)
{
    public const int Open = short.MaxValue;

    public static readonly VersionRange None = new(0, -1);

    public bool IsEmpty => High < Low;

    public bool Contains(int version) => version >= Low && version <= High;

    public bool Covers(VersionRange other) => other.IsEmpty || (Low <= other.Low && High >= other.High);

    public VersionRange Intersect(VersionRange other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    public VersionRange Union(VersionRange other) =>
        IsEmpty ? other : other.IsEmpty ? this : new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    // "3+", "0-12", "2" or "none".
    public static VersionRange Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text == "none")
            return None;

        if (text!.EndsWith("+", StringComparison.Ordinal))
            return new(Number(text.Substring(0, text.Length - 1)), Open);

        int dash = text.IndexOf('-');
        return dash < 0
            ? new(Number(text), Number(text))
            : new(Number(text.Substring(0, dash)), Number(text.Substring(dash + 1)));
    }

    // The condition under which a version of the context lies in this range: null when always, "false" when never.
    public string? Condition(VersionRange context)
    {
        VersionRange part = Intersect(context);
        if (part.IsEmpty)
            return "false";

        return (part.Low > context.Low, part.High < context.High) switch
        {
            (false, false) => null,
            (true, false) => $"version >= {part.Low}",
            (false, true) => $"version <= {part.High}",
            _ when part.Low == part.High => $"version == {part.Low}",
            _ => $"version is >= {part.Low} and <= {part.High}",
        };
    }

    // The condition under which a version of the context lies outside this range.
    public string OutsideCondition(VersionRange context)
    {
        VersionRange part = Intersect(context);
        return (part.Low > context.Low, part.High < context.High) switch
        {
            (true, true) => $"version is < {part.Low} or > {part.High}",
            (true, false) => $"version < {part.Low}",
            _ => $"version > {part.High}",
        };
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
