namespace TypedStreams;

/// <summary>
/// Where the messages of a batch came from: one partition, in the order of the partition. Immutable; may be kept after
/// the handler returns.
/// </summary>
public sealed class BatchContext
{
    private readonly IReadOnlyList<MessageContext> _messages;

    /// <param name="messages">The context of each message, in their order; at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public BatchContext(IReadOnlyList<MessageContext> messages)
    {
        if (messages.Count == 0)
        {
            throw new ArgumentException("A batch has at least one message; give its context.", nameof(messages));
        }

        _messages = messages;
    }

    /// <summary>The topic.</summary>
    public string Topic => _messages[0].Topic;

    /// <summary>The partition, from 0.</summary>
    public int Partition => _messages[0].Partition;

    /// <summary>The offset of the first message, from 0.</summary>
    public long FirstOffset => _messages[0].Offset;

    /// <summary>
    /// The offset of the last message. Offsets in between may be missing: tombstones, compaction, transactions.
    /// </summary>
    public long LastOffset => _messages[^1].Offset;

    /// <summary>Messages in the batch, 1 or more.</summary>
    public int Count => _messages.Count;

    /// <summary>The context of each message, in the order of the batch.</summary>
    public IReadOnlyList<MessageContext> Messages => _messages;

    /// <summary>The context of one message.</summary>
    /// <param name="index">Its index in the batch, from 0.</param>
    public MessageContext this[int index] => _messages[index];
}
