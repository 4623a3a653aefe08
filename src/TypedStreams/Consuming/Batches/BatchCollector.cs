namespace TypedStreams.Consuming.Batches;

/// <summary>Takes messages in as they are decoded. One a partition, used by its worker's loop alone.</summary>
internal sealed class BatchCollector
{
    /// <summary>The batch that grows; null before its first message.</summary>
    internal PendingBatch? Open { get; private set; }

    /// <summary>The message of another type that has ended it; null while there is none.</summary>
    internal PendingBatch? Next { get; private set; }

    internal void Add<TMessage>(MessageType type, TMessage message, MessageContext context)
    {
        if (Open is PendingBatch<TMessage> open && ReferenceEquals(open.Type, type))
        {
            open.Add(message, context);
            return;
        }

        var batch = new PendingBatch<TMessage>(type);
        batch.Add(message, context);
        if (Open is null)
        {
            Open = batch;
        }
        else
        {
            Next = batch;
        }
    }

    /// <summary>The open batch is handled; the next one begins.</summary>
    internal void Take() => (Open, Next) = (Next, null);

    internal void Clear() => (Open, Next) = (null, null);
}
