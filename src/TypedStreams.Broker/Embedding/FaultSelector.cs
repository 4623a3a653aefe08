using TypedStreams.Protocol;

namespace TypedStreams.Broker.Embedding;

/// <summary>
/// Which requests a fault is for, and then which fault: <c>broker.Faults.On(ApiKey.Produce).Times(2)
/// .Answer(ErrorCode.NotLeaderOrFollower)</c>. The last call puts the rule in force; all before it make a new selector.
/// </summary>
public sealed class FaultSelector
{
    private readonly BrokerFaults _owner;
    private readonly ApiKey _api;
    private readonly string? _clientId;
    private readonly string? _topic;

    internal FaultSelector(BrokerFaults owner, ApiKey api)
        : this(owner, api, clientId: null, topic: null, skipped: 0, maxHits: int.MaxValue)
    {
    }

    private FaultSelector(
        BrokerFaults owner, ApiKey api, string? clientId, string? topic, int skipped, int maxHits)
    {
        _owner = owner;
        _api = api;
        _clientId = clientId;
        _topic = topic;
        Skipped = skipped;
        MaxHits = maxHits;
    }

    internal int Skipped { get; }

    internal int MaxHits { get; }

    /// <summary>Only requests of this client id.</summary>
    public FaultSelector From(string clientId) => new(_owner, _api, clientId, _topic, Skipped, MaxHits);

    /// <summary>
    /// Only requests that name this topic, and then the whole request. A fetch within a session names only what has
    /// changed since the last one.
    /// </summary>
    /// <exception cref="NotSupportedException">Requests of this API do not name topics.</exception>
    public FaultSelector OfTopic(string topic)
    {
        FaultTopics.RequireNamed(_api);
        return new(_owner, _api, _clientId, topic, Skipped, MaxHits);
    }

    /// <summary>Leaves the first requests that would be selected alone.</summary>
    /// <param name="requests">How many, 0 or more.</param>
    public FaultSelector After(int requests)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(requests);
        return new(_owner, _api, _clientId, _topic, requests, MaxHits);
    }

    /// <summary>Strikes so often, then never again. Without it, until the rule is disposed.</summary>
    /// <param name="hits">How often, 1 or more.</param>
    public FaultSelector Times(int hits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hits, 1);
        return new(_owner, _api, _clientId, _topic, Skipped, hits);
    }

    /// <summary>
    /// The request is lost: it is not carried out, and as answers keep their order, nothing more is answered on its
    /// connection. The client finds out by its own timeout.
    /// </summary>
    public FaultRule DropRequest() => Add(new FaultEffect(FaultKind.DropRequest));

    /// <summary>The request is carried out and its answer is lost; the rest as <see cref="DropRequest"/>.</summary>
    public FaultRule DropResponse() => Add(new FaultEffect(FaultKind.DropResponse));

    /// <summary>The connection is closed, and the request is not carried out.</summary>
    public FaultRule Disconnect() => Add(new FaultEffect(FaultKind.Disconnect));

    /// <summary>The request is carried out, then the connection is closed instead of an answer.</summary>
    public FaultRule DisconnectAfter() => Add(new FaultEffect(FaultKind.DisconnectAfter));

    /// <summary>
    /// The request is carried out, and its answer, with all behind it on its connection, is held back on the broker's
    /// clock.
    /// </summary>
    /// <param name="by">How long; not negative.</param>
    public FaultRule Delay(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return Add(new FaultEffect(FaultKind.Delay, Delay: by));
    }

    /// <summary>The request is not carried out but answered with an error, for everything that it names.</summary>
    /// <exception cref="NotSupportedException">The answer of this API has no such field, or none that is known here;
    /// the message says which have.</exception>
    /// <exception cref="ArgumentException">The error is none.</exception>
    public FaultRule Answer(ErrorCode error)
    {
        if (error == ErrorCode.None)
        {
            throw new ArgumentException("ErrorCode.None is no error; leave the request alone.", nameof(error));
        }

        FaultableApis.RequireKnown(_api);
        return Add(new FaultEffect(FaultKind.Answer, error));
    }

    internal bool Selects(ApiKey api, string clientId, Func<string, bool> namesTopic) =>
        api == _api && (_clientId is null || clientId == _clientId) && (_topic is null || namesTopic(_topic));

    private FaultRule Add(FaultEffect effect)
    {
        var rule = new FaultRule(_owner, this, effect);
        _owner.Add(rule);
        return rule;
    }
}
