// The functions of CEL: those of the standard, a few of its string extension, and the validators of data contracts. A
// function is called by name, or on its first argument as a method.

using System.Globalization;
using System.Text;

namespace TypedStreams.Rules.Cel;

internal static class CelFunctions
{
    internal static object? Call(string name, bool isMethod, object?[] arguments, int position)
    {
        try
        {
            return (isMethod ? Method(name, arguments) : Function(name, arguments)) ?? throw Unknown();
        }
        catch (Exception misfit) when (misfit is FormatException or OverflowException or ArgumentException)
        {
            // What the value was stays untold: it may be a secret of the message.
            throw new CelException(
                $"{name}() has no value for this {CelType.Of(arguments[0]).Name}; it is malformed or out of range",
                position);
        }

        CelException Unknown() => new(
            $"There is no function {name}({string.Join(", ", arguments.Select(value => CelType.Of(value).Name))})"
                + (isMethod ? " to call on its first argument" : ""),
            position);
    }

    // Null for no such function: none of them has null for a value.
    private static object? Function(string name, object?[] arguments) => (name, arguments) switch
    {
        ("size", [var value]) => Size(value),
        ("type", [var value]) => CelType.Of(value),
        ("dyn", [{ } value]) => value,
        ("matches", [string text, string pattern]) => CelPatterns.IsMatch(text, pattern),
        ("int", [var value]) => Int(value),
        ("uint", [var value]) => UInt(value),
        ("double", [var value]) => Double(value),
        ("string", [var value]) => Text(value),
        ("bytes", [string value]) => Encoding.UTF8.GetBytes(value),
        ("bytes", [byte[] value]) => value,
        ("bool", [bool value]) => value,
        ("bool", ["true" or "True" or "TRUE" or "t" or "1"]) => true,
        ("bool", ["false" or "False" or "FALSE" or "f" or "0"]) => false,
        ("timestamp", [DateTimeOffset value]) => value,
        ("timestamp", [string value]) => CelTimes.ParseTimestamp(value),
        ("timestamp", [long seconds]) => DateTimeOffset.FromUnixTimeSeconds(seconds),
        ("duration", [TimeSpan value]) => value,
        ("duration", [string value]) => CelTimes.ParseDuration(value),
        _ => null,
    };

    private static object? Method(string name, object?[] arguments) => (name, arguments) switch
    {
        ("size", [var value]) => Size(value),
        ("startsWith", [string text, string part]) => text.StartsWith(part, StringComparison.Ordinal),
        ("endsWith", [string text, string part]) => text.EndsWith(part, StringComparison.Ordinal),
        ("contains", [string text, string part]) => text.Contains(part, StringComparison.Ordinal),
        ("matches", [string text, string pattern]) => CelPatterns.IsMatch(text, pattern),
        ("lowerAscii", [string text]) => CelPatterns.ToLowerAscii(text),
        ("upperAscii", [string text]) => CelPatterns.ToUpperAscii(text),
        ("trim", [string text]) => text.Trim(),
        ("replace", [string text, string old, string with]) => Replace(text, old, with),
        ("split", [string text, string separator]) => Array.ConvertAll<string, object?>(
            text.Split(separator), static part => part),
        ("join", [IReadOnlyList<object?> parts, string separator]) => Join(parts, separator),
        ("isEmail", [string text]) => CelPatterns.IsEmail(text),
        ("isHostname", [string text]) => CelPatterns.IsHostname(text),
        ("isIpv4", [string text]) => CelPatterns.IsIpv4(text),
        ("isIpv6", [string text]) => CelPatterns.IsIpv6(text),
        ("isUri", [string text]) => CelPatterns.IsUri(text),
        ("isUriRef", [string text]) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        ("isUuid", [string text]) => Guid.TryParseExact(text, "D", out _),
        (_, [DateTimeOffset time]) => CelTimes.Part(name, time),
        (_, [DateTimeOffset time, string zone]) => CelTimes.Part(name, CelTimes.In(time, zone)),
        (_, [TimeSpan span]) => CelTimes.Part(name, span),
        _ => null,
    };

    private static string Replace(string text, string old, string with) =>
        old.Length > 0 && text.Length + ((long)text.Length / old.Length * with.Length) <= CelProgram.MaxSize
            ? text.Replace(old, with, StringComparison.Ordinal)
            : throw new FormatException();

    private static string Join(IReadOnlyList<object?> parts, string separator)
    {
        var text = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            text.Append(i > 0 ? separator : "").Append(Text(parts[i]));
            if (text.Length > CelProgram.MaxSize)
            {
                throw new FormatException();
            }
        }

        return text.ToString();
    }

    private static object? Size(object? value) => value switch
    {
        string text => (long)text.EnumerateRunes().Count(),
        byte[] bytes => (long)bytes.Length,
        IReadOnlyList<object?> list => (long)list.Count,
        IReadOnlyDictionary<object, object?> map => (long)map.Count,
        _ => null,
    };

    private static object? Int(object? value) => value switch
    {
        long number => number,
        ulong number => checked((long)number),
        double number => checked((long)number),
        string text => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToUnixTimeSeconds(),
        _ => null,
    };

    private static object? UInt(object? value) => value switch
    {
        ulong number => number,
        long number => checked((ulong)number),
        double number => checked((ulong)number),
        string text => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static object? Double(object? value) => value switch
    {
        double number => number,
        long number => (double)number,
        ulong number => (double)number,
        string text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static object? Text(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        long or ulong => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes),
        DateTimeOffset time => CelTimes.Print(time),
        TimeSpan span => CelTimes.Print(span),
        _ => null,
    };
}
