// Message types whose handlers take views. A view is laid over the bytes where a message would be read, and refuses
// what the reader refuses; everything around it (rules, other versions, retry, letters, lanes) is as for messages.

using TypedStreams.Consuming.Batches;
using TypedStreams.Consuming.Middleware;

namespace TypedStreams.Consuming;

internal sealed class HandledView<THandler, TMessage, TView>(ViewHandler<THandler, TView> handle)
    : ViewedType<THandler, TMessage, TView>
    where THandler : class
    where TMessage : IMessage<TMessage>
    where TView : IMessageView<TView, TMessage>, allows ref struct
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TView view,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => handle(handler, view, context, cancellationToken);
}

internal sealed class PipedView<THandler, TMessage, TView>(ViewPipe<THandler, TView, IPipelineOutput> pipe)
    : ViewedType<THandler, TMessage, TView>
    where THandler : class
    where TMessage : IMessage<TMessage>
    where TView : IMessageView<TView, TMessage>, allows ref struct
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TView view,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => pipe(handler, view, context, output!, cancellationToken);
}

internal sealed class StoredView<THandler, TMessage, TView>(ViewPipe<THandler, TView, IDatabaseOutput> store)
    : ViewedType<THandler, TMessage, TView>
    where THandler : class
    where TMessage : IMessage<TMessage>
    where TView : IMessageView<TView, TMessage>, allows ref struct
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TView view,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) =>
        store(handler, view, context, (IDatabaseOutput)output!, cancellationToken);
}

internal abstract class ViewedType<THandler, TMessage, TView> : MessageType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
    where TView : IMessageView<TView, TMessage>, allows ref struct
{
    /// <summary>Views are of the type's own schema: other versions are rewritten to it, recorded ones too.</summary>
    internal sealed override bool Reads(ulong fingerprint) => fingerprint == TMessage.SchemaFingerprint;

    internal sealed override ValueTask HandleAsync(
        THandler? handler,
        ReadOnlySpan<byte> payload,
        in WrittenBy written,
        in Delivery delivery,
        CancellationToken cancellationToken)
    {
        var view = View(payload, written, delivery.Progress);
        if (delivery.Collector is { } collector)
        {
            // Called later, beside batches of another type of the topic.
            collector.Add(this, payload.ToArray(), delivery.Context);
            return default;
        }

        return delivery.Middleware is { } middleware
            ? InvokeAsync(middleware, handler!, payload.ToArray(), delivery.Context, delivery.Output, cancellationToken)
            : InvokeAsync(handler!, view, delivery.Context, delivery.Output, cancellationToken);
    }

    internal sealed override ValueTask CallAsync(
        THandler handler,
        PendingBatch batch,
        IPipelineOutput? output,
        MiddlewareScope? middleware,
        CancellationToken cancellationToken)
    {
        var bytes = ((PendingBatch<byte[]>)batch).Messages[0];
        return middleware is not null
            ? InvokeAsync(middleware, handler, bytes, batch.Contexts[0], output, cancellationToken)
            : InvokeAsync(handler, TView.Over(bytes), batch.Contexts[0], output, cancellationToken);
    }

    /// <summary>Calls the handler with the view.</summary>
    protected abstract ValueTask InvokeAsync(
        THandler handler,
        TView view,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken);

    // Middleware sees a message, and may wait before it goes on, when the fetched bytes are gone.
    private ValueTask InvokeAsync(
        MiddlewareScope middleware,
        THandler handler,
        byte[] bytes,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => middleware.Chain.InvokeAsync(
            middleware.Chain.CallOf([TView.Over(bytes).ToMessage()], context, batch: null, middleware.Services),
            token => InvokeAsync(handler, TView.Over(bytes), context, output, token),
            cancellationToken);

    /// <summary>Apart from the handler, whose own failures are not about this payload.</summary>
    private TView View(ReadOnlySpan<byte> payload, in WrittenBy written, CallProgress? progress)
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
