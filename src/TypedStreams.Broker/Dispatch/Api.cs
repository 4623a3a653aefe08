using TypedStreams.Broker.Listeners;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Dispatch;

/// <summary>
/// Handles one kind of request. Runs on the connection's reading loop until its first await: what must keep the order
/// of
/// requests is posted to shards before that. Null means that no response is due.
/// </summary>
internal delegate ValueTask<TResponse?> ApiHandler<TRequest, TResponse>(TRequest request, RequestContext context)
    where TResponse : class;

/// <summary>One API that this node serves, with the versions that it honours.</summary>
internal abstract class Api(ApiKey key, short minVersion, short maxVersion)
{
    /// <summary>The API's key.</summary>
    internal ApiKey Key { get; } = key;

    /// <summary>Lowest version advertised.</summary>
    internal short MinVersion { get; } = minVersion;

    /// <summary>Highest version advertised.</summary>
    internal short MaxVersion { get; } = maxVersion;

    /// <summary>Whether a version's requests have tagged fields and compact lengths.</summary>
    internal abstract bool IsFlexible(short version);

    /// <summary>
    /// Decodes the body, which starts at <paramref name="bodyStart"/> of the frame, and hands it to the handler. The
    /// exchange owns the frame from here on. <paramref name="faults"/> is null when none are asked for.
    /// Throws <see cref="MalformedMessageException"/> and leaves the frame alone.
    /// </summary>
    internal abstract Exchange Begin(
        RequestContext context, RequestFrame frame, int bodyStart, IRequestFaults? faults);
}

/// <inheritdoc/>
internal sealed class Api<TRequest, TResponse>(
    short minVersion, short maxVersion, ApiHandler<TRequest, TResponse> handler)
    : Api(TRequest.ApiKey, minVersion, maxVersion)
    where TRequest : IRequest<TRequest, TResponse>
    where TResponse : class, IResponse<TResponse>
{
    internal override bool IsFlexible(short version) => TRequest.IsFlexible(version);

    internal override Exchange Begin(
        RequestContext context, RequestFrame frame, int bodyStart, IRequestFaults? faults)
    {
        TRequest request = WireMessage.Read<TRequest>(frame.Bytes[bodyStart..], context.Version);
        ValueTask<TResponse?> pending = context.Charge is { } charge
            ? charge.AnswerAsync(HandleAsync(request, context, faults), context)
            : HandleAsync(request, context, faults);
        return new Exchange<TResponse>(pending, context, frame, context.Version);
    }

    private ValueTask<TResponse?> HandleAsync(TRequest request, RequestContext context, IRequestFaults? faults) =>
        faults is null ? handler(request, context) : faults.HandleAsync(handler, request, context);
}
