// Differences between Avro schemas in the sentences that Confluent's registry answers with.
using TypedStreams.Schemas;

namespace TypedStreams.Registry.Formats;

internal static class AvroMessages
{
    /// <summary>One difference; <paramref name="reader"/> and <paramref name="writer"/> are "new" or "old".</summary>
    internal static string Of(SchemaDifference difference, string reader, string writer)
    {
        string at = difference.Location;
        string text = difference.Kind switch
        {
            SchemaDifferenceKind.FixedSizeMismatch =>
                $"The size of FIXED type field at path '{at}' in the {reader} schema does not match with the " +
                $"{writer} schema",
            SchemaDifferenceKind.MissingEnumSymbols =>
                $"The {reader} schema is missing enum symbols '{difference.Message}' at path '{at}' in the " +
                $"{writer} schema",
            SchemaDifferenceKind.MissingUnionBranch =>
                $"The {reader} schema is missing a type inside a union field at path '{at}' in the {writer} schema",
            SchemaDifferenceKind.NameMismatch =>
                $"The name of the schema has changed (path '{at}')",
            SchemaDifferenceKind.ReaderFieldMissingDefaultValue =>
                $"The field '{difference.Message}' at path '{at}' in the {reader} schema has no default value and " +
                $"is missing in the {writer} schema",
            _ =>
                $"The type (path '{at}') of a field in the {reader} schema does not match with the {writer} schema",
        };
        return $"{{errorType:'{difference.KindName}', description:'{text}', additionalInfo:'{difference.Message}'}}";
    }
}
