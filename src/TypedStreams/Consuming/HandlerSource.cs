// Where handler instances come from: one for the life of the group, or one a message from a scope of its own. Which of
// the two is decided by HandlerLifetime when the host starts.

using Microsoft.Extensions.DependencyInjection;
using TypedStreams.Consuming.Middleware;

namespace TypedStreams.Consuming;

internal sealed class HandlerSource<THandler> : IAsyncDisposable
    where THandler : class
{
    private readonly IServiceProvider _services;
    private readonly Func<IServiceProvider, THandler> _create;
    private readonly bool _owns;

    /// <param name="services">The application's services.</param>
    /// <param name="create">
    /// Makes a handler that is no service. Given, so that a trimmed application keeps the constructor where it is
    /// named.
    /// </param>
    /// <param name="needsScope">True when each message gets a scope and a handler of its own.</param>
    /// <param name="middleware">What runs around each call; null for nothing.</param>
    internal HandlerSource(
        IServiceProvider services,
        Func<IServiceProvider, THandler> create,
        bool needsScope,
        MiddlewareChain? middleware = null)
    {
        _services = services;
        _create = create;
        Middleware = middleware;
        if (!needsScope)
        {
            Shared = services.GetService<THandler>();
            _owns = Shared is null;
            Shared ??= create(services);
        }
    }

    /// <summary>The one instance; null when each message gets its own.</summary>
    internal THandler? Shared { get; }

    /// <summary>What runs around each call; null for nothing.</summary>
    internal MiddlewareChain? Middleware { get; }

    /// <summary>
    /// A handler and a scope for one call; the scope is middleware's alone where the handler is shared.
    /// </summary>
    internal Lease Rent()
    {
        var scope = _services.CreateAsyncScope();
        if (Shared is { } shared)
        {
            return new Lease(shared, scope, ownsHandler: false);
        }

        var handler = scope.ServiceProvider.GetService<THandler>();
        return handler is not null
            ? new Lease(handler, scope, ownsHandler: false)
            : new Lease(_create(scope.ServiceProvider), scope, ownsHandler: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_owns)
        {
            await DisposeAsync(Shared);
        }

        await (Middleware?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static ValueTask DisposeAsync(object? handler)
    {
        switch (handler)
        {
            case IAsyncDisposable asynchronous:
                return asynchronous.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                return default;
            default:
                return default;
        }
    }

    /// <summary>A handler and its scope, for one message.</summary>
    internal readonly struct Lease(THandler handler, AsyncServiceScope scope, bool ownsHandler) : IAsyncDisposable
    {
        internal THandler Handler => handler;

        /// <summary>The middleware with this scope; null for none.</summary>
        internal MiddlewareScope? With(MiddlewareChain? middleware) =>
            middleware is null ? null : new MiddlewareScope(middleware, scope.ServiceProvider);

        public async ValueTask DisposeAsync()
        {
            if (ownsHandler)
            {
                await HandlerSource<THandler>.DisposeAsync(handler);
            }

            await scope.DisposeAsync();
        }
    }
}
