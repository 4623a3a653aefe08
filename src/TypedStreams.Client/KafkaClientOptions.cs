using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TypedStreams.Client;

/// <summary>What producers, consumers and admin of one <see cref="KafkaClient"/> share.</summary>
public sealed record KafkaClientOptions
{
    /// <summary>
    /// Brokers to ask for the cluster first: <c>host:port</c>, several separated by commas. One that answers is enough.
    /// </summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Name in the brokers' logs and quotas. Default <c>typedstreams</c>.</summary>
    public string ClientId { get; init; } = "typedstreams";

    /// <summary>
    /// How long one request may take, retries of administrative calls included. Default 30 s (Kafka
    /// <c>request.timeout.ms</c>); more than zero.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the client believes what it knows of topics and leaders; errors that show it stale renew it at once.
    /// Default 5 min (Kafka <c>metadata.max.age.ms</c>).
    /// </summary>
    public TimeSpan MetadataMaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long opening a connection may take. Default 10 s (Kafka <c>socket.connection.setup.timeout.ms</c>).
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// First pause before a retry or a reconnect; doubles up to <see cref="MaxBackoff"/>, with jitter. Default 50 ms
    /// (Kafka <c>reconnect.backoff.ms</c>).
    /// </summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause before a retry or a reconnect. Default 1 s (Kafka <c>retry.backoff.max.ms</c>).</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Largest response that is accepted, in bytes. A larger one closes the connection before memory for it is rented.
    /// Default 268,435,456.
    /// </summary>
    public int MaxResponseBytes { get; init; } = 256 << 20;

    /// <summary>
    /// How a broker is reached: given its host, its port and a token, returns an open duplex stream that the client
    /// then owns. It throws <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/> when there is
    /// nobody; the client tries again as after any failed connection. Default null: TCP.
    /// </summary>
    public Func<string, int, CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>The clock of every deadline and timestamp. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where log messages go. Default: nowhere.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
