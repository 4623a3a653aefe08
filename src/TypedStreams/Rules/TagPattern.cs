using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TypedStreams.Rules;

/// <summary>
/// Tags that metadata gives to the fields whose full name fits a pattern: <c>?</c> is one character of a part between
/// dots, <c>*</c> any number of them, <c>**</c> any number across dots.
/// </summary>
internal sealed class TagPattern
{
    private readonly Regex _pattern;

    internal TagPattern(string pattern, JsonElement tags)
    {
        _pattern = new Regex(ToRegex(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        Tags = tags.ValueKind == JsonValueKind.Array
            ? [.. tags.EnumerateArray().Select(tag => tag.GetString() ?? "")]
            : [];
    }

    internal IReadOnlyList<string> Tags { get; }

    internal bool Matches(string fullName) => _pattern.IsMatch(fullName);

    private static string ToRegex(string pattern)
    {
        var text = new StringBuilder(@"\A");
        pattern = pattern.Replace("**.*", "**", StringComparison.Ordinal);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    text.Append(@"[\s\S]*");
                    i++;
                    break;
                case '*':
                    text.Append("[^.]*");
                    break;
                case '?':
                    text.Append("[^.]");
                    break;
                case '\\' when i + 1 < pattern.Length:
                    text.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    text.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return text.Append(@"\z").ToString();
    }
}
