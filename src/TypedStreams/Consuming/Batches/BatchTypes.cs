// Message types whose handlers take several messages in a call; one class a delivery.

using TypedStreams.Consuming.Middleware;

namespace TypedStreams.Consuming.Batches;

internal sealed class HandledBatchType<THandler, TMessage>(BatchHandler<THandler, TMessage> handle)
    : BatchType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TMessage[] messages,
        BatchContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => handle(handler, messages, context, cancellationToken);
}

internal sealed class PipedBatchType<THandler, TMessage>(BatchPipe<THandler, TMessage> pipe)
    : BatchType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TMessage[] messages,
        BatchContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => pipe(handler, messages, context, output!, cancellationToken);
}

internal sealed class StoredBatchType<THandler, TMessage>(BatchStore<THandler, TMessage> store)
    : BatchType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    protected override ValueTask InvokeAsync(
        THandler handler,
        TMessage[] messages,
        BatchContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) =>
        store(handler, messages, context, (IDatabaseOutput)output!, cancellationToken);
}

internal abstract class BatchType<THandler, TMessage> : DecodedType<THandler, TMessage>
    where THandler : class
    where TMessage : IMessage<TMessage>
{
    protected BatchType() => Batch = BatchOptions.Default;

    internal override bool IsBatch => true;

    internal override ValueTask CallAsync(
        THandler handler,
        PendingBatch batch,
        IPipelineOutput? output,
        MiddlewareScope? middleware,
        CancellationToken cancellationToken)
    {
        TMessage[] messages = [.. ((PendingBatch<TMessage>)batch).Messages];
        return middleware is null
            ? InvokeAsync(handler, messages, batch.Context, output, cancellationToken)
            : InvokeAsync(middleware, handler, messages, batch.Context, output, cancellationToken);
    }

    // Middleware has a list of its own: the handler may change its array.
    private ValueTask InvokeAsync(
        MiddlewareScope middleware,
        THandler handler,
        TMessage[] messages,
        BatchContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) => middleware.Chain.InvokeAsync(
            middleware.Chain.CallOf<TMessage>([.. messages], context[0], context, middleware.Services),
            token => InvokeAsync(handler, messages, context, output, token),
            cancellationToken);

    /// <summary>Calls the handler with an array that is its own.</summary>
    protected abstract ValueTask InvokeAsync(
        THandler handler,
        TMessage[] messages,
        BatchContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken);

    protected override ValueTask InvokeAsync(
        THandler handler,
        TMessage message,
        MessageContext context,
        IPipelineOutput? output,
        CancellationToken cancellationToken) =>
        InvokeAsync(handler, [message], new BatchContext([context]), output, cancellationToken);
}
