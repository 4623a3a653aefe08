namespace TypedStreams;

/// <summary>
/// Marks the member whose value is the record key. At most one a message; string, int, long, Guid, byte[] or a
/// single-value wrapper of one of these, and never nullable. <see cref="MessageKey"/> says how each is encoded.
/// Without a key, records spread over partitions and have no order among each other.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class KeyAttribute : Attribute;
