// The middleware of one group, outermost first. Holds no state of a call, so any number of calls may be inside at once.

namespace TypedStreams.Consuming.Middleware;

/// <param name="group">The consumer group, as the cluster knows it.</param>
/// <param name="middleware">What runs around a call, outermost first; at least one.</param>
/// <param name="owned">Those of them that end with the group.</param>
internal sealed class MiddlewareChain(string group, IMessageMiddleware[] middleware, IMessageMiddleware[] owned)
    : IAsyncDisposable
{
    /// <summary>Calls the middleware, and the handler inside of it.</summary>
    internal ValueTask InvokeAsync(
        MessageCall call, Func<CancellationToken, ValueTask> handler, CancellationToken cancellationToken) =>
        new Run(middleware, call, handler).NextAsync(index: 0, cancellationToken);

    internal MessageCall CallOf<TMessage>(
        TMessage[] messages, MessageContext context, BatchContext? batch, IServiceProvider services) => new()
        {
            Group = group,
            MessageType = typeof(TMessage),
            Messages = messages as object as IReadOnlyList<object> ?? [.. messages.Select(message => (object)message!)],
            Context = context,
            Batch = batch,
            Services = services,
        };

    public async ValueTask DisposeAsync()
    {
        foreach (var own in owned)
        {
            if (own is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                (own as IDisposable)?.Dispose();
            }
        }
    }

    /// <summary>One call on its way inwards.</summary>
    private sealed class Run(
        IMessageMiddleware[] middleware, MessageCall call, Func<CancellationToken, ValueTask> handler)
    {
        internal ValueTask NextAsync(int index, CancellationToken cancellationToken) => index == middleware.Length
            ? handler(cancellationToken)
            : middleware[index].InvokeAsync(call, new Step(this, index).NextAsync, cancellationToken);

        internal InvalidOperationException CalledTwice(int index) => new(
            $"{middleware[index].GetType().Name} called next twice for the message at {call.Context.Topic}-"
            + $"{call.Context.Partition} offset {call.Context.Offset}. A message is handled once an attempt: call next "
            + "once, and have [Retry] repeat it.");
    }

    /// <summary>What one middleware is given as next.</summary>
    private sealed class Step(Run run, int index)
    {
        private int _calls;

        internal ValueTask NextAsync(CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _calls) == 1
                ? run.NextAsync(index + 1, cancellationToken)
                : throw run.CalledTwice(index);
    }
}

/// <summary>The middleware of a group and the scope of one call.</summary>
internal sealed record MiddlewareScope(MiddlewareChain Chain, IServiceProvider Services);
