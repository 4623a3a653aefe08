// The rules in force, and what they do to a request that passes. The dispatcher asks only while there are rules.
// Owns what is held back; lets go of it when the broker stops. Rules may change on any thread at any time.
using System.Collections.Immutable;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Embedding;

/// <summary>
/// Faults of an <see cref="EmbeddedBroker"/>, for tests of what clients make of them. Without a rule they cost nothing.
/// Of several rules for a request the oldest strikes.
/// </summary>
public sealed class BrokerFaults : IRequestFaults
{
    private readonly TimeProvider _time;
    private readonly Func<Guid, string?> _topicName;
    private ImmutableList<FaultRule> _rules = [];
    private CancellationTokenSource _held = new();

    internal BrokerFaults(TimeProvider time, Func<Guid, string?> topicName)
    {
        _time = time;
        _topicName = topicName;
    }

    bool IRequestFaults.IsActive => !Volatile.Read(ref _rules).IsEmpty;

    /// <summary>Begins a rule for the requests of an API; its last call says what is to happen.</summary>
    public FaultSelector On(ApiKey api) => new(this, api);

    /// <summary>Ends every rule.</summary>
    public void Clear() => Volatile.Write(ref _rules, []);

    internal void Add(FaultRule rule) =>
        ImmutableInterlocked.Update(ref _rules, static (rules, added) => rules.Add(added), rule);

    internal void Remove(FaultRule rule) =>
        ImmutableInterlocked.Update(ref _rules, static (rules, gone) => rules.Remove(gone), rule);

    /// <summary>Ends what is held back, with its connections: the broker stops.</summary>
    internal void LetGo() => _held.Cancel();

    /// <summary>Holds back again: the broker was started anew.</summary>
    internal void Resume() => _held = new CancellationTokenSource();

    /// <inheritdoc/>
    async ValueTask<TResponse?> IRequestFaults.HandleAsync<TRequest, TResponse>(
        ApiHandler<TRequest, TResponse> handler, TRequest request, RequestContext context)
        where TResponse : class
    {
        if (Find(request, context) is not { } effect)
        {
            return await handler(request, context);
        }

        switch (effect.Kind)
        {
            case FaultKind.DropRequest:
                return await NeverAsync<TResponse>(context);
            case FaultKind.DropResponse:
                await handler(request, context);
                return await NeverAsync<TResponse>(context);
            case FaultKind.Delay:
                TResponse? late = await handler(request, context);
                await HoldAsync(effect.Delay, context);
                return late;
            case FaultKind.Answer:
                return FaultableApis.IsOverlay(context.ApiKey)
                    ? (TResponse)FaultAnswers.Overlay((await handler(request, context))!, effect.Error)
                    : (TResponse)FaultAnswers.Create(request, effect.Error);
            case FaultKind.DisconnectAfter:
                await handler(request, context);
                break;
        }

        throw new IOException("A fault rule closed the connection.");
    }

    private FaultEffect? Find(object request, RequestContext context)
    {
        bool NamesTopic(string topic) => FaultTopics.Of(request, _topicName).Contains(topic);
        foreach (FaultRule rule in Volatile.Read(ref _rules))
        {
            if (rule.Strikes(context.ApiKey, context.ClientId, NamesTopic))
            {
                return rule.Effect;
            }
        }

        return null;
    }

    private async ValueTask<TResponse?> NeverAsync<TResponse>(RequestContext context)
        where TResponse : class
    {
        await HoldAsync(Timeout.InfiniteTimeSpan, context);
        throw new IOException("A fault rule kept the answer until the connection ended.");
    }

    private async Task HoldAsync(TimeSpan time, RequestContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.Cancelled, _held.Token);
        await Task.Delay(time, _time, end.Token);
    }
}
