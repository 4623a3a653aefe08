// Message types whose handlers take views. A view is laid over the bytes where a message would be read, and refuses
// what the reader refuses; everything around it (rules, other versions, retry, letters, lanes) is as for messages.

namespace TypedStreams.Consuming;

internal sealed class HandledView<THandler, TMessage, TView>(ViewHandler<THandler, TView> handle)
    : ViewedType<THandler, TMessage, TView>
    where THandler : class
    where TMessage : IMessage<TMessage>
    where TView : IMessageView<TView, TMessage>, allows ref struct
{
    internal override ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken) =>
        handle(handler, View(payload, written, delivery.Progress), delivery.Context, cancellationToken);
}

internal sealed class PipedView<THandler, TMessage, TView>(ViewPipe<THandler, TView, IPipelineOutput> pipe)
    : ViewedType<THandler, TMessage, TView>
    where THandler : class
    where TMessage : IMessage<TMessage>
    where TView : IMessageView<TView, TMessage>, allows ref struct
{
    internal override ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken) =>
        pipe(
            handler,
            View(payload, written, delivery.Progress),
            delivery.Context,
            delivery.Output!,
            cancellationToken);
}

internal sealed class StoredView<THandler, TMessage, TView>(ViewPipe<THandler, TView, IDatabaseOutput> store)
    : ViewedType<THandler, TMessage, TView>
    where THandler : class
    where TMessage : IMessage<TMessage>
    where TView : IMessageView<TView, TMessage>, allows ref struct
{
    internal override ValueTask HandleAsync(
        THandler handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken) => store(
            handler,
            View(payload, written, delivery.Progress),
            delivery.Context,
            (IDatabaseOutput)delivery.Output!,
            cancellationToken);
}

internal abstract class ViewedType<THandler, TMessage, TView> : MessageType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
    where TView : IMessageView<TView, TMessage>, allows ref struct
{
    /// <summary>Views are of the type's own schema: other versions are rewritten to it, recorded ones too.</summary>
    internal sealed override bool Reads(ulong fingerprint) => fingerprint == TMessage.SchemaFingerprint;

    /// <summary>Apart from the handler, whose own failures are not about this payload.</summary>
    private protected TView View(ReadOnlySpan<byte> payload, in WrittenBy written, CallProgress? progress)
    {
        progress?.Decoding(Policy);
        try
        {
            var view = TView.Over(payload);
            progress?.Decoded();
            return view;
        }
        catch (MalformedDataException problem)
        {
            throw written.Schema.Explain(problem.Problem, problem.Position, payload);
        }
    }
}
