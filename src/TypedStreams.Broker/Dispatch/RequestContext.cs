using TypedStreams.Broker.Quotas;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Dispatch;

/// <summary>What a handler may know about a request besides its body.</summary>
/// <param name="ApiKey">Which API.</param>
/// <param name="Version">The version of the request, and so of its response.</param>
/// <param name="CorrelationId">The number that the client gave the request.</param>
/// <param name="ClientId">The client's name for itself; empty when it gave none.</param>
/// <param name="ClientHost">The peer's address, with a leading slash as Kafka shows it.</param>
/// <param name="Cancelled">Fires when the connection is gone and nobody waits for the answer.</param>
internal sealed record RequestContext(
    ApiKey ApiKey, short Version, int CorrelationId, string ClientId, string ClientHost, CancellationToken Cancelled)
{
    /// <summary>
    /// What the answer refers to and nobody else lets go of; disposed once the answer was sent or dropped.
    /// </summary>
    internal IDisposable? ReleaseWhenSent { get; set; }

    /// <summary>What the request is charged to; null when no client has a quota.</summary>
    internal RequestCharge? Charge { get; init; }
}
