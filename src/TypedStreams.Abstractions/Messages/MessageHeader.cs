namespace TypedStreams;

/// <summary>A record header.</summary>
/// <param name="Name">The header's name; names may repeat.</param>
/// <param name="Value">
/// The header's bytes; null is a header without a value, which Kafka tells from an empty one.
/// </param>
public readonly record struct MessageHeader(string Name, ReadOnlyMemory<byte>? Value);
