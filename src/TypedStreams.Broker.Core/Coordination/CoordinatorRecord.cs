namespace TypedStreams.Broker.Core.Coordination;

/// <summary>A record of a coordinator's topic; a null <see cref="Value"/> is a tombstone.</summary>
public readonly record struct CoordinatorRecord(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value);
