namespace TypedStreams;

/// <summary>
/// Bytes of one fixed length (Avro: fixed, without a length on the wire). Writing another length throws.
/// </summary>
/// <param name="size">The length in bytes, 1 to 65,536.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FixedAttribute(int size) : Attribute
{
    /// <summary>The length in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>
    /// The name of the type in Avro schemas, with its namespace when it has another than the message. Default: "Bytes"
    /// and the size.
    /// </summary>
    public string? Name { get; set; }
}
