using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TypedStreams.Broker.Embedding;

/// <summary>How an <see cref="EmbeddedBroker"/> is started.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>
    /// The directory of its logs, created when missing. Default null: in memory; it is kept over
    /// <see cref="EmbeddedBroker.RestartAsync"/> and gone after disposal.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>How clients reach it. Default <see cref="EmbeddedTransport.Loopback"/>.</summary>
    public EmbeddedTransport Transport { get; init; } = EmbeddedTransport.Loopback;

    /// <summary>Topics that it has when it starts; those that are there are left alone. Default: none.</summary>
    public IReadOnlyList<EmbeddedTopic> Topics { get; init; } = [];

    /// <summary>Kafka's broker configuration, by Kafka's names. Default: all defaults.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The clock of every deadline and timestamp; give it a <see cref="Hosting.VirtualClock"/> and move time by hand.
    /// Default: the system's.
    /// </summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where log messages go. Default: nowhere.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
