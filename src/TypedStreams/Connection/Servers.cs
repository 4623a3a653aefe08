// What an open connection consists of. Opened and disposed as one; the order of disposal is the reverse of use.

using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Embedding;
using TypedStreams.Client;
using TypedStreams.Rules;
using TypedStreams.Rules.Encryption;
using TypedStreams.SchemaRegistry;

namespace TypedStreams.Connection;

internal sealed class Servers : IAsyncDisposable
{
    private readonly EmbeddedServers? _embedded;

    private Servers(
        EmbeddedServers? embedded,
        KafkaClient kafka,
        KafkaProducer producer,
        RegistryClientOptions registry,
        IReadOnlyList<IKeyProvider> keys,
        TimeProvider time)
    {
        _embedded = embedded;
        Kafka = kafka;
        Producer = producer;
        Registry = new RegistryClient(registry);
        Rules = new RuleOptions { Registry = registry, KeyProviders = keys, Time = time };
    }

    internal KafkaClient Kafka { get; }

    /// <summary>Shared by all message types: batches of one broker travel together.</summary>
    internal KafkaProducer Producer { get; }

    internal RegistryClient Registry { get; }

    /// <summary>What the rules of all schemas share, such as the keys that were unwrapped.</summary>
    internal RuleOptions Rules { get; }

    /// <summary>Completes when an embedded server can no longer be trusted; never otherwise.</summary>
    internal Task<Exception>? EmbeddedFailed => _embedded?.Failed;

    internal static async Task<Servers> OpenAsync(
        TypedStreamsOptions options,
        ILoggerFactory loggers,
        IReadOnlyList<IKeyProvider> keys,
        TimeProvider time,
        EmbeddedBroker? broker)
    {
        EmbeddedServers? embedded = null;
        try
        {
            embedded = broker is not null ? EmbeddedServers.On(broker, loggers)
                : options.Embedded ? await EmbeddedServers.StartAsync(options, loggers)
                : null;
            var addresses = embedded is null ? Addresses(options.Registry!) : [embedded.Registry];
            var registry = options.RegistryClient.ToOptions(addresses) with { Handler = embedded?.RegistryHandler };
            var kafka = await KafkaClient.ConnectAsync(new KafkaClientOptions
            {
                BootstrapServers = embedded?.BootstrapServers ?? options.BootstrapServers!,
                ClientId = options.ClientId,
                Connect = embedded?.Connect,
                Loggers = loggers,
            });
            var producer = kafka.CreateProducer(new KafkaProducerOptions
            {
                Compression = options.Producer.Compression,
                Linger = options.Producer.Linger,
                DeliveryTimeout = options.Producer.DeliveryTimeout,
            });
            return new Servers(embedded, kafka, producer, registry, keys, time);
        }
        catch
        {
            await (embedded?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Producer.DisposeAsync();
        await Kafka.DisposeAsync();
        Registry.Dispose();
        Rules.Dispose();
        await (_embedded?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static Uri[] Addresses(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries).Select(address => new Uri(address))];
}
