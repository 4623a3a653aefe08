// Differences between Avro schemas in the sentences that Confluent's registry answers with.
using TypedStreams.Schemas;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Registry.Formats;

internal static class AvroMessages
{
    /// <summary>One difference; <paramref name="reader"/> and <paramref name="writer"/> are "new" or "old".</summary>
    internal static string Of(SchemaDifference difference, string reader, string writer)
    {
        string at = difference.Location;
        string text = difference.KindName switch
        {
            AvroDifferences.FixedSizeMismatch =>
                $"The size of FIXED type field at path '{at}' in the {reader} schema does not match with the " +
                $"{writer} schema",
            AvroDifferences.MissingEnumSymbols =>
                $"The {reader} schema is missing enum symbols '{difference.Message}' at path '{at}' in the " +
                $"{writer} schema",
            AvroDifferences.MissingUnionBranch =>
                $"The {reader} schema is missing a type inside a union field at path '{at}' in the {writer} schema",
            AvroDifferences.NameMismatch =>
                $"The name of the schema has changed (path '{at}')",
            AvroDifferences.ReaderFieldMissingDefaultValue =>
                $"The field '{difference.Message}' at path '{at}' in the {reader} schema has no default value and " +
                $"is missing in the {writer} schema",
            _ =>
                $"The type (path '{at}') of a field in the {reader} schema does not match with the {writer} schema",
        };
        return $"{{errorType:'{difference.KindName}', description:'{text}', additionalInfo:'{difference.Message}'}}";
    }
}
