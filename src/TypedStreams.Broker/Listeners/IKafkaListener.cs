using System.Net;

namespace TypedStreams.Broker.Listeners;

/// <summary>Where connections come from: TCP, or this process.</summary>
internal interface IKafkaListener : IAsyncDisposable
{
    /// <summary>Where it listens. Valid once started; no address when it is in process.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>How many connections are open.</summary>
    int ConnectionCount { get; }

    /// <summary>Starts to accept. Throws <see cref="IOException"/> when the address cannot be had.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Accepts no more, asks the open connections to end, and cuts them when <paramref name="patience"/> is over.
    /// </summary>
    Task StopAsync(CancellationToken patience);
}
