namespace TypedStreams;

/// <summary>What a single send may choose. The default value chooses nothing.</summary>
public readonly record struct SendOptions
{
    /// <summary>Headers to send. Null or empty: none.</summary>
    public IReadOnlyList<MessageHeader>? Headers { get; init; }

    /// <summary>The record's timestamp. Null: the time of the send.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The partition, from 0. Null: chosen by murmur2 of the key, or sticky without a key.</summary>
    public int? Partition { get; init; }
}
