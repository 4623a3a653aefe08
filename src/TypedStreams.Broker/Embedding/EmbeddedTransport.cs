namespace TypedStreams.Broker.Embedding;

/// <summary>How clients reach an <see cref="EmbeddedBroker"/>.</summary>
public enum EmbeddedTransport
{
    /// <summary>TCP on a free port of 127.0.0.1: for every Kafka client.</summary>
    Loopback,

    /// <summary>
    /// No socket and no port: for this project's own client, which opens <see cref="EmbeddedBroker.ConnectAsync"/>.
    /// </summary>
    InProcess,
}
