using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams.Consuming;

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
        services.AddSingleton(new GroupName(group));
        services.AddSingleton<IHostedService>(provider => new GroupWorker<THandler>(
            definition,
            provider.GetRequiredService<StreamsConnection>(),
            new HandlerSource<THandler>(provider, HandlerLifetime.NeedsScope(services, typeof(THandler))),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<StreamsConnection>>()));
        return this;
    }
}

/// <summary>A group of the application, which its configuration may name.</summary>
internal sealed record GroupName(string Name);
