// What Confluent's clients write on a message that a rule has put aside: the same names, so that their tools find them.

using System.Text;
using TypedStreams.Protocol.Records;
using TypedStreams.Rules;

namespace TypedStreams.Producing;

internal static class RuleHeaders
{
    internal static IEnumerable<RecordHeader> Of(RuleException refusal, string topic)
    {
        yield return Header("__rule.name", refusal.Rule);
        yield return Header("__rule.mode", refusal.Mode == RuleMode.Write ? "WRITE" : "READ");
        yield return Header("__rule.subject", refusal.Subject);
        yield return Header("__rule.topic", topic);
        yield return Header("__rule.exception", refusal.Message);
    }

    private static RecordHeader Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}
