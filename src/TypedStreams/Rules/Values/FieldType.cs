namespace TypedStreams.Rules.Values;

/// <summary>
/// The types that rules tell apart; in upper case they are what <c>typeName</c> says in an expression.
/// </summary>
internal enum FieldType
{
    Record,
    Enum,
    Array,
    Map,
    Combined,
    Fixed,
    String,
    Bytes,
    Int,
    Long,
    Float,
    Double,
    Boolean,
    Null,
}

internal static class FieldTypes
{
    private static readonly string[] Names =
        [.. Enum.GetValues<FieldType>().Select(type => type.ToString().ToUpperInvariant())];

    internal static string NameOf(this FieldType type) => Names[(int)type];

    /// <summary>Whether CEL_FIELD looks at values of the type.</summary>
    internal static bool IsPrimitive(this FieldType type) => type is >= FieldType.String;
}
