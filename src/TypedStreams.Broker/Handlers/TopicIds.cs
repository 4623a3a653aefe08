namespace TypedStreams.Broker.Handlers;

/// <summary>Makes topic ids: random, and never one of those that Kafka reserves.</summary>
internal static class TopicIds
{
    internal static Guid New()
    {
        // Kafka keeps the ids 0 to 100 for itself, and its tools print ids in base64, where a leading dash reads as an
        // option; both are avoided.
        Span<byte> bytes = stackalloc byte[16];
        Guid id;
        do
        {
            id = Guid.NewGuid();
            id.TryWriteBytes(bytes, bigEndian: true, out _);
        }
        while (Convert.ToBase64String(bytes)[0] == '+' || bytes[..15].IndexOfAnyExcept((byte)0) < 0);

        return id;
    }
}
