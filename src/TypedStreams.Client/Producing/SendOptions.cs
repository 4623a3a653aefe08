using TypedStreams.Protocol.Records;

namespace TypedStreams.Client;

/// <summary>What a single record may say beyond key and value.</summary>
public readonly record struct SendOptions
{
    /// <summary>The partition, from 0. Default null: murmur2 of the key, or a sticky one without a key.</summary>
    public int? Partition { get; init; }

    /// <summary>When the event happened. Default null: now.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Headers, kept in order; names may repeat. Default none.</summary>
    public IReadOnlyList<RecordHeader>? Headers { get; init; }
}
