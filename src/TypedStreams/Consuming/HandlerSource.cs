// Where handler instances come from: one for the life of the group, or one a message from a scope of its own. Which of
// the two is decided by HandlerLifetime when the host starts.

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace TypedStreams.Consuming;

internal sealed class HandlerSource<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler> : IAsyncDisposable
    where THandler : class
{
    private readonly IServiceProvider _services;
    private readonly bool _owns;

    internal HandlerSource(IServiceProvider services, bool needsScope)
    {
        _services = services;
        if (!needsScope)
        {
            Shared = services.GetService<THandler>();
            _owns = Shared is null;
            Shared ??= ActivatorUtilities.CreateInstance<THandler>(services);
        }
    }

    /// <summary>The one instance; null when each message gets its own.</summary>
    internal THandler? Shared { get; }

    internal Lease Rent()
    {
        var scope = _services.CreateAsyncScope();
        var handler = scope.ServiceProvider.GetService<THandler>();
        return handler is not null
            ? new Lease(handler, scope, ownsHandler: false)
            : new Lease(ActivatorUtilities.CreateInstance<THandler>(scope.ServiceProvider), scope, ownsHandler: true);
    }

    public ValueTask DisposeAsync() => _owns ? DisposeAsync(Shared) : default;

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
