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

    /// <summary>True when the type has a reader of its own for a writer's schema.</summary>
    internal abstract bool Reads(ulong fingerprint);

    /// <summary>Decodes, then calls the handler. The payload is not used after the call returns.</summary>
    /// <param name="handler">Whom to call.</param>
    /// <param name="payload">The value.</param>
    /// <param name="fingerprint">Of the schema that the value is read by: the type's own, or one it reads.</param>
    /// <param name="written">The same schema, for errors.</param>
    /// <param name="context">Where the value came from.</param>
    /// <param name="cancellationToken">For the handler.</param>
    internal abstract ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        ulong fingerprint,
        WrittenSchema written,
        MessageContext context,
        CancellationToken cancellationToken);
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

    internal override bool Reads(ulong fingerprint) => TMessage.Reads(fingerprint);

    internal override ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        ulong fingerprint,
        WrittenSchema written,
        MessageContext context,
        CancellationToken cancellationToken) =>
        handle(handler, Decode(payload, fingerprint, written), context, cancellationToken);

    /// <summary>Apart from the handler, whose own failures are not about this payload.</summary>
    private static TMessage Decode(ReadOnlySpan<byte> payload, ulong fingerprint, WrittenSchema written)
    {
        try
        {
            return fingerprint == TMessage.SchemaFingerprint
                ? TMessage.Read(payload)
                : TMessage.Read(fingerprint, payload);
        }
        catch (MalformedDataException problem)
        {
            throw written.Explain(problem.Problem, problem.Position, payload);
        }
    }
}
