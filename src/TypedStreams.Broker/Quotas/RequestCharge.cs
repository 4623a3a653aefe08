// One request of a client that may have quotas: what it used is charged when its answer is there, the answer says how
// long the client must wait, and the connection is not read for that time (KIP-219): the answer goes first.
// The reading loop takes the next request only after Decided, as Kafka does for every client, so that none slips past.
// Owned by the request; the connection's loops and the handler touch it one after the other.
using System.Diagnostics;
using TypedStreams.Broker.Core.Quotas;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Quotas;

internal sealed class RequestCharge(ClientQuotas quotas, QuotaTable table, int requestBytes)
{
    private const double PercentPerSecond = 100;

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<Task> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _used;
    private bool _isCharged;
    private QuotaLimit? _ofRequests;

    /// <summary>
    /// Completes before the answer is sent, whatever becomes of the request, with the pause in which the connection
    /// must not be read: it has begun by then.
    /// </summary>
    internal Task<Task> Decided => _decided.Task;

    /// <summary>The quota of a kind that holds for the client of this request, or null.</summary>
    internal QuotaLimit? LimitOf(string quota, string clientId) => table.LimitOf(quota, ClientQuotas.User, clientId);

    /// <summary>
    /// Waits for the answer, charges the request, and writes the pause into the answer. Called when the handler has
    /// given its thread back: its time so far is what the request is charged for.
    /// </summary>
    internal async ValueTask<TResponse?> AnswerAsync<TResponse>(
        ValueTask<TResponse?> pending, RequestContext context)
        where TResponse : class, IResponse<TResponse>
    {
        int pauseMs = 0;
        _used = Stopwatch.GetElapsedTime(_begun);
        try
        {
            TResponse? response = await pending;
            var throttled = response as IThrottledResponse;
            pauseMs = throttled?.ThrottleTimeMs ?? 0;
            if (!_isCharged)
            {
                pauseMs = Math.Max(pauseMs, await ChargeRequestAsync(context));
                pauseMs = Math.Max(pauseMs, await ChargeBytesAsync(response, context));
            }

            if (throttled is not null)
            {
                throttled.ThrottleTimeMs = pauseMs;
            }

            return response;
        }
        finally
        {
            _decided.TrySetResult(pauseMs > 0
                ? Task.Delay(TimeSpan.FromMilliseconds(pauseMs), quotas.Time, context.Cancelled)
                : Task.CompletedTask);
        }
    }

    /// <summary>
    /// Charges a fetch for its answer: how long the client must wait, and whether it gets nothing but that.
    /// </summary>
    internal async ValueTask<(int PauseMs, bool IsRefused)> ChargeFetchAsync(int responseBytes, RequestContext context)
    {
        _isCharged = true;
        int pauseMs = await ChargeRequestAsync(context);
        return pauseMs > 0 ? (pauseMs, true)
            : LimitOf(QuotaKinds.ConsumerBytes, context.ClientId) is { } limit
                ? await quotas.ChargeWithinAsync(limit, responseBytes)
                : (0, false);
    }

    /// <summary>Most bytes that a fetch may answer with at once; what it asked for when it is not limited.</summary>
    internal int MostBytes(int wantedBytes, RequestContext context) =>
        LimitOf(QuotaKinds.ConsumerBytes, context.ClientId) is { } limit
            ? Math.Min(wantedBytes, quotas.MostBytes(limit))
            : wantedBytes;

    /// <summary>Writing the answer took time as well; it counts, but comes too late for this answer.</summary>
    internal void Written(long begun)
    {
        if (_ofRequests is { } limit)
        {
            quotas.Note(limit, Stopwatch.GetElapsedTime(begun).TotalSeconds * PercentPerSecond);
        }
    }

    private async ValueTask<int> ChargeRequestAsync(RequestContext context)
    {
        _ofRequests = LimitOf(QuotaKinds.RequestPercentage, context.ClientId);
        return _ofRequests is { } limit
            ? Math.Min(
                await quotas.ChargeAsync(limit, _used.TotalSeconds * PercentPerSecond), quotas.LongestRequestPauseMs)
            : 0;
    }

    private ValueTask<int> ChargeBytesAsync<TResponse>(TResponse? response, RequestContext context)
        where TResponse : class, IResponse<TResponse>
    {
        (string? quota, int bytes) = context.ApiKey switch
        {
            ApiKey.Produce => (QuotaKinds.ProducerBytes, requestBytes),
            ApiKey.ShareFetch => (QuotaKinds.ConsumerBytes, response?.Size(context.Version) ?? 0),
            _ => (null, 0),
        };
        return quota is not null && LimitOf(quota, context.ClientId) is { } limit
            ? new ValueTask<int>(quotas.ChargeAsync(limit, bytes))
            : new ValueTask<int>(0);
    }
}
