using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams.Consuming;
using TypedStreams.Outbox;

namespace TypedStreams.Hosting;

/// <summary>Registers consumer groups as hosted services.</summary>
internal sealed class TypedStreamsBuilder(IServiceCollection services) : ITypedStreamsBuilder
{
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

        services.AddSingleton(new GroupName(group));
        services.AddSingleton<IHostedService>(provider => new GroupWorker<THandler>(
            definition,
            provider.GetRequiredService<StreamsConnection>(),
            new HandlerSource<THandler>(provider, HandlerLifetime.NeedsScope(services, typeof(THandler))),
            provider.GetRequiredService<OutboxDatabase>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<StreamsConnection>>()));
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
internal sealed record GroupName(string Name);
