using TypedStreams.Broker.Quotas;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Dispatch;

/// <summary>What a handler may know about a request besides its body.</summary>
/// <param name="ApiKey">Which API.</param>
/// <param name="Version">The version of the request, and so of its response.</param>
/// <param name="CorrelationId">The number that the client gave the request.</param>
/// <param name="ClientId">The client's name for itself; empty when it gave none.</param>
/// <param name="Peer">Who is at the other end.</param>
/// <param name="Cancelled">Fires when the connection is gone and nobody waits for the answer.</param>
internal sealed record RequestContext(
    ApiKey ApiKey, short Version, int CorrelationId, string ClientId, ClientPeer Peer, CancellationToken Cancelled)
{
    /// <summary>The peer's address, with a leading slash as Kafka shows it.</summary>
    internal string ClientHost => Peer.Host;

    /// <summary>
    /// What the answer refers to and nobody else lets go of; disposed once the answer was sent or dropped.
    /// </summary>
    internal IDisposable? ReleaseWhenSent { get; set; }

    /// <summary>What the request is charged to; null when no client has a quota.</summary>
    internal RequestCharge? Charge { get; init; }
}
