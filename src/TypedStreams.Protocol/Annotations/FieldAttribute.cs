namespace TypedStreams.Protocol;

/// <summary>
/// Marks a property that is on the wire. Its initializer is its default: the value it has in versions without it, and
/// the one that a tagged field is left out for.
/// </summary>
/// <param name="versions">Versions that have the field: <c>3+</c>, <c>0-12</c> or <c>2</c>.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class FieldAttribute(string versions) : Attribute
{
    /// <summary>Versions that have the field.</summary>
    public string Versions { get; } = versions;

    /// <summary>Versions in which the field may be null. Default none.</summary>
    public string? NullableVersions { get; set; }

    /// <summary>Number of a tagged field; -1, the default, for a plain one.</summary>
    public int Tag { get; set; } = -1;

    /// <summary>
    /// True when a value may be dropped silently in versions without the field. Default false: writing another value
    /// than the default throws <see cref="UnsupportedFieldException"/>.
    /// </summary>
    public bool Ignorable { get; set; }

    /// <summary>False for a string that keeps its 2-byte length in flexible versions. Default true.</summary>
    public bool Flexible { get; set; } = true;
}
