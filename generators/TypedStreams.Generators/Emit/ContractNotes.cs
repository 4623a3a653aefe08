// What the command line reads of a built assembly: a constant of lines, because it is in the metadata and nothing of
// the assembly has to run. Messages say topic, subject and key; groups what they handle and send; and the assembly
// which messages it asks producers for.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Emit;

internal static class ContractNotes
{
    internal const string ProducersFile = "TypedStreams.Producers.g.cs";

    private const string Name = "Contract";
    private const string TopicLine = "topic ";
    private const string SubjectLine = "subject ";

    /// <summary>Of a message, in its codec.</summary>
    /// <param name="key">The schema's name of the key field, or null.</param>
    /// <param name="keyType">What kind of key it is: a shape's name.</param>
    internal static void Message(CodeWriter code, MessageModel message, string? key, string? keyType)
    {
        List<string> lines = ["message " + Plain(message.CSharp), TopicLine + message.Topic];
        if (message.Subject != ValueSubject(message.Topic))
        {
            lines.Add(SubjectLine + message.Subject);
        }

        if (key is not null && keyType is not null)
        {
            lines.Add($"key {keyType} {key}");
        }

        Constant(code, string.Join("\n", lines));
    }

    /// <summary>The subject that a codec's constant says; null when it has none.</summary>
    internal static string? SubjectOf(INamedTypeSymbol codec)
    {
        var contract = codec.GetMembers(Name).OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue as string;
        return After(SubjectLine, contract) ?? (After(TopicLine, contract) is { } topic ? ValueSubject(topic) : null);
    }

    /// <summary>Of a group, in its registration.</summary>
    internal static void Group(CodeWriter code, GroupModel group)
    {
        var lines = new List<string>
        {
            "group " + group.Group,
            "delivery " + (group.UsesDatabase ? "database"
                : group.Handlers.All(handler => handler.IsExactlyOnce) ? "exactly-once"
                : "at-least-once"),
        };
        foreach (var handler in group.Handlers)
        {
            lines.Add("handle " + Plain(handler.MessageCSharp));
            if (handler.Policy?.Letters is { } letters)
            {
                lines.Add($"letters {letters.RetryAfter.Count} {Plain(handler.MessageCSharp)}");
            }
        }

        lines.AddRange(group.Handlers.SelectMany(handler => handler.Output?.Messages ?? []).Distinct()
            .Select(message => "send " + Plain(message)));
        Constant(code, string.Join("\n", lines));
    }

    /// <summary>The file that says which messages the assembly has producers for.</summary>
    internal static string Producers(IEnumerable<string> messages)
    {
        var code = new CodeWriter();
        code.Header("TypedStreams.Generated");
        code.Line(MessageEmitter.GeneratedCode);
        code.Open("internal static class Producers");
        Constant(code, string.Join("\n", messages.Select(message => "send " + Plain(message))));
        code.Close();
        return code.ToString();
    }

    private static string ValueSubject(string topic) => topic + "-value";

    private static string? After(string head, string? lines) => lines?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(head, StringComparison.Ordinal))?.Substring(head.Length);

    private static void Constant(CodeWriter code, string value)
    {
        code.Line($"internal const string {Name} = {SymbolDisplay.FormatLiteral(value, quote: true)};");
        code.Line();
    }

    private static string Plain(string csharp) => csharp.Replace("global::", "");
}
