// From the bytes of a frame to a running exchange: reads the request header, finds the API, decodes, calls the handler.
// Decides nothing but what the framing rules demand: an unknown API or version closes the connection, except for
// ApiVersions, which answers in the oldest form so that client and broker can agree (KIP-511).
using System.Buffers.Binary;
using TypedStreams.Broker.Listeners;
using TypedStreams.Broker.Quotas;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Dispatch;

internal sealed class RequestDispatcher(ApiTable apis, ClientQuotas quotas, IRequestFaults? faults = null)
{
    private const int FixedHeaderBytes = sizeof(short) + sizeof(short) + sizeof(int);

    /// <summary>
    /// Starts the request in a frame. The frame belongs to the exchange afterwards; when an exception is thrown it
    /// still
    /// belongs to the caller. Throws <see cref="UnservedRequestException"/> and <see
    /// cref="MalformedMessageException"/>.
    /// </summary>
    internal Exchange Begin(RequestFrame frame, ClientPeer peer, CancellationToken cancelled)
    {
        ReadOnlySpan<byte> bytes = frame.Bytes.Span;
        var key = (ApiKey)BinaryPrimitives.ReadInt16BigEndian(bytes);
        short version = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        int correlationId = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        Api? api = apis.Find(key);
        if (api is null || version < api.MinVersion || version > api.MaxVersion)
        {
            return key == ApiKey.ApiVersions
                ? RefuseApiVersion(frame, api!, correlationId, peer, cancelled)
                : throw new UnservedRequestException(
                    $"API {key} version {version} is not served; ApiVersions tells what is.");
        }

        var reader = new WireReader(frame.Bytes);
        reader.Skip(FixedHeaderBytes);
        string clientId = reader.ReadNullableString(flexible: false) ?? "";
        if (api.IsFlexible(version))
        {
            reader.SkipTaggedFields();
        }

        var context = new RequestContext(key, version, correlationId, clientId, peer, cancelled)
        {
            Charge = quotas.Begin(frame.Bytes.Length),
        };
        return api.Begin(context, frame, reader.Position, faults is { IsActive: true } ? faults : null);
    }

    private static Exchange<ApiVersionsResponse> RefuseApiVersion(
        RequestFrame frame, Api api, int correlationId, ClientPeer peer, CancellationToken cancelled)
    {
        // Nothing past the header can be read; the client learns the range from this and asks again.
        var response = new ApiVersionsResponse { ErrorCode = ErrorCode.UnsupportedVersion };
        response.ApiKeys.Add(new ApiVersionsResponse.ApiVersion
        {
            ApiKey = ApiKey.ApiVersions,
            MinVersion = api.MinVersion,
            MaxVersion = api.MaxVersion,
        });
        var context = new RequestContext(
            ApiKey.ApiVersions, Version: 0, correlationId, ClientId: "", peer, cancelled);
        return new Exchange<ApiVersionsResponse>(
            new ValueTask<ApiVersionsResponse?>(response), context, frame, responseVersion: 0);
    }
}

/// <summary>A request that this node does not serve; the connection is closed, as Kafka does.</summary>
internal sealed class UnservedRequestException(string message) : Exception(message);
