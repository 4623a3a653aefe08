// Patterns in the syntax of RE2 to the one of .NET, where the two differ: classes of letters and digits are ASCII, $ is
// the end and no line break before it, names of groups have a P, and classes in brackets have names.

using System.Text;

namespace TypedStreams.Rules.Cel;

internal static class Re2Syntax
{
    private static readonly (string Name, string Class)[] Named =
    [
        ("[:alnum:]", "0-9A-Za-z"), ("[:alpha:]", "A-Za-z"), ("[:digit:]", "0-9"), ("[:lower:]", "a-z"),
        ("[:upper:]", "A-Z"), ("[:space:]", @"\t\n\v\f\r "), ("[:word:]", "0-9A-Za-z_"), ("[:xdigit:]", "0-9A-Fa-f"),
        ("[:punct:]", @"!-/:-@\[-`{-~"), ("[:blank:]", @"\t "),
    ];

    internal static string ToNet(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        var isInClass = false;

        // With (?m) the dollar is the end of a line in both.
        var isByLine = pattern.Contains("(?m", StringComparison.Ordinal);
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith(@"\Q"))
            {
                i = Quoted(text, pattern, i + 2);
            }
            else if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                i += Escape(text, rest, isInClass);
            }
            else if (isInClass && NamedAt(rest) is >= 0 and var at)
            {
                text.Append(Named[at].Class);
                i += Named[at].Name.Length - 1;
            }
            else if (!isInClass && rest.StartsWith("(?P<"))
            {
                text.Append("(?<");
                i += 3;
            }
            else
            {
                // A bracket in front of a class stands for itself, in RE2 and here.
                var isFirst = pattern[i] == ']' && IsClassStart(text);
                isInClass = isInClass ? pattern[i] != ']' || isFirst : pattern[i] == '[';
                text.Append(pattern[i] == '$' && !isInClass && !isByLine ? @"\z" : pattern[i].ToString());
            }
        }

        return text.ToString();
    }

    private static int NamedAt(ReadOnlySpan<char> rest)
    {
        for (var i = 0; i < Named.Length; i++)
        {
            if (rest.StartsWith(Named[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsClassStart(StringBuilder text) =>
        text.Length > 0 && (text[^1] == '[' || (text.Length > 1 && text[^1] == '^' && text[^2] == '['));

    /// <returns>How many characters there are behind the backslash.</returns>
    private static int Escape(StringBuilder text, ReadOnlySpan<char> rest, bool isInClass)
    {
        var (inside, outside) = rest[1] switch
        {
            'd' => ("0-9", "[0-9]"),
            'w' => ("0-9A-Za-z_", "[0-9A-Za-z_]"),
            's' => (@"\t\n\f\r ", @"[\t\n\f\r ]"),
            'D' => ("", "[^0-9]"),
            'W' => ("", "[^0-9A-Za-z_]"),
            'S' => ("", @"[^\t\n\f\r ]"),
            _ => ("", ""),
        };
        var known = isInClass ? inside : outside;
        if (known.Length > 0)
        {
            text.Append(known);
        }
        else if (rest.Length > 2 && rest[1] is 'p' or 'P' && char.IsAsciiLetterUpper(rest[2]))
        {
            text.Append(rest[..2]).Append('{').Append(rest[2]).Append('}');
            return 2;
        }
        else
        {
            text.Append(rest[..2]);
        }

        return 1;
    }

    /// <returns>The place of the last character of the quotation.</returns>
    private static int Quoted(StringBuilder text, string pattern, int start)
    {
        var end = pattern.IndexOf(@"\E", start, StringComparison.Ordinal);
        text.Append(System.Text.RegularExpressions.Regex.Escape(end < 0 ? pattern[start..] : pattern[start..end]));
        return end < 0 ? pattern.Length - 1 : end + 1;
    }
}
