// One message type of a consumer group: how its bytes become a message and how that reaches the handler. Generic in the
// message, abstract without it, so that a group can hold several types without reflection or boxing.

using System.Buffers;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Consuming;

internal abstract class MessageType<THandler>
    where THandler : class
{
    internal abstract string Topic { get; }

    /// <summary>The C# name, for messages to people.</summary>
    internal abstract string Name { get; }

    internal abstract SchemaFormat Format { get; }

    internal abstract ulong Fingerprint { get; }

    /// <summary>The type's own schema: what its reader reads.</summary>
    internal abstract AvroSchema Schema { get; }

    /// <summary>Decodes, then calls the handler. The payload is not used after the call returns.</summary>
    internal abstract ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, MessageContext context, CancellationToken cancellationToken);
}

internal sealed class MessageType<THandler, TMessage>(MessageHandler<THandler, TMessage> handle) : MessageType<THandler>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    private readonly Lazy<AvroSchema> _schema = new(() => AvroParser.Parse(TMessage.SchemaText));

    internal override string Topic => TMessage.Topic;

    internal override string Name => typeof(TMessage).Name;

    internal override SchemaFormat Format => TMessage.SchemaFormat;

    internal override ulong Fingerprint => TMessage.SchemaFingerprint;

    internal override AvroSchema Schema => _schema.Value;

    internal override ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, MessageContext context, CancellationToken cancellationToken) =>
        handle(handler, TMessage.Read(payload), context, cancellationToken);
}

/// <summary>
/// A schema id of a topic: the type that reads it, and the plan when it was written with another schema.
/// </summary>
internal sealed class SchemaBinding<THandler>(MessageType<THandler> type, AvroReadPlan? plan)
    where THandler : class
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _rewritten;

    internal ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, MessageContext context, CancellationToken cancellationToken)
    {
        if (plan is null)
        {
            return type.HandleAsync(handler, payload, context, cancellationToken);
        }

        // Taken out while in use: a handler that completes at once could come back here on this thread.
        var rewritten = _rewritten ?? new ArrayBufferWriter<byte>();
        _rewritten = null;
        rewritten.ResetWrittenCount();
        plan.Rewrite(payload, rewritten);
        var handling = type.HandleAsync(handler, rewritten.WrittenSpan, context, cancellationToken);
        _rewritten = rewritten;
        return handling;
    }
}
