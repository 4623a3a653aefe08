namespace TypedStreams.Protocol;

/// <summary>
/// Marks a message that is no request or response: headers, records of the broker's own topics and parts of files.
/// The generator treats it as it does an <see cref="ApiMessageAttribute"/>.
/// </summary>
/// <param name="versions">Versions this type can read and write, for example <c>0-2</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DataMessageAttribute(string versions) : Attribute
{
    /// <summary>Versions this type can read and write.</summary>
    public string Versions { get; } = versions;

    /// <summary>Versions with compact lengths and tagged fields (KIP-482). Default <c>none</c>.</summary>
    public string FlexibleVersions { get; set; } = "none";

    /// <summary>
    /// Number that tells the record types of one topic apart: the type of a metadata record, the key version of a
    /// coordinator record. Default -1: the type stands alone.
    /// </summary>
    public short RecordType { get; set; } = -1;
}
