namespace TypedStreams.Generators.SchemaFirst;

/// <summary>The C# type of a schema, as a member is declared with it.</summary>
/// <param name="Text">The type, fully qualified, without an outer question mark.</param>
/// <param name="IsNullable">True when null is one of its values.</param>
/// <param name="IsNullLast">True when null stands behind the value in the schema's union.</param>
/// <param name="Attribute">What the member is marked with so that it encodes so, or null.</param>
/// <param name="IsMillis">True when it is a time that is counted in milliseconds.</param>
internal sealed record DeclaredType(
    string Text,
    bool IsNullable = false,
    bool IsNullLast = false,
    string? Attribute = null,
    bool IsMillis = false)
{
    /// <summary>The type as it is written at a member or between angle brackets.</summary>
    internal string Declared => IsNullable ? Text + "?" : Text;
}
