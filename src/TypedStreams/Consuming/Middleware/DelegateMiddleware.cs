namespace TypedStreams.Consuming.Middleware;

/// <summary>A method as middleware.</summary>
internal sealed class DelegateMiddleware(
    Func<MessageCall, MessageDelegate, CancellationToken, ValueTask> middleware) : IMessageMiddleware
{
    public ValueTask InvokeAsync(MessageCall call, MessageDelegate next, CancellationToken cancellationToken) =>
        middleware(call, next, cancellationToken);
}
