// Differences between Protobuf schemas in the sentences that a registry answers with.
using TypedStreams.Schemas;
using TypedStreams.Schemas.Protobuf;

namespace TypedStreams.Registry.Formats;

internal static class ProtobufMessages
{
    /// <summary>One difference; <paramref name="reader"/> and <paramref name="writer"/> are "new" or "old".</summary>
    internal static string Of(SchemaDifference difference, string reader, string writer)
    {
        string at = difference.Location;
        string text = difference.KindName switch
        {
            ProtoDifferences.PackageChanged =>
                $"The package of the {reader} schema does not match the {writer} schema",
            ProtoDifferences.MessageRemoved =>
                $"The {reader} schema is missing a message of the {writer} schema at path '{at}'",
            ProtoDifferences.FieldKindChanged =>
                $"The type of a field at path '{at}' in the {reader} schema does not match the {writer} schema",
            ProtoDifferences.FieldScalarKindChanged =>
                $"The kind of a SCALAR field at path '{at}' in the {reader} schema does not match its kind in the " +
                $"{writer} schema",
            ProtoDifferences.FieldNamedTypeChanged =>
                $"The type of a MESSAGE field at path '{at}' in the {reader} schema does not match its type in the " +
                $"{writer} schema",
            ProtoDifferences.FieldNumericLabelChanged =>
                $"The label of a numeric field at path '{at}' in the {reader} schema does not match its label in the " +
                $"{writer} schema",
            ProtoDifferences.RequiredFieldAdded =>
                $"The {reader} schema has a required field at path '{at}' that the {writer} schema lacks",
            ProtoDifferences.RequiredFieldRemoved =>
                $"The {reader} schema is missing a required field of the {writer} schema at path '{at}'",
            ProtoDifferences.OneOfFieldRemoved =>
                $"The {reader} schema is missing a field of a oneof of the {writer} schema at path '{at}'",
            ProtoDifferences.MultipleFieldsMovedToOneOf =>
                $"Several fields of the {writer} schema stand in one oneof of the {reader} schema at path '{at}'",
            _ =>
                $"A field of the {writer} schema stands in a oneof of the {reader} schema that was there before, at " +
                $"path '{at}'",
        };
        return $"{{errorType:\"{difference.KindName}\", description:\"{text}\"}}";
    }
}
