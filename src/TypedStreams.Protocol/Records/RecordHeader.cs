namespace TypedStreams.Protocol.Records;

/// <summary>A header to be written with a record.</summary>
/// <param name="Key">Name; may repeat within a record.</param>
/// <param name="Value">Content; null is kept apart from empty.</param>
public readonly record struct RecordHeader(string Key, ReadOnlyMemory<byte>? Value);
