// Requests of clients that push their metrics.
using System.Globalization;
using TypedStreams.Broker.ClientMetrics;
using TypedStreams.Broker.Core.ClientMetrics;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Handlers;

internal sealed class TelemetryHandlers(TelemetryHost telemetry)
{
    internal async ValueTask<GetTelemetrySubscriptionsResponse?> SubscribeAsync(
        GetTelemetrySubscriptionsRequest request, RequestContext context) =>
        await telemetry.SubscribeAsync(request, ClientOf(context));

    internal async ValueTask<PushTelemetryResponse?> PushAsync(PushTelemetryRequest request, RequestContext context) =>
        new() { ErrorCode = await telemetry.PushAsync(request, ClientOf(context)) };

    private static TelemetryClient ClientOf(RequestContext context) => new(
        context.ClientId,
        context.Peer.SoftwareName,
        context.Peer.SoftwareVersion,
        context.Peer.Address,
        context.Peer.Port.ToString(CultureInfo.InvariantCulture));
}
