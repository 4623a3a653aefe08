using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TypedStreams.Registry.Storage;

namespace TypedStreams.Registry;

/// <summary>How a schema registry is started, and its limits.</summary>
public sealed record RegistryOptions
{
    /// <summary>Where HTTP clients connect. Default 127.0.0.1, port 0: a free port.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>
    /// The Kafka cluster that keeps the schemas, <c>host:port,host:port</c>. Null (the default) keeps them in memory.
    /// </summary>
    public string? BootstrapServers { get; init; }

    /// <summary>
    /// How the cluster's brokers are reached: host, port and a token to an open stream. Default null: TCP.
    /// </summary>
    public Func<string, int, CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>The topic that keeps the schemas. Default "_schemas" (Confluent <c>kafkastore.topic</c>).</summary>
    public string Topic { get; init; } = "_schemas";

    /// <summary>
    /// The topic that keeps the keys of <c>/dek-registry</c>. Default "_dek_registry_keys" (Confluent
    /// <c>dek.registry.topic</c>). Created when the first key is asked for.
    /// </summary>
    public string KeyTopic { get; init; } = "_dek_registry_keys";

    /// <summary>
    /// Copies of the topic when this registry creates it; -1 (the default) takes the broker's
    /// <c>default.replication.factor</c>.
    /// </summary>
    public short ReplicationFactor { get; init; } = -1;

    /// <summary>
    /// Largest request body, in bytes. Default 1,048,576. A larger one is answered 413 without being read.
    /// </summary>
    public int MaxRequestBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Largest record this registry writes, in bytes. Default 1,000,000: what a topic with Kafka's default
    /// <c>max.message.bytes</c> (1,048,588) takes, with room for the batch around it. More is answered 42209.
    /// </summary>
    public int MaxRecordBytes { get; init; } = 1_000_000;

    /// <summary>
    /// Most entries in one list answer. Default 1,000 (Confluent <c>schema.search.max.limit</c>). Applies to
    /// <c>GET /schemas</c>, which has always had the limit; other lists are whole unless a limit is asked for.
    /// </summary>
    public int MaxPage { get; init; } = 1000;

    /// <summary>
    /// Changes that may wait for their turn. Default 1,024. Requests beyond it wait before they are read further.
    /// </summary>
    public int MaxWaitingWrites { get; init; } = 1024;

    /// <summary>
    /// How long a change may take to become durable and visible, and a request may wait for the log to be replayed.
    /// Default 30 s (Confluent's 500 ms <c>kafkastore.timeout.ms</c> turns slow disks into errors). Then 50002.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Who may do what. Null (the default): everybody everything; then listen where only friends are.
    /// </summary>
    public RegistryAccess? Access { get; init; }

    /// <summary>HTTPS; null (the default) serves plain HTTP.</summary>
    public RegistryTls? Tls { get; init; }

    /// <summary>
    /// How current answers are when several registries share the topic. Default: no answer is older than what any of
    /// them acknowledged. Without a topic there is nobody to share with, and this does not matter.
    /// </summary>
    public RegistryReads Reads { get; init; } = RegistryReads.Current;

    /// <summary>
    /// Whose answers are given where Confluent's generations differ. Default 8. Clients of today understand both; some
    /// older tools only know 7.
    /// </summary>
    public RegistryApiLevel ApiLevel { get; init; } = RegistryApiLevel.Eight;

    /// <summary>The Kafka cluster's id for <c>GET /v1/metadata/id</c>; null (the default) leaves it empty.</summary>
    public string? ClusterId { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where log messages go. Default: nowhere.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The log; null (the default) takes the one that <see cref="BootstrapServers"/> calls for.</summary>
    internal ISchemaLog? Log { get; init; }

    /// <summary>The log of the keys; null as for <see cref="Log"/>.</summary>
    internal ISchemaLog? KeyLog { get; init; }
}
