using System.Diagnostics.CodeAnalysis;
using TypedStreams.Hosting;

namespace TypedStreams;

/// <summary>
/// Adds middleware around the calls of handlers: of all groups first, then of the group, each in the order in which it
/// was added, the first one outermost.
/// </summary>
public static class MiddlewareHosting
{
    /// <summary>Adds middleware around every handler of every group of the application.</summary>
    /// <typeparam name="TMiddleware">
    /// Made once a group; or the container's object, when it is registered as a singleton.
    /// </typeparam>
    /// <param name="builder">What <c>AddTypedStreams</c> returned.</param>
    public static ITypedStreamsBuilder Use<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>(
        this ITypedStreamsBuilder builder)
        where TMiddleware : class, IMessageMiddleware => Own(builder).Use<TMiddleware>(handler: null);

    /// <summary>Adds a method around every handler of every group of the application.</summary>
    /// <param name="builder">What <c>AddTypedStreams</c> returned.</param>
    /// <param name="middleware">The method; see <see cref="IMessageMiddleware.InvokeAsync"/>.</param>
    public static ITypedStreamsBuilder Use(
        this ITypedStreamsBuilder builder,
        Func<MessageCall, MessageDelegate, CancellationToken, ValueTask> middleware) =>
        Own(builder).Use(middleware, handler: null);

    /// <summary>Adds middleware around the handlers of one group.</summary>
    /// <typeparam name="THandler">The class of the group, which was added before.</typeparam>
    /// <typeparam name="TMiddleware">
    /// Made once a group; or the container's object, when it is registered as a singleton.
    /// </typeparam>
    /// <param name="builder">What <c>AddTypedStreams</c> returned.</param>
    /// <exception cref="InvalidOperationException">The group was not added.</exception>
    public static ITypedStreamsBuilder UseFor<
        THandler,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>(
        this ITypedStreamsBuilder builder)
        where THandler : class
        where TMiddleware : class, IMessageMiddleware => Own(builder).Use<TMiddleware>(typeof(THandler));

    /// <summary>Adds a method around the handlers of one group.</summary>
    /// <typeparam name="THandler">The class of the group, which was added before.</typeparam>
    /// <param name="builder">What <c>AddTypedStreams</c> returned.</param>
    /// <param name="middleware">The method; see <see cref="IMessageMiddleware.InvokeAsync"/>.</param>
    /// <exception cref="InvalidOperationException">The group was not added.</exception>
    public static ITypedStreamsBuilder UseFor<THandler>(
        this ITypedStreamsBuilder builder, Func<MessageCall, MessageDelegate, CancellationToken, ValueTask> middleware)
        where THandler : class => Own(builder).Use(middleware, typeof(THandler));

    private static TypedStreamsBuilder Own(ITypedStreamsBuilder builder) => builder as TypedStreamsBuilder
        ?? throw new ArgumentException(
            $"Middleware is added to what AddTypedStreams returns, not to a {builder.GetType().Name}.",
            nameof(builder));
}
