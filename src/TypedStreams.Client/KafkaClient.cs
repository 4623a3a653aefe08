// What an application opens once: metadata and the client's own connections. Producers and consumers add theirs.
using TypedStreams.Client.Connections;

namespace TypedStreams.Client;

/// <summary>
/// A cluster, as one process uses it. Safe from any thread; dispose producers and consumers first, then the client.
/// </summary>
public sealed class KafkaClient : IAsyncDisposable
{
    private readonly ClusterLink _link;

    private KafkaClient(ClusterLink link)
    {
        _link = link;
        Admin = new KafkaAdmin(link);
    }

    /// <summary>Topics, groups, offsets and configuration.</summary>
    public KafkaAdmin Admin { get; }

    /// <summary>Connects to the cluster: returns once one of the bootstrap brokers has described it.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="KafkaException">No broker answered; the message names each and why.</exception>
    public static async Task<KafkaClient> ConnectAsync(KafkaClientOptions options, CancellationToken ct = default)
    {
        Validate(options);
        var link = new ClusterLink(options);
        try
        {
            await link.Metadata.StartAsync(ct);
            return new KafkaClient(link);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new producer with connections of its own; dispose it to flush it.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public KafkaProducer CreateProducer(KafkaProducerOptions? options = null) =>
        new(_link, options ?? new KafkaProducerOptions());

    /// <summary>A new consumer with connections of its own; it reads nothing before Subscribe or Assign.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public KafkaConsumer CreateConsumer(KafkaConsumerOptions options) => new(_link, options);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static void Validate(KafkaClientOptions options)
    {
        RequirePositive(options.RequestTimeout, nameof(options.RequestTimeout));
        RequirePositive(options.ConnectTimeout, nameof(options.ConnectTimeout));
        RequirePositive(options.MetadataMaxAge, nameof(options.MetadataMaxAge));
        RequirePositive(options.MinBackoff, nameof(options.MinBackoff));
        RequirePositive(options.MaxBackoff, nameof(options.MaxBackoff));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxResponseBytes, 1024, nameof(options.MaxResponseBytes));
    }

    private static void RequirePositive(TimeSpan value, string name) =>
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
}
