namespace TypedStreams;

/// <summary>
/// A message could not be handled, so its partition stopped there: it was neither skipped nor committed, and is
/// delivered again after a restart. The inner exception is what the handler or the decoder threw.
/// </summary>
public sealed class ConsumerGroupFailedException : Exception
{
    internal ConsumerGroupFailedException(string group, string message, Exception inner)
        : base($"Consumer group '{group}' stopped. {message}", inner) => Group = group;

    internal ConsumerGroupFailedException(string group, string topic, int partition, long offset, Exception inner)
        : this(
            group,
            $"The message at {topic}-{partition} offset {offset} was not handled: {inner.Message} "
            + "Nothing was skipped; it is delivered again when the group restarts.",
            inner)
    {
        Topic = topic;
        Partition = partition;
        Offset = offset;
    }

    /// <summary>The consumer group.</summary>
    public string Group { get; }

    /// <summary>The topic; null when the group failed as a whole.</summary>
    public string? Topic { get; }

    /// <summary>The partition, from 0; -1 when the group failed as a whole.</summary>
    public int Partition { get; } = -1;

    /// <summary>The offset of the message; -1 when the group failed as a whole.</summary>
    public long Offset { get; } = -1;
}
