namespace TypedStreams.Protocol.Generators.Model;

/// <summary>One property on the wire.</summary>
/// <param name="Name">Property name.</param>
/// <param name="Type">Type on the wire, of the element when it is a list.</param>
/// <param name="IsList">True for List of the type.</param>
/// <param name="TypeName">C# name of the struct or enum; empty for other types.</param>
/// <param name="IsEnum">True when the property is an enum over the wire type.</param>
/// <param name="IsNullable">True when the C# type allows null.</param>
/// <param name="Default">Initializer as written; empty when there is none.</param>
/// <param name="Versions">Versions that have the field.</param>
/// <param name="NullableVersions">Versions in which null is allowed.</param>
/// <param name="Tag">Tag number, -1 for a plain field.</param>
/// <param name="Ignorable">True when other versions may drop the value.</param>
/// <param name="Flexible">False for a string that never has a compact length.</param>
internal sealed record FieldModel(
    string Name,
    WireType Type,
    bool IsList,
    string TypeName,
    bool IsEnum,
    bool IsNullable,
    string Default,
    VersionRange Versions,
    VersionRange NullableVersions,
    int Tag,
    bool Ignorable,
    bool Flexible)
{
    public bool IsTagged => Tag >= 0;

    public bool IsStruct => Type == WireType.Struct && !IsList;

    // A tagged struct is left out when null, and so never null on the wire.
    public bool IsNullableOnWire => !NullableVersions.IsEmpty;
}
