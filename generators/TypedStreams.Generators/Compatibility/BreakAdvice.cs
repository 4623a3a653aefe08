// What a person can do about a difference, by its kind. A sentence's end: "To fix it, ...".

using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.JsonSchema;
using TypedStreams.Schemas.Protobuf;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators.Compatibility;

internal static class BreakAdvice
{
    private const string GiveDefault = "give the member a default";

    /// <param name="item">The difference.</param>
    /// <param name="member">The member that it is about, or null.</param>
    internal static string Of(Break item, string? member) => item.Version.Format switch
    {
        "Avro" => OfAvro(item),
        "Protobuf" => OfProtobuf(item),
        _ => OfJson(item, member),
    };

    private static string OfAvro(Break item) => (item.Difference.KindName, item.IsNewReader) switch
    {
        (AvroDifferences.ReaderFieldMissingDefaultValue, true) =>
            GiveDefault + ", or, if it was renamed, name the old one in [Field(Aliases = [...])]",
        (AvroDifferences.ReaderFieldMissingDefaultValue, false) =>
            $"restore the member '{item.Difference.Message}', because that version has no default for it",
        (AvroDifferences.NameMismatch, _) =>
            "restore the name with [SchemaName(\"...\")], or list the old one in [SchemaName(Aliases = [...])]",
        (AvroDifferences.MissingEnumSymbols, true) => "restore the symbols, or mark one with [Fallback]",
        (AvroDifferences.MissingEnumSymbols, false) => "do not write new symbols that old consumers do not know",
        (AvroDifferences.TypeMismatch, true) =>
            "restore the type, or one that it widens to, or add a new member beside it",
        (AvroDifferences.MissingUnionBranch, true) =>
            "restore what the member could be, null among it, or add a new member beside it",
        _ => "restore what was there, or add a new member beside it",
    };

    private static string OfProtobuf(Break item) => item.Difference.KindName switch
    {
        ProtoDifferences.PackageChanged => "restore the namespace with [Message(Namespace = \"...\")]",
        ProtoDifferences.MessageRemoved => "restore the record, or its name with [SchemaName(\"...\")]",
        ProtoDifferences.FieldScalarKindChanged or ProtoDifferences.FieldKindChanged
            or ProtoDifferences.FieldNamedTypeChanged or ProtoDifferences.FieldNumericLabelChanged =>
            "restore the type, or give the member a number of its own with [Field(Number = ...)]; "
            + "a member that was inserted or removed moves the numbers of those behind it",
        ProtoDifferences.OneOfFieldRemoved => "restore the case of the union",
        _ => "restore what was there, or add a new member beside it",
    };

    private static string OfJson(Break item, string? member) => (item.Difference.KindName, item.IsNewReader) switch
    {
        (JsonDifferences.RequiredPropertyAddedToUnopenContentModel or JsonDifferences.RequiredAttributeAdded, true) =>
            GiveDefault + ", or, if it was renamed, keep the old name with [Field(Name = \"...\")]",
        (JsonDifferences.RequiredPropertyAddedToUnopenContentModel, false) =>
            $"restore the member '{member}', because that version requires it",
        (JsonDifferences.RequiredAttributeAdded, false) =>
            "take the default away again, because that version requires the member",
        (JsonDifferences.PropertyRemovedFromClosedContentModel, true) =>
            $"restore the member '{member}', or, if it was renamed, keep the old name with [Field(Name = \"...\")]",
        (JsonDifferences.PropertyRemovedFromClosedContentModel, false) =>
            $"take the member '{member}' away again, because that version accepts no others than its own",
        (JsonDifferences.EnumArrayNarrowed or JsonDifferences.EnumArrayChanged, true) => "restore the symbols",
        (JsonDifferences.EnumArrayNarrowed or JsonDifferences.EnumArrayChanged, false) =>
            "do not write new symbols that old consumers do not know",
        (JsonDifferences.MaximumDecreased or JsonDifferences.MinimumIncreased or JsonDifferences.TypeNarrowed
            or JsonDifferences.TypeChanged, true) =>
            "restore the type, or one that holds all its values, or add a new member beside it",
        _ => "restore what was there, or add a new member beside it",
    };
}
