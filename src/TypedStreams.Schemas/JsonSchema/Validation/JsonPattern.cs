// Regular expressions of ECMA 262 on .NET's: the same dialect where there is one, else .NET's own, with the end of the
// text being its very end, and a bound on the time one match may take.

using System.Text;
using System.Text.RegularExpressions;

namespace TypedStreams.Schemas.JsonSchema;

internal static class JsonPattern
{
    /// <summary>How long one pattern may look at one text: plenty unless it backtracks wildly.</summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);

    /// <exception cref="SchemaParseException">It is no regular expression.</exception>
    internal static Regex Compile(string pattern, string at)
    {
        var text = WithEnd(pattern);
        try
        {
            return new Regex(text, RegexOptions.ECMAScript, Timeout);
        }
        catch (ArgumentException)
        {
            // Look-behind and classes of Unicode, which newer ECMAScript has, .NET's own dialect has too.
        }

        try
        {
            return new Regex(text, RegexOptions.CultureInvariant, Timeout);
        }
        catch (ArgumentException problem)
        {
            throw new SchemaParseException($"\"{pattern}\" is no regular expression: {problem.Message}", at);
        }
    }

    /// <summary>In .NET "$" also stands before a last line break; in ECMAScript it does not.</summary>
    private static string WithEnd(string pattern)
    {
        if (!pattern.Contains('$'))
        {
            return pattern;
        }

        var text = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                text.Append(c).Append(pattern[++i]);
                continue;
            }

            inClass = c == '[' || (inClass && c != ']');
            text.Append(c == '$' && !inClass ? "(?!\\n)$" : c.ToString());
        }

        return text.ToString();
    }
}
