using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace TypedStreams.SchemaRegistry;

/// <summary>How a <see cref="RegistryClient"/> reaches the registry, and what it remembers.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>The registry's addresses; the next is tried when one fails. At least one.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>
    /// Longest time for one answer. Above 0; default 30 s (Confluent <c>schema.registry.request.timeout.ms</c>).
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long requests are repeated while the registry is away or answers 408, 429 or 5xx. 0 never repeats; default
    /// 30 s, so that an application may start before its registry does.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a request is repeated at most. 0 or more; default null: as often as <see cref="RetryFor"/> has room
    /// for. (Confluent <c>schema.registry.max.retries</c>, whose default is 3.)
    /// </summary>
    public int? MaxRetries { get; init; }

    /// <summary>
    /// The pause before the first repetition, which doubles from one to the next, give or take half. Above 0; default
    /// 50 ms (Confluent <c>schema.registry.retries.wait.ms</c>, whose default is 1 s).
    /// </summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The longest pause. <see cref="FirstRetryDelay"/> or more; default 2 s (Confluent
    /// <c>schema.registry.retries.max.wait.ms</c>, whose default is 20 s).
    /// </summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Schemas that are remembered by id, as many by GUID, and as many ids of registered schemas; beyond that the
    /// oldest is asked for again. 1 or more; default 1000 (Confluent <c>schema.registry.max.cached.schemas</c>). What a
    /// consumer group reads with it keeps itself, whatever this says.
    /// </summary>
    public int CacheCapacity { get; init; } = 1000;

    /// <summary>
    /// How long it is remembered that there is no such id, schema, subject or version. 0 or more; default 0: never
    /// (Confluent <c>missing.id.cache.ttl.sec</c>, <c>missing.schema.cache.ttl.sec</c> and
    /// <c>missing.version.cache.ttl.sec</c>, which are off by default too).
    /// </summary>
    public TimeSpan MissingFor { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// What stands in the header Authorization of a request, asked for before each one; it is there to renew tokens.
    /// Default null: the user in the address, if it names one, else none.
    /// </summary>
    public Func<CancellationToken, ValueTask<AuthenticationHeaderValue?>>? Authorization { get; init; }

    /// <summary>
    /// What this client proves its name with to an https address, with the private key. Default null: nothing.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// The authorities that may vouch for the registry, instead of those that the machine trusts. Default null.
    /// </summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>The clock of pauses between repetitions. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Sends the requests; the caller disposes it. Certificates are then its own business. Default null: sockets, owned
    /// by the client.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }
}
