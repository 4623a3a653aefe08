// One message type of a consumer group: how its bytes become a message and how that reaches the handler. Generic in the
// message, abstract without it, so that a group can hold several types without reflection or boxing.

using TypedStreams.Producing;
using TypedStreams.SchemaRegistry;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Consuming;

internal abstract class MessageType<THandler>
    where THandler : class
{
    internal abstract string Topic { get; }

    /// <summary>The C# name, for messages to people.</summary>
    internal abstract string Name { get; }

    /// <summary>What is done when one cannot be handled.</summary>
    internal HandlingPolicy Policy { get; set; } = HandlingPolicy.Default;

    internal abstract SchemaFormat Format { get; }

    internal abstract ulong Fingerprint { get; }

    /// <summary>The type's own schema, as it is registered: what its reader reads.</summary>
    internal abstract string SchemaText { get; }

    /// <summary>That schema, of a type whose format is Avro.</summary>
    internal abstract AvroSchema Avro { get; }

    /// <summary>The subject of the type's values, as this application names it.</summary>
    internal abstract ValueTask<string> SubjectAsync(
        StreamsConnection connection, RegistryClient registry, CancellationToken cancellationToken);

    /// <summary>True when the type has a reader of its own for a writer's schema.</summary>
    internal abstract bool Reads(ulong fingerprint);

    /// <summary>Decodes, then calls the handler. The payload is not used after the call returns.</summary>
    /// <param name="handler">Whom to call.</param>
    /// <param name="payload">The value.</param>
    /// <param name="written">How the value was written: the type's own schema, or one it reads.</param>
    /// <param name="delivery">What goes with it.</param>
    /// <param name="cancellationToken">For the handler.</param>
    internal abstract ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken);
}

/// <summary>How a value was written.</summary>
/// <param name="Fingerprint">Of the schema; the type has a reader for it.</param>
/// <param name="Schema">The same schema, for errors.</param>
internal readonly record struct WrittenBy(ulong Fingerprint, WrittenSchema Schema);

/// <summary>What goes with a message to its handler.</summary>
/// <param name="Context">Where the message came from.</param>
/// <param name="Output">The open transaction; null in a group that is not exactly once.</param>
/// <param name="Progress">Is told how far the message comes; null where nobody asks.</param>
internal readonly record struct Delivery(MessageContext Context, IPipelineOutput? Output, CallProgress? Progress);

internal sealed class HandledType<THandler, TMessage>(MessageHandler<THandler, TMessage> handle)
    : MessageType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    internal override ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken) =>
        handle(handler, Decode(payload, written, delivery.Progress), delivery.Context, cancellationToken);
}

internal sealed class PipedType<THandler, TMessage>(MessagePipe<THandler, TMessage> pipe)
    : MessageType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    internal override ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken) =>
        pipe(
            handler,
            Decode(payload, written, delivery.Progress),
            delivery.Context,
            delivery.Output!,
            cancellationToken);
}

internal sealed class StoredType<THandler, TMessage>(MessageStore<THandler, TMessage> store)
    : MessageType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    internal override ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken) => store(
            handler,
            Decode(payload, written, delivery.Progress),
            delivery.Context,
            (IDatabaseOutput)delivery.Output!,
            cancellationToken);
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

    internal override ValueTask<string> SubjectAsync(
        StreamsConnection connection, RegistryClient registry, CancellationToken cancellationToken) =>
        SubjectNames.OfAsync<TMessage>(connection, registry, cancellationToken);

    internal override bool Reads(ulong fingerprint) => TMessage.Reads(fingerprint);

    /// <summary>Apart from the handler, whose own failures are not about this payload.</summary>
    protected TMessage Decode(ReadOnlySpan<byte> payload, in WrittenBy written, CallProgress? progress)
    {
        progress?.Decoding(Policy);
        try
        {
            var message = written.Fingerprint == TMessage.SchemaFingerprint
                ? TMessage.Read(payload)
                : TMessage.Read(written.Fingerprint, payload);
            progress?.Decoded();
            return message;
        }
        catch (MalformedDataException problem)
        {
            throw written.Schema.Explain(problem.Problem, problem.Position, payload);
        }
    }
}
