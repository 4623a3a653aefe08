// The parts of a schema's JSON that stored records and answers have in common.
using System.Collections.Immutable;
using TypedStreams.Registry.Subjects;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Registry.Text;

internal static class ContentText
{
    /// <summary>Writes "references" unless there are none.</summary>
    internal static void WriteReferences(JsonText text, SchemaContent content)
    {
        if (content.References.IsEmpty)
        {
            return;
        }

        text.Name("references").Open('[');
        foreach (SchemaReference reference in content.References)
        {
            text.Open('{')
                .Member("name", reference.Name)
                .Member("subject", reference.Subject)
                .Member("version", reference.Version)
                .Close('}');
        }

        text.Close(']');
    }

    /// <summary>Writes "metadata" and "ruleSet", those that are there.</summary>
    internal static void WriteContract(JsonText text, SchemaContent content)
    {
        ContractText.Write(text, "metadata", content.Metadata);
        ContractText.Write(text, "ruleSet", content.RuleSet);
    }

    /// <exception cref="FormatException">It is not a list of references.</exception>
    internal static ImmutableArray<SchemaReference> ReadReferences(JsonValue list)
    {
        if (list.Kind == JsonKind.Null)
        {
            return [];
        }

        if (list.Kind != JsonKind.Array)
        {
            throw new FormatException("\"references\" must be an array.");
        }

        return [.. list.Items.Select(item =>
            item["name"] is { Kind: JsonKind.String } name &&
            item["subject"] is { Kind: JsonKind.String } subject &&
            int.TryParse(item["version"]?.Text, out int version)
                ? new SchemaReference(name.Text, subject.Text, version)
                : throw new FormatException("A reference must have \"name\", \"subject\" and \"version\"."))];
    }
}
