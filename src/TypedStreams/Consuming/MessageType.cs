// One message type of a consumer group: how its bytes become a message and how that reaches the handler. Generic in the
// message, abstract without it, so that a group can hold several types without reflection or boxing.

using TypedStreams.Consuming.Batches;
using TypedStreams.Consuming.Middleware;
using TypedStreams.Producing;
using TypedStreams.SchemaRegistry;
using TypedStreams.Schemas.Avro;

namespace TypedStreams.Consuming;

internal abstract class MessageType
{
    /// <summary>The C# name, for messages to people.</summary>
    internal abstract string Name { get; }

    /// <summary>What is done when one cannot be handled.</summary>
    internal HandlingPolicy Policy { get; set; } = HandlingPolicy.Default;

    /// <summary>True when its handler takes several messages in a call.</summary>
    internal virtual bool IsBatch => false;

    /// <summary>How many messages go into one call.</summary>
    internal BatchOptions Batch { get; set; } = Single;

    private static BatchOptions Single { get; } = new() { MaxMessages = 1 };
}

internal abstract class MessageType<THandler> : MessageType
    where THandler : class
{
    internal abstract string Topic { get; }

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

    /// <summary>
    /// Decodes, then calls the handler, or has the message collected. The payload is not used after the call returns.
    /// </summary>
    /// <param name="handler">Whom to call; null when the message is collected.</param>
    /// <param name="payload">The value.</param>
    /// <param name="written">How the value was written: the type's own schema, or one it reads.</param>
    /// <param name="delivery">What goes with it.</param>
    /// <param name="cancellationToken">For the handler.</param>
    internal abstract ValueTask HandleAsync(
        THandler? handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken);

    /// <summary>Calls the handler with messages that were collected.</summary>
    internal abstract ValueTask CallAsync(
        THandler handler,
        PendingBatch batch,
        IPipelineOutput? output,
        MiddlewareScope? middleware,
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
/// <param name="Collector">Takes the message instead of the handler; null where it is called at once.</param>
internal readonly record struct Delivery(
    MessageContext Context, IPipelineOutput? Output, CallProgress? Progress, BatchCollector? Collector)
{
    /// <summary>What runs around the handler; null for nothing.</summary>
    internal MiddlewareScope? Middleware { get; init; }
}

internal sealed class HandledType<THandler, TMessage>(MessageHandler<THandler, TMessage> handle)
    : DecodedType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TMessage message,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => handle(handler, message, context, cancellationToken);
}

internal sealed class PipedType<THandler, TMessage>(MessagePipe<THandler, TMessage> pipe)
    : DecodedType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TMessage message,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => pipe(handler, message, context, output!, cancellationToken);
}

internal sealed class StoredType<THandler, TMessage>(MessageStore<THandler, TMessage> store)
    : DecodedType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TMessage message,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) =>
        store(handler, message, context, (IDatabaseOutput)output!, cancellationToken);
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
}

/// <summary>Handlers take messages; of <see cref="ViewedType{THandler, TMessage, TView}"/> they take views.</summary>
internal abstract class DecodedType<THandler, TMessage> : MessageType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    internal sealed override ValueTask HandleAsync(
        THandler? handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken)
    {
        var message = Decode(payload, written, delivery.Progress);
        if (delivery.Collector is { } collector)
        {
            collector.Add(this, message, delivery.Context);
            return default;
        }

        return delivery.Middleware is { } middleware
            ? InvokeAsync(middleware, handler!, message, delivery.Context, delivery.Output, cancellationToken)
            : InvokeAsync(handler!, message, delivery.Context, delivery.Output, cancellationToken);
    }

    internal override ValueTask CallAsync(
        THandler handler,
        PendingBatch batch,
        IPipelineOutput? output,
        MiddlewareScope? middleware,
        CancellationToken cancellationToken)
    {
        var message = ((PendingBatch<TMessage>)batch).Messages[0];
        return middleware is not null
            ? InvokeAsync(middleware, handler, message, batch.Contexts[0], output, cancellationToken)
            : InvokeAsync(handler, message, batch.Contexts[0], output, cancellationToken);
    }

    /// <summary>Calls the handler with one message.</summary>
    protected abstract ValueTask InvokeAsync(
        THandler handler,
        TMessage message,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken);

    // A method of its own: what it captures is made only where there is middleware.
    private ValueTask InvokeAsync(
        MiddlewareScope middleware,
        THandler handler,
        TMessage message,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => middleware.Chain.InvokeAsync(
            middleware.Chain.CallOf([message], context, batch: null, middleware.Services),
            token => InvokeAsync(handler, message, context, output, token),
            cancellationToken);

    /// <summary>Apart from the handler, whose own failures are not about this payload.</summary>
    private TMessage Decode(ReadOnlySpan<byte> payload, in WrittenBy written, CallProgress? progress)
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
