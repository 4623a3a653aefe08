// The application's one way to its servers: opened at the first need, closed when the container is disposed, after
// every hosted service has stopped. Owns the Kafka client, the shared producer, the registry client and, when
// embedded, the servers themselves. A failed opening is not kept: the next one who asks tries again.

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TypedStreams.Broker.Embedding;
using TypedStreams.Client;
using TypedStreams.Connection;
using TypedStreams.Protocol;
using TypedStreams.Rules;
using TypedStreams.Rules.Encryption;
using TypedStreams.SchemaRegistry;

namespace TypedStreams;

/// <summary>
/// The servers of this application, for what goes beyond producers and handlers. A singleton of the container;
/// thread-safe.
/// </summary>
public sealed class StreamsConnection : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> _topics = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<IKeyProvider> _keys;
    private readonly EmbeddedBroker? _broker;
    private RuleOptions? _rules;
    private Task<Servers>? _servers;
    private bool _isDisposed;

    internal StreamsConnection(
        TypedStreamsOptions options,
        ILoggerFactory loggers,
        TimeProvider time,
        IReadOnlyList<IKeyProvider> keys,
        EmbeddedBroker? broker)
    {
        _broker = broker;
        Options = options;
        Loggers = loggers;
        Time = time;
        _keys = keys;

        // Schemas come from the registry, so the connection is open.
        RulesOf = (subject, schema) => RulePlan.Create(subject, schema, _rules!);
    }

    /// <summary>What the application configured.</summary>
    public TypedStreamsOptions Options { get; }

    /// <summary>The Kafka client; connects at the first call. Do not dispose it.</summary>
    /// <exception cref="KafkaException">No broker can be reached.</exception>
    public async Task<KafkaClient> GetKafkaAsync(CancellationToken cancellationToken = default) =>
        (await OpenAsync(cancellationToken)).Kafka;

    /// <summary>The schema registry's client. Do not dispose it.</summary>
    public async Task<RegistryClient> GetRegistryAsync(CancellationToken cancellationToken = default) =>
        (await OpenAsync(cancellationToken)).Registry;

    /// <summary>Flushes what was sent, then closes everything; embedded servers last.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<Servers>? servers;
        lock (_gate)
        {
            _isDisposed = true;
            servers = _servers;
        }

        if (servers is { IsFaulted: false, IsCanceled: false })
        {
            await (await servers).DisposeAsync();
        }
    }

    internal ILoggerFactory Loggers { get; }

    internal TimeProvider Time { get; }

    /// <summary>The rules of a subject's schema; null for a schema without any.</summary>
    internal Func<string, RegisteredSchema, IPayloadRules?> RulesOf { get; set; }

    /// <summary>A name as the cluster knows it: with the application's prefix.</summary>
    internal string NameOf(string name) => Options.NamePrefix + name;

    internal Task<Servers> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_servers is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _servers = OpenServersAsync();
            }

            return _servers.WaitAsync(cancellationToken);
        }
    }

    private async Task<Servers> OpenServersAsync()
    {
        var servers = await Servers.OpenAsync(Options, Loggers, _keys, Time, _broker);
        _rules = servers.Rules;
        return servers;
    }

    /// <summary>Creates the topic when it is missing and creating is this application's business.</summary>
    /// <param name="topic">The topic, as the cluster knows it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="partitions">How many it gets; null for what the options say.</param>
    internal async Task EnsureTopicAsync(
        string topic, CancellationToken cancellationToken, int? partitions = null)
    {
        if (!Options.CreatesTopics)
        {
            return;
        }

        var created = _topics.GetOrAdd(topic, name => new Lazy<Task>(
            () => CreateTopicAsync(name, partitions ?? Options.Partitions ?? -1)));
        try
        {
            await created.Value.WaitAsync(cancellationToken);
        }
        catch when (created.Value.IsFaulted)
        {
            _topics.TryRemove(KeyValuePair.Create(topic, created));
            throw;
        }
    }

    private async Task CreateTopicAsync(string topic, int partitions)
    {
        var kafka = await GetKafkaAsync();
        try
        {
            await kafka.Admin.CreateTopicAsync(new TopicSpec(topic) { Partitions = partitions });
        }
        catch (KafkaException exists) when (exists.Code == ErrorCode.TopicAlreadyExists)
        {
            // Created by another member of the application, or long ago.
        }
    }
}
