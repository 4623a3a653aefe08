// One message type of a consumer group: how its bytes become a message and how that reaches the handler. Generic in the
// message, abstract without it, so that a group can hold several types without reflection or boxing.

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

    /// <summary>The type's own schema, as it is registered: what its reader reads.</summary>
    internal abstract string SchemaText { get; }

    /// <summary>That schema, of a type whose format is Avro.</summary>
    internal abstract AvroSchema Avro { get; }

    /// <summary>Decodes, then calls the handler. The payload is not used after the call returns.</summary>
    internal abstract ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken);
}

/// <summary>What goes with a message to its handler.</summary>
/// <param name="Context">Where the message came from.</param>
/// <param name="Output">The open transaction; null in a group that is not exactly once.</param>
internal readonly record struct Delivery(MessageContext Context, IPipelineOutput? Output);

internal sealed class HandledType<THandler, TMessage>(MessageHandler<THandler, TMessage> handle)
    : MessageType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    internal override ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken) =>
        handle(handler, TMessage.Read(payload), delivery.Context, cancellationToken);
}

internal sealed class PipedType<THandler, TMessage>(MessagePipe<THandler, TMessage> pipe)
    : MessageType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    internal override ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, in Delivery delivery, CancellationToken cancellationToken) =>
        pipe(handler, TMessage.Read(payload), delivery.Context, delivery.Output!, cancellationToken);
}

internal abstract class MessageType<THandler, TMessage> : MessageType<THandler>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    private readonly Lazy<AvroSchema> _avro = new(() => AvroParser.Parse(TMessage.SchemaText));

    internal override string Topic => TMessage.Topic;

    internal override string Name => typeof(TMessage).Name;

    internal override SchemaFormat Format => TMessage.SchemaFormat;

    internal override ulong Fingerprint => TMessage.SchemaFingerprint;

    internal override string SchemaText => TMessage.SchemaText;

    internal override AvroSchema Avro => _avro.Value;
}
