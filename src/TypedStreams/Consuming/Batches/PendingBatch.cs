// Messages of one type that are read and wait for their call, in the order of the partition. The worker's loop owns it.

using TypedStreams.Client;

namespace TypedStreams.Consuming.Batches;

internal abstract class PendingBatch(MessageType type)
{
    private readonly List<MessageContext> _contexts = [];
    private readonly List<ConsumedRecord> _records = [];

    /// <summary>The type of its messages.</summary>
    internal MessageType Type => type;

    /// <summary>Messages in it.</summary>
    internal int Count => _contexts.Count;

    /// <summary>Where each message came from.</summary>
    internal IReadOnlyList<MessageContext> Contexts => _contexts;

    /// <summary>The record of each message; their memory is the worker's.</summary>
    internal List<ConsumedRecord> Records => _records;

    /// <summary>What a handler is told: a list of its own, which it may keep.</summary>
    internal BatchContext Context => new([.. _contexts]);

    protected void Add(MessageContext context) => _contexts.Add(context);
}

internal sealed class PendingBatch<TMessage>(MessageType type) : PendingBatch(type)
{
    private readonly List<TMessage> _messages = [];

    /// <summary>The messages; the list stays the batch's.</summary>
    internal List<TMessage> Messages => _messages;

    internal void Add(TMessage message, MessageContext context)
    {
        _messages.Add(message);
        Add(context);
    }
}
