namespace TypedStreams.Schemas;

/// <summary>Why a reader cannot read what a writer wrote. The names in upper snake case are Avro Java's.</summary>
public enum SchemaDifferenceKind
{
    /// <summary>NAME_MISMATCH: named types have different simple names and no alias helps.</summary>
    NameMismatch,

    /// <summary>FIXED_SIZE_MISMATCH: fixed types of different size.</summary>
    FixedSizeMismatch,

    /// <summary>
    /// MISSING_ENUM_SYMBOLS: the writer has symbols the reader lacks, and the reader's enum no default.
    /// </summary>
    MissingEnumSymbols,

    /// <summary>READER_FIELD_MISSING_DEFAULT_VALUE: a field only the reader has, without a default.</summary>
    ReaderFieldMissingDefaultValue,

    /// <summary>TYPE_MISMATCH: types that no promotion joins.</summary>
    TypeMismatch,

    /// <summary>MISSING_UNION_BRANCH: a writer's type fits no branch of the reader's union.</summary>
    MissingUnionBranch,
}

/// <summary>One difference between two schemas.</summary>
/// <param name="Kind">Which of the named differences.</param>
/// <param name="Message">The detail, in the words of Avro Java.</param>
/// <param name="Location">JSON pointer into the reader schema; "/" is its root, as Avro Java writes it.</param>
public sealed record SchemaDifference(SchemaDifferenceKind Kind, string Message, string Location)
{
    /// <summary>The kind in upper snake case, for example TYPE_MISMATCH, as registries print it.</summary>
    public string KindName => Kind switch
    {
        SchemaDifferenceKind.NameMismatch => "NAME_MISMATCH",
        SchemaDifferenceKind.FixedSizeMismatch => "FIXED_SIZE_MISMATCH",
        SchemaDifferenceKind.MissingEnumSymbols => "MISSING_ENUM_SYMBOLS",
        SchemaDifferenceKind.ReaderFieldMissingDefaultValue => "READER_FIELD_MISSING_DEFAULT_VALUE",
        SchemaDifferenceKind.MissingUnionBranch => "MISSING_UNION_BRANCH",
        _ => "TYPE_MISMATCH",
    };
}
