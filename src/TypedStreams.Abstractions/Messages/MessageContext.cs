namespace TypedStreams;

/// <summary>Where a received message came from. Immutable; may be kept after the handler returns.</summary>
public sealed class MessageContext
{
    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition, from 0.</summary>
    public required int Partition { get; init; }

    /// <summary>The record's offset in the partition, from 0.</summary>
    public required long Offset { get; init; }

    /// <summary>Creation or append time (the topic's choice), UTC, millisecond precision.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The key's bytes; null when the record has none.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>The headers in the order of the record; empty when there are none.</summary>
    public IReadOnlyList<MessageHeader> Headers { get; init; } = [];
}
