using TypedStreams.Protocol;

namespace TypedStreams.Broker.Dispatch;

/// <summary>
/// What may stand between a decoded request and its handler: faults that a test asked for. A node has none unless it is
/// embedded, and one without rules is asked nothing but whether it has any.
/// </summary>
internal interface IRequestFaults
{
    /// <summary>Whether there is a rule. Any thread.</summary>
    bool IsActive { get; }

    /// <summary>Handles a request, or does what a rule says instead. On the connection's reading loop.</summary>
    ValueTask<TResponse?> HandleAsync<TRequest, TResponse>(
        ApiHandler<TRequest, TResponse> handler, TRequest request, RequestContext context)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : class, IResponse<TResponse>;
}
