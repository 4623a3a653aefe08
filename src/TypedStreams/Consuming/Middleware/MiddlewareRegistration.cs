// One Use of the application: what makes the middleware of a group when the group is made.

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace TypedStreams.Consuming.Middleware;

/// <param name="handler">The class of the group that it is for; null for all groups.</param>
/// <param name="create">Makes it, and says whether it ends with the group.</param>
internal sealed class MiddlewareRegistration(
    Type? handler, Func<IServiceProvider, (IMessageMiddleware Middleware, bool IsOwned)> create)
{
    /// <summary>What runs around the calls of a group, those for all groups first; null for nothing.</summary>
    /// <param name="services">The application's.</param>
    /// <param name="group">The group, as the cluster knows it.</param>
    /// <param name="groupHandler">Its class.</param>
    internal static MiddlewareChain? ChainOf(IServiceProvider services, string group, Type groupHandler)
    {
        MiddlewareRegistration[] all = [.. services.GetServices<MiddlewareRegistration>()];
        var created = all.Where(registration => registration.Handler is null)
            .Concat(all.Where(registration => registration.Handler == groupHandler))
            .Select(registration => registration.Create(services))
            .ToList();
        return created.Count == 0 ? null : new MiddlewareChain(
            group,
            [.. created.Select(item => item.Middleware)],
            [.. created.Where(item => item.IsOwned).Select(item => item.Middleware)]);
    }

    /// <summary>The container's one object of the type, or one made for the group.</summary>
    internal static MiddlewareRegistration Of<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>(
        IServiceCollection registered, Type? handler)
        where TMiddleware : class, IMessageMiddleware => new(handler, services =>
    {
        var lifetime = registered.LastOrDefault(
            descriptor => !descriptor.IsKeyedService && descriptor.ServiceType == typeof(TMiddleware))?.Lifetime;
        return lifetime switch
        {
            null => (ActivatorUtilities.CreateInstance<TMiddleware>(services), true),
            ServiceLifetime.Singleton => (services.GetRequiredService<TMiddleware>(), false),
            _ => throw new InvalidOperationException(
                $"The middleware {typeof(TMiddleware).Name} is registered as {lifetime}, and a group has one object of "
                + "it for its life. Register it as a singleton or not at all, and take what is scoped from "
                + "MessageCall.Services."),
        };
    });

    private Type? Handler => handler;

    private (IMessageMiddleware Middleware, bool IsOwned) Create(IServiceProvider services) => create(services);
}
