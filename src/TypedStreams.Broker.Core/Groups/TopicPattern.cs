// The expression of a regex subscription (KIP-848, version 1): RE2's way, matched against the whole name of a topic in
// time linear in its length. Look-around and back references, which RE2 lacks too, are refused, and so is what would
// make a large automaton out of a short expression.
using System.Text.RegularExpressions;

namespace TypedStreams.Broker.Core.Groups;

internal sealed class TopicPattern
{
    /// <summary>
    /// Longest expression, in characters. 4,096, ours (Kafka has no limit): sixteen names of the longest kind.
    /// </summary>
    internal const int MaxLength = 4_096;

    /// <summary>
    /// Most repetitions that counted repeats may multiply to. 1,000, RE2's limit of a single one.
    /// </summary>
    internal const int MaxRepetitions = 1_000;

    private readonly Regex _regex;

    private TopicPattern(Regex regex) => _regex = regex;

    /// <summary>Reads an expression; null with what is wrong when it is none.</summary>
    internal static TopicPattern? Parse(string expression, out string? fault)
    {
        if (expression.Length > MaxLength)
        {
            fault = $"it has {expression.Length} characters, the limit is {MaxLength}";
            return null;
        }

        if (Repetitions(expression) > MaxRepetitions)
        {
            fault = $"its counted repeats multiply to more than {MaxRepetitions}";
            return null;
        }

        try
        {
            // RE2 names a group with P.
            string pattern = expression.Replace("(?P<", "(?<", StringComparison.Ordinal);
            fault = null;
            return new TopicPattern(new Regex(
                $@"\A(?:{pattern})\z",
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            fault = wrong.Message;
            return null;
        }
    }

    /// <summary>Whether a name matches as a whole.</summary>
    internal bool Matches(string name) => _regex.IsMatch(name);

    /// <summary>The names that match, in their order.</summary>
    internal List<string> Matching(IEnumerable<string> topics) => topics.Where(topic => _regex.IsMatch(topic)).ToList();

    // The product of the larger bounds of all {n,m}, escaped or not: coarse, yet no honest subscription comes near.
    private static long Repetitions(string expression)
    {
        long product = 1;
        for (int open = expression.IndexOf('{'); open >= 0; open = expression.IndexOf('{', open + 1))
        {
            int close = expression.IndexOf('}', open);
            string[] bounds = close < 0 ? [] : expression[(open + 1)..close].Split(',');
            foreach (string bound in bounds.Reverse())
            {
                if (long.TryParse(bound, out long count))
                {
                    product = Math.Min(product * Math.Max(count, 1), MaxRepetitions + 1L);
                    break;
                }
            }
        }

        return product;
    }
}
