// The APIs that this node serves: what is advertised is what is here, no more and no less.
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Dispatch;

/// <summary>The table of served APIs. Filled before the first connection, then only read.</summary>
internal sealed class ApiTable
{
    private readonly SortedDictionary<ApiKey, Api> _apis = [];

    /// <summary>All of them, by key.</summary>
    internal IReadOnlyCollection<Api> All => _apis.Values;

    /// <summary>Serves an API at every version that the message types know.</summary>
    internal ApiTable Serve<TRequest, TResponse>(ApiHandler<TRequest, TResponse> handler)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : class, IResponse<TResponse> =>
        Serve(TRequest.MinVersion, TRequest.MaxVersion, handler);

    /// <summary>Serves an API at some versions.</summary>
    internal ApiTable Serve<TRequest, TResponse>(
        short minVersion, short maxVersion, ApiHandler<TRequest, TResponse> handler)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : class, IResponse<TResponse>
    {
        _apis.Add(TRequest.ApiKey, new Api<TRequest, TResponse>(minVersion, maxVersion, handler));
        return this;
    }

    /// <summary>The API of a key, or null when it is not served.</summary>
    internal Api? Find(ApiKey key) => _apis.GetValueOrDefault(key);
}
