using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TypedStreams.Broker.ClientMetrics;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Listeners;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Hosting;

/// <summary>How a broker is started.</summary>
public sealed record BrokerOptions
{
    /// <summary>
    /// The directory that holds the node's logs; created when missing. Null (the default) keeps everything in memory,
    /// and nothing survives the end of the process.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>Where Kafka clients connect. Default 127.0.0.1, port 0: a free port.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The host that clients are told to connect to. Default: the address that is listened on.</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>The port that clients are told to connect to. Default: the port that is listened on.</summary>
    public int? AdvertisedPort { get; init; }

    /// <summary>This node's id in the cluster, 0 or more. Default 1.</summary>
    public int NodeId { get; init; } = 1;

    /// <summary>Kafka's broker configuration. Default: all defaults.</summary>
    public BrokerConfig Config { get; init; } = BrokerConfig.Default;

    /// <summary>How many shards share the partitions. Default: one a processor.</summary>
    public int Shards { get; init; } = Environment.ProcessorCount;

    /// <summary>The clock of every deadline and timestamp. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where log messages go. Default: nowhere.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Takes the metrics that clients push (KIP-714); null (the default): they are counted and logged, no more.
    /// </summary>
    public ITelemetryReceiver? TelemetryReceiver { get; init; }

    /// <summary>The disk; null (the default) takes the one that <see cref="DataDirectory"/> calls for.</summary>
    internal IDisk? Disk { get; init; }

    /// <summary>
    /// True serves streams of this process (<see cref="MemoryListener"/>) instead of TCP. Default false.
    /// </summary>
    internal bool IsInProcess { get; init; }

    /// <summary>Faults that a test asks for; null (the default): none ever.</summary>
    internal IRequestFaults? Faults { get; init; }

    /// <summary>How long a clean stop waits for requests under way. Default 5 s.</summary>
    internal TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(5);
}
