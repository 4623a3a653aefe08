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
        THandler handler, ReadOnlySpan<byte> payload, MessageContext context, CancellationToken cancellationToken);
}

internal sealed class MessageType<THandler, TMessage>(MessageHandler<THandler, TMessage> handle) : MessageType<THandler>
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

    internal override ValueTask HandleAsync(
        THandler handler, ReadOnlySpan<byte> payload, MessageContext context, CancellationToken cancellationToken) =>
        handle(handler, TMessage.Read(payload), context, cancellationToken);
}
