namespace TypedStreams;

/// <summary>
/// One call of a handler, as middleware sees it: one attempt, with one message or with a batch. Made for the call; what
/// it holds may be kept, except for <see cref="Services"/>, whose scope ends with the call.
/// </summary>
public sealed class MessageCall
{
    /// <summary>The consumer group, as the cluster knows it.</summary>
    public required string Group { get; init; }

    /// <summary>The class of the message, or of each message of the batch.</summary>
    public required Type MessageType { get; init; }

    /// <summary>The decoded messages in the order of the partition: one, or those of the batch.</summary>
    public required IReadOnlyList<object> Messages { get; init; }

    /// <summary>
    /// Where the message came from: topic, partition, offset, key, headers, attempt; of a batch, its first message.
    /// </summary>
    public required MessageContext Context { get; init; }

    /// <summary>Where the messages of a batch came from; null for a handler of one message.</summary>
    public BatchContext? Batch { get; init; }

    /// <summary>The services of the call's own scope, in which the handler is made when it needs one.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The decoded message; of a batch, its first one.</summary>
    public object Message => Messages[0];
}
