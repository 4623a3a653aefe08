namespace TypedStreams.Schemas.Avro;

/// <summary>Why a reader cannot read what a writer wrote, by Avro Java's names.</summary>
public static class AvroDifferences
{
    /// <summary>Named types have different simple names and no alias helps.</summary>
    public const string NameMismatch = "NAME_MISMATCH";

    /// <summary>Fixed types of different size.</summary>
    public const string FixedSizeMismatch = "FIXED_SIZE_MISMATCH";

    /// <summary>The writer has symbols the reader lacks, and the reader's enum no default.</summary>
    public const string MissingEnumSymbols = "MISSING_ENUM_SYMBOLS";

    /// <summary>A field only the reader has, without a default.</summary>
    public const string ReaderFieldMissingDefaultValue = "READER_FIELD_MISSING_DEFAULT_VALUE";

    /// <summary>Types that no promotion joins.</summary>
    public const string TypeMismatch = "TYPE_MISMATCH";

    /// <summary>A writer's type fits no branch of the reader's union.</summary>
    public const string MissingUnionBranch = "MISSING_UNION_BRANCH";
}
