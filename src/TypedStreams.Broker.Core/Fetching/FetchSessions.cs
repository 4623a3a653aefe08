// The fetch sessions of one node (KIP-227): a client names its partitions once, then only what changes, and is answered
// with only what changed. Decides which session a request belongs to, and which sessions may stay when room is short.
// A request without a session never comes here. Runs on its owner's thread only.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.FetchRequest;

namespace TypedStreams.Broker.Core.Fetching;

/// <summary>Decides for the fetch sessions of a node.</summary>
/// <param name="slots">
/// Most sessions at a time; 0 keeps none. Kafka <c>max.incremental.fetch.session.cache.slots</c>, default 1,000.
/// </param>
public sealed class FetchSessions(int slots)
{
    /// <summary>
    /// How long a session is safe: one that was silent for longer goes first, one that is younger never goes for a
    /// larger one. In milliseconds; 120,000, as in Kafka.
    /// </summary>
    public const long SafeMs = 120_000;

    /// <summary>The epoch of a request that does without a session, or closes one.</summary>
    public const int NoSessionEpoch = -1;

    private const int NewSessionEpoch = 0;

    // Ordered by id, so that every choice over them is the same in every run.
    private readonly SortedDictionary<int, FetchSession> _sessions = [];

    /// <summary>How many there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>A request came that opens, uses or closes a session.</summary>
    /// <param name="request">The request.</param>
    /// <param name="usesTopicIds">Whether its version names topics by id.</param>
    /// <param name="now">The present.</param>
    public FetchPlan Begin(FetchRequest request, bool usesTopicIds, CoreTime now)
    {
        if (request.SessionEpoch is NewSessionEpoch or NoSessionEpoch)
        {
            _sessions.Remove(request.SessionId);
            return new FetchPlan(request.Topics)
            {
                Opens = request.SessionEpoch == NewSessionEpoch,
                UsesTopicIds = usesTopicIds,
                IsFollowers = request.ReplicaId >= 0 || request.ReplicaState?.ReplicaId >= 0,
            };
        }

        ErrorCode error = !_sessions.TryGetValue(request.SessionId, out FetchSession? session)
            ? ErrorCode.FetchSessionIdNotFound
            : session.Epoch != request.SessionEpoch ? ErrorCode.InvalidFetchSessionEpoch
            : session.UsesTopicIds != usesTopicIds ? ErrorCode.FetchSessionTopicIdError
            : ErrorCode.None;
        if (error != ErrorCode.None)
        {
            return new FetchPlan([]) { Error = error };
        }

        session!.Update(request.Topics);
        session.Forget(request.ForgottenTopicsData);
        session.LastUsedMs = now.NowMs;
        if (session.Count == 0)
        {
            _sessions.Remove(session.Id);
            return new FetchPlan([]);
        }

        session.Epoch = Next(session.Epoch);
        return new FetchPlan(session.Topics()) { Session = session, EpochAfter = session.Epoch };
    }

    /// <summary>
    /// What was planned was read: takes out of the answer what the client knows already, or opens the session that it
    /// asked for if there is room.
    /// </summary>
    /// <param name="plan">What <see cref="Begin"/> gave.</param>
    /// <param name="response">The answer with every partition of the plan.</param>
    /// <param name="freshId">A positive number from which an id for a new session is looked for.</param>
    /// <param name="now">The present.</param>
    public void Finish(FetchPlan plan, FetchResponse response, int freshId, CoreTime now)
    {
        if (plan.Session is { } session)
        {
            Thin(session, plan, response);
        }
        else if (plan.Opens && MakeRoom(plan, now))
        {
            FetchSession opened = Open(plan, freshId, now);
            response.SessionId = opened.Id;
            foreach (FetchResponse.FetchableTopicResponse topic in response.Responses)
            {
                topic.Partitions.ForEach(part => opened.Tell(topic, part));
            }
        }
    }

    private static void Thin(FetchSession session, FetchPlan plan, FetchResponse response)
    {
        if (session.Epoch != plan.EpochAfter)
        {
            // Another request of the session came in between: only one of the two can be the client's last word.
            response.ErrorCode = ErrorCode.InvalidFetchSessionEpoch;
            response.Responses.Clear();
            return;
        }

        response.SessionId = session.Id;
        foreach (FetchResponse.FetchableTopicResponse topic in response.Responses)
        {
            topic.Partitions.RemoveAll(part => !session.Tell(topic, part));
        }

        response.Responses.RemoveAll(topic => topic.Partitions.Count == 0);
    }

    private FetchSession Open(FetchPlan plan, int freshId, CoreTime now)
    {
        int id = Math.Max(1, freshId);
        while (_sessions.ContainsKey(id))
        {
            id = Next(id);
        }

        var session = new FetchSession(id, plan.UsesTopicIds, plan.IsFollowers, now.NowMs);
        session.Update(plan.Topics);
        _sessions.Add(id, session);
        return session;
    }

    // One that nobody uses goes; else one that is old enough and weighs less than the new one: a consumer's before a
    // follower's, a small one before a large one.
    private bool MakeRoom(FetchPlan plan, CoreTime now)
    {
        if (_sessions.Count < slots)
        {
            return true;
        }

        FetchSession? longest = _sessions.Values.MinBy(session => session.LastUsedMs);
        if (longest is null)
        {
            return false;
        }

        if (now.NowMs - longest.LastUsedMs > SafeMs)
        {
            return _sessions.Remove(longest.Id);
        }

        FetchSession? lightest = _sessions.Values
            .Where(session => now.NowMs - session.CreatedMs > SafeMs || (plan.IsFollowers && !session.IsFollowers))
            .MinBy(session => (session.IsFollowers, session.Count));
        (bool, int) weight = (plan.IsFollowers, plan.Topics.Sum(topic => topic.Partitions.Count));
        return lightest is not null
            && weight.CompareTo((lightest.IsFollowers, lightest.Count)) > 0
            && _sessions.Remove(lightest.Id);
    }

    private static int Next(int number) => number == int.MaxValue ? 1 : number + 1;
}

/// <summary>What is to be read for a request, and what becomes of its session.</summary>
/// <param name="topics">The partitions, in the order in which they are to be read.</param>
public sealed class FetchPlan(List<FetchTopic> topics)
{
    /// <summary>Why the request is refused as a whole; None when it is not.</summary>
    public ErrorCode Error { get; init; }

    /// <summary>The partitions, in the order in which they are to be read.</summary>
    public List<FetchTopic> Topics { get; } = topics;

    internal FetchSession? Session { get; init; }

    internal int EpochAfter { get; init; }

    internal bool Opens { get; init; }

    internal bool UsesTopicIds { get; init; }

    internal bool IsFollowers { get; init; }
}
