using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Embedding;
using TypedStreams.Hosting;
using TypedStreams.Outbox;
using TypedStreams.Producing;
using TypedStreams.Rules.Encryption;

namespace TypedStreams;

/// <summary>Adds TypedStreams to a host.</summary>
public static class TypedStreamsHosting
{
    /// <summary>
    /// Adds producers (<see cref="IProducer{T}"/> of every message type) and the connection to the servers. Consumer
    /// groups are added to the result by their generated <c>Add&lt;ClassName&gt;</c> methods. The container's
    /// <see cref="IKeyProvider"/>s keep the keys of rules that encrypt.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="configure">Changes what the configuration says. Runs once, when the host starts.</param>
    /// <returns>Where consumer groups are added. Calling this again adds to the same application.</returns>
    public static ITypedStreamsBuilder AddTypedStreams(
        this IHostApplicationBuilder builder, Action<TypedStreamsOptions>? configure = null)
    {
        var services = builder.Services;
        if (configure is not null)
        {
            services.AddSingleton(new ConfigureOptions(configure));
        }

        services.TryAddSingleton(static provider => OptionsLoader.Load(
            provider.GetRequiredService<IConfiguration>(),
            [.. provider.GetServices<GroupName>().Select(group => group.Name)],
            options =>
            {
                foreach (var configuration in provider.GetServices<ConfigureOptions>())
                {
                    configuration.Configure(options);
                }
            }));
        services.TryAddSingleton(static provider => new StreamsConnection(
            provider.GetRequiredService<TypedStreamsOptions>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            [.. provider.GetServices<IKeyProvider>()],
            provider.GetService<EmbeddedBroker>()));
        services.TryAddSingleton(typeof(IProducer<>), typeof(Producer<>));
        services.TryAddSingleton(static provider => new OutboxDatabase(
            provider.GetService<DbDataSource>(),
            provider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IOutbox)),
            provider.GetRequiredService<TypedStreamsOptions>()));

        // First of the hosted services, so that the servers are there when the next one starts.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConnectionService>());
        return new TypedStreamsBuilder(services);
    }

    /// <summary>
    /// Runs the application on a broker of this process that a test holds, whatever its configuration says of servers:
    /// with a schema registry on that broker, topics created at their first use, and, unless the application has a
    /// <see cref="TimeProvider"/>, the broker's clock for retries. Nothing of it listens on a port when the broker was
    /// started with <see cref="EmbeddedTransport.InProcess"/>.
    /// </summary>
    /// <param name="builder">What <see cref="AddTypedStreams"/> returned.</param>
    /// <param name="broker">The broker; the test disposes it after the host.</param>
    /// <exception cref="ArgumentException">The builder is another implementation, which has no host.</exception>
    public static ITypedStreamsBuilder UseEmbeddedBroker(this ITypedStreamsBuilder builder, EmbeddedBroker broker)
    {
        var services = (builder as TypedStreamsBuilder ?? throw new ArgumentException(
            $"The broker is added to what AddTypedStreams returns, not to a {builder.GetType().Name}.",
            nameof(builder))).Services;
        services.AddSingleton(broker);
        services.TryAddSingleton(broker.Time);
        services.AddSingleton(new ConfigureOptions(options =>
        {
            options.Embedded = false;
            options.DataDirectory = null;
            options.BootstrapServers = broker.BootstrapServers;
            options.Registry = "http://registry.embedded";
            options.CreateTopics ??= true;
        }));
        return builder;
    }

    /// <summary>
    /// Adds <see cref="IOutbox"/> over the application's <see cref="DbDataSource"/> (SQLite or PostgreSQL), and the
    /// relay that publishes it. Groups that return messages from a database transaction add it by themselves. Call it
    /// before groups are added: services stop in the opposite order, so the relay publishes what groups wrote last.
    /// </summary>
    /// <param name="builder">What <see cref="AddTypedStreams"/> returned.</param>
    /// <exception cref="ArgumentException">It is another implementation, which has no host.</exception>
    public static ITypedStreamsBuilder AddOutbox(this ITypedStreamsBuilder builder) =>
        builder is TypedStreamsBuilder own
            ? own.AddOutbox()
            : throw new ArgumentException(
                $"The outbox is added to what AddTypedStreams returns, not to a {builder.GetType().Name}.",
                nameof(builder));

    /// <summary>One call's wish; all of them run, in order.</summary>
    private sealed record ConfigureOptions(Action<TypedStreamsOptions> Configure);
}
