namespace TypedStreams.Schemas.Protobuf;

/// <summary>What may differ between two Protobuf schemas, by the names of Confluent's registry.</summary>
public static class ProtoDifferences
{
    /// <summary>The package is another one. Incompatible.</summary>
    public const string PackageChanged = "PACKAGE_CHANGED";

    /// <summary>A message is new. Compatible.</summary>
    public const string MessageAdded = "MESSAGE_ADDED";

    /// <summary>A message is gone. Incompatible.</summary>
    public const string MessageRemoved = "MESSAGE_REMOVED";

    /// <summary>A message is declared in an imported file now. Compatible.</summary>
    public const string MessageMoved = "MESSAGE_MOVED";

    /// <summary>An enum is new. Compatible.</summary>
    public const string EnumAdded = "ENUM_ADDED";

    /// <summary>An enum is gone. Compatible: its fields say what is wrong.</summary>
    public const string EnumRemoved = "ENUM_REMOVED";

    /// <summary>An enum has a new value. Compatible.</summary>
    public const string EnumConstAdded = "ENUM_CONST_ADDED";

    /// <summary>A value of an enum has another name. Compatible.</summary>
    public const string EnumConstChanged = "ENUM_CONST_CHANGED";

    /// <summary>A value of an enum is gone. Compatible.</summary>
    public const string EnumConstRemoved = "ENUM_CONST_REMOVED";

    /// <summary>A field is new. Compatible.</summary>
    public const string FieldAdded = "FIELD_ADDED";

    /// <summary>A field is gone. Compatible.</summary>
    public const string FieldRemoved = "FIELD_REMOVED";

    /// <summary>A field has another name. Compatible: the wire knows numbers only.</summary>
    public const string FieldNameChanged = "FIELD_NAME_CHANGED";

    /// <summary>A field changed between scalar or enum, message and map. Incompatible.</summary>
    public const string FieldKindChanged = "FIELD_KIND_CHANGED";

    /// <summary>A scalar changed to one that is written differently. Incompatible.</summary>
    public const string FieldScalarKindChanged = "FIELD_SCALAR_KIND_CHANGED";

    /// <summary>A field is of another message or enum. Incompatible.</summary>
    public const string FieldNamedTypeChanged = "FIELD_NAMED_TYPE_CHANGED";

    /// <summary>A number became repeated or single, which packing makes unreadable. Incompatible.</summary>
    public const string FieldNumericLabelChanged = "FIELD_NUMERIC_LABEL_CHANGED";

    /// <summary>A string or bytes became repeated or single. Compatible: the last one is read.</summary>
    public const string FieldStringOrBytesLabelChanged = "FIELD_STRING_OR_BYTES_LABEL_CHANGED";

    /// <summary>A required field is new. Incompatible.</summary>
    public const string RequiredFieldAdded = "REQUIRED_FIELD_ADDED";

    /// <summary>A required field is gone. Incompatible.</summary>
    public const string RequiredFieldRemoved = "REQUIRED_FIELD_REMOVED";

    /// <summary>A oneof is new. Compatible.</summary>
    public const string OneOfAdded = "ONEOF_ADDED";

    /// <summary>A oneof is gone with all of its fields, or they stand outside of it now. Compatible.</summary>
    public const string OneOfRemoved = "ONEOF_REMOVED";

    /// <summary>A oneof has a new field. Compatible.</summary>
    public const string OneOfFieldAdded = "ONEOF_FIELD_ADDED";

    /// <summary>A field of a oneof that stays is gone. Incompatible: whether one was set is lost.</summary>
    public const string OneOfFieldRemoved = "ONEOF_FIELD_REMOVED";

    /// <summary>A field of a oneof stands outside of it now. Compatible.</summary>
    public const string OneOfFieldMovedToTopLevel = "ONEOF_FIELD_MOVED_TO_TOP_LEVEL";

    /// <summary>Several fields stand in one new oneof, which keeps one of them only. Incompatible.</summary>
    public const string MultipleFieldsMovedToOneOf = "MULTIPLE_FIELDS_MOVED_TO_ONEOF";

    /// <summary>A field stands in a oneof that was there before. Incompatible.</summary>
    public const string FieldMovedToExistingOneOf = "FIELD_MOVED_TO_EXISTING_ONEOF";

    private static readonly HashSet<string> Incompatible = new(StringComparer.Ordinal)
    {
        PackageChanged, MessageRemoved, FieldKindChanged, FieldScalarKindChanged, FieldNamedTypeChanged,
        FieldNumericLabelChanged, RequiredFieldAdded, RequiredFieldRemoved, OneOfFieldRemoved,
        MultipleFieldsMovedToOneOf, FieldMovedToExistingOneOf,
    };

    /// <summary>True when a reader copes with the difference.</summary>
    public static bool IsCompatible(string kindName) => !Incompatible.Contains(kindName);
}
