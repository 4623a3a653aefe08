// Tests of text. Patterns are matched without backtracking, as RE2 does, so that none takes exponential time; what that
// engine cannot do (look-around, back references) is not in RE2 either.

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace TypedStreams.Rules.Cel;

internal static partial class CelPatterns
{
    /// <summary>How long a match may take.</summary>
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private const int LongestHostname = 253;
    private const int LongestLabel = 63;

    /// <summary>Most patterns that are kept compiled; expressions may make them up.</summary>
    private const int MaxPatterns = 1_000;

    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    internal static bool IsMatch(string text, string pattern)
    {
        try
        {
            if (!Compiled.TryGetValue(pattern, out var regex))
            {
                regex = new Regex(
                    Re2Syntax.ToNet(pattern),
                    RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
                    MatchTimeout);
                if (Compiled.Count < MaxPatterns)
                {
                    Compiled.TryAdd(pattern, regex);
                }
            }

            return regex.IsMatch(text);
        }
        catch (Exception misfit) when (misfit is RegexMatchTimeoutException or NotSupportedException)
        {
            throw new ArgumentException("The pattern cannot be matched.", misfit);
        }
    }

    internal static string ToLowerAscii(string text) => string.Create(text.Length, text, static (output, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            output[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });

    internal static string ToUpperAscii(string text) => string.Create(text.Length, text, static (output, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            output[i] = char.IsAsciiLetterLower(from[i]) ? (char)(from[i] & ~0x20) : from[i];
        }
    });

    internal static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && LocalPart().IsMatch(text[..at]) && IsHostname(text[(at + 1)..]);
    }

    internal static bool IsHostname(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        var labels = name.Split('.');
        return name.Length is > 0 and <= LongestHostname
            && Array.TrueForAll(labels, label => label.Length is > 0 and <= LongestLabel && Label().IsMatch(label))
            && !labels[^1].All(char.IsAsciiDigit);
    }

    internal static bool IsIpv4(string text) =>
        text.Split('.') is { Length: 4 } parts
        && Array.TrueForAll(parts, part => byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && (part.Length == 1 || part[0] != '0'));

    internal static bool IsIpv6(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
        && !text.Contains('[', StringComparison.Ordinal);

    // A path counts as the address of a file elsewhere; here a URI has a scheme.
    internal static bool IsUri(string text) => Scheme().IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out _);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")]
    private static partial Regex LocalPart();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$")]
    private static partial Regex Label();
}
