using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams.Consuming;
using TypedStreams.Consuming.Middleware;
using TypedStreams.Outbox;

namespace TypedStreams.Hosting;

/// <summary>Registers consumer groups as hosted services.</summary>
internal sealed class TypedStreamsBuilder(IServiceCollection services) : ITypedStreamsBuilder
{
    internal IServiceCollection Services => services;

    public ITypedStreamsBuilder AddConsumerGroup<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        string group, Action<IConsumerGroupBuilder<THandler>> configure)
        where THandler : class
    {
        var definition = new GroupDefinition<THandler>(group);
        configure(definition);
        if (definition.NeedsOutbox)
        {
            AddOutbox();
        }

        services.AddSingleton(new GroupName(group, typeof(THandler)));
        services.AddSingleton<IHostedService>(provider => new GroupWorker<THandler>(
            definition,
            provider.GetRequiredService<StreamsConnection>(),
            new HandlerSource<THandler>(
                provider,
                static services => ActivatorUtilities.CreateInstance<THandler>(services),
                HandlerLifetime.NeedsScope(services, typeof(THandler)),
                MiddlewareRegistration.ChainOf(
                    provider,
                    provider.GetRequiredService<StreamsConnection>().NameOf(group),
                    typeof(THandler))),
            provider.GetRequiredService<OutboxDatabase>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<StreamsConnection>>()));
        return this;
    }

    /// <param name="handler">The class of the group that it is for; null for all groups.</param>
    internal ITypedStreamsBuilder Use<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>(Type? handler)
        where TMiddleware : class, IMessageMiddleware =>
        Use(MiddlewareRegistration.Of<TMiddleware>(services, handler), handler);

    /// <param name="middleware">The method.</param>
    /// <param name="handler">The class of the group that it is for; null for all groups.</param>
    internal ITypedStreamsBuilder Use(
        Func<MessageCall, MessageDelegate, CancellationToken, ValueTask> middleware, Type? handler) =>
        Use(new MiddlewareRegistration(handler, _ => (new DelegateMiddleware(middleware), false)), handler);

    private TypedStreamsBuilder Use(MiddlewareRegistration registration, Type? handler)
    {
        if (handler is not null && !services.Any(descriptor =>
            descriptor.ImplementationInstance is GroupName group && group.Handler == handler))
        {
            throw new InvalidOperationException(
                $"The application has no consumer group {handler.Name}; call Add{handler.Name}() before its "
                + "middleware is added.");
        }

        services.AddSingleton(registration);
        return this;
    }

    /// <summary>
    /// Adds the outbox and its relay. Before the groups that write to it, so that it stops after them and publishes
    /// what they wrote last.
    /// </summary>
    internal ITypedStreamsBuilder AddOutbox()
    {
        services.TryAddSingleton<IOutbox, TransactionalOutbox>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxRelay>());
        return this;
    }
}

/// <summary>A group of the application, which its configuration may name.</summary>
internal sealed record GroupName(string Name, Type Handler);
