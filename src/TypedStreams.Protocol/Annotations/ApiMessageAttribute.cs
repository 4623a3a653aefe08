namespace TypedStreams.Protocol;

/// <summary>
/// Marks a request or response. The generator writes its reader, writer and size from the <see cref="FieldAttribute"/>
/// properties, in the order in which they are declared; nested classes are its structs.
/// </summary>
/// <param name="key">The API.</param>
/// <param name="kind">Request or response.</param>
/// <param name="versions">Versions this type can read and write, for example <c>4-18</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ApiMessageAttribute(ApiKey key, MessageKind kind, string versions) : Attribute
{
    /// <summary>The API.</summary>
    public ApiKey Key { get; } = key;

    /// <summary>Request or response.</summary>
    public MessageKind Kind { get; } = kind;

    /// <summary>Versions this type can read and write.</summary>
    public string Versions { get; } = versions;

    /// <summary>
    /// Versions with compact lengths and tagged fields (KIP-482), for example <c>12+</c>. Default <c>none</c>.
    /// </summary>
    public string FlexibleVersions { get; set; } = "none";
}
