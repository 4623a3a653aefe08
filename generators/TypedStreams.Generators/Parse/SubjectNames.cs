// The subject of a message that names it by a strategy: the same names that the runtime gives, and Confluent's clients.

using Microsoft.CodeAnalysis;
using TypedStreams.Generators.Model;

namespace TypedStreams.Generators.Parse;

internal static class SubjectNames
{
    // TypedStreams.SubjectNameStrategy.
    internal const int RecordName = 1;
    internal const int TopicRecordName = 2;
    internal const int Associated = 3;

    /// <summary>The strategy that the attribute names; null when the application's setting decides.</summary>
    internal static int? Of(AttributeData attribute) => Symbols.Argument(attribute, "SubjectNameStrategy") as int?;

    internal static string Subject(int? strategy, string topic, string format, NameModel record) => strategy switch
    {
        RecordName => RecordNameOf(format, record),
        TopicRecordName => $"{topic}-{RecordNameOf(format, record)}",
        _ => topic + "-value",
    };

    // A JSON schema is named by its title alone.
    private static string RecordNameOf(string format, NameModel record) =>
        format == "Json" || record.Namespace.Length == 0 ? record.Simple : $"{record.Namespace}.{record.Simple}";
}
