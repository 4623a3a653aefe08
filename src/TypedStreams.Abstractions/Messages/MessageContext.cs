namespace TypedStreams;

/// <summary>Where a received message came from. Immutable; may be kept after the handler returns.</summary>
public sealed class MessageContext
{
    private readonly Place? _origin;

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

    /// <summary>
    /// The number of this call of the handler for the message, from 1: counted over retries and deliveries by retry
    /// topics, not over restarts of the group.
    /// </summary>
    public int Attempt { get; init; } = 1;

    /// <summary>
    /// Where the message was sent: this record's own place, unless it came by a retry topic. The same for every
    /// delivery of the message.
    /// </summary>
    public RecordPosition Origin
    {
        get => _origin?.Position ?? new RecordPosition(Topic, Partition, Offset, Timestamp);
        init => _origin = new Place(value);
    }

    // Few messages have one: the others carry a reference only.
    private sealed record Place(RecordPosition Position);
}
