// The subject of a message that names it by a strategy: the same names that the runtime gives, and Confluent's clients.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Generators.Parse;

internal static class SubjectNames
{
    // TypedStreams.SubjectNameStrategy.
    internal const int RecordName = 1;
    internal const int TopicRecordName = 2;
    internal const int Associated = 3;

    /// <summary>The strategy that the attribute names; null when the application's setting decides.</summary>
    internal static int? Of(AttributeData attribute) => Symbols.Argument(attribute, "SubjectNameStrategy") as int?;

    /// <summary>The subject that the strategy of the message gives it.</summary>
    /// <param name="head">The message.</param>
    /// <param name="record">What its schema calls it.</param>
    /// <param name="source">The schema file that it was made of, or null.</param>
    internal static string Subject(MessageModel head, NameModel record, string? source) => head.NamedBy switch
    {
        RecordName => RecordNameOf(head, record, source),
        TopicRecordName => $"{head.Topic}-{RecordNameOf(head, record, source)}",
        _ => head.Topic + "-value",
    };

    // A JSON schema is named by its title alone, which need not be a name of C#.
    private static string RecordNameOf(MessageModel head, NameModel record, string? source) =>
        head.Formats[0] == "Json"
            ? (source is null ? null : JsonValue.Parse(source)["title"]?.Text) ?? record.Simple
            : record.Namespace.Length == 0 ? record.Simple : $"{record.Namespace}.{record.Simple}";
}
