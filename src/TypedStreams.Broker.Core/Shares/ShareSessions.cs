// Share sessions (KIP-932): which partitions a member fetches from, so that it need not repeat them, and an epoch that
// tells a lost or repeated request. A session lives on one connection.
// Must never: read a clock or wait. Runs on its owner's thread.
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Shares;

/// <summary>The sessions of members of share groups. Runs on its owner's thread only.</summary>
/// <param name="maxSessions">
/// Most sessions at a time; default 2,000 (Kafka <c>group.share.max.share.sessions</c>). One more is refused.
/// </param>
public sealed class ShareSessions(int maxSessions)
{
    /// <summary>The epoch that opens a session.</summary>
    public const int OpeningEpoch = 0;

    /// <summary>The epoch that closes a session.</summary>
    public const int ClosingEpoch = -1;

    private readonly Dictionary<(string GroupId, string MemberId), Session> _sessions = [];

    /// <summary>How many sessions there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>
    /// A member fetches: opens, goes on with or closes its session. SHARE_SESSION_NOT_FOUND,
    /// INVALID_SHARE_SESSION_EPOCH and SHARE_SESSION_LIMIT_REACHED: open a new one, the last after a while.
    /// </summary>
    public ShareSessionStep Fetch(
        string groupId,
        string memberId,
        int epoch,
        IEnumerable<TopicIdPartition> added,
        IEnumerable<TopicIdPartition> forgotten,
        object connection)
    {
        if (epoch != OpeningEpoch)
        {
            ShareSessionStep step = GoOn(groupId, memberId, epoch);
            if (step.Error == ErrorCode.None && epoch != ClosingEpoch)
            {
                Session present = _sessions[(groupId, memberId)];
                present.Update(added, forgotten);
                return step with { Partitions = present.InTurn() };
            }

            return step;
        }

        if (_sessions.Count >= maxSessions && !_sessions.ContainsKey((groupId, memberId)))
        {
            return new ShareSessionStep(ErrorCode.ShareSessionLimitReached, []);
        }

        var opened = new Session(connection);
        opened.Update(added, []);
        _sessions[(groupId, memberId)] = opened;
        return new ShareSessionStep(ErrorCode.None, opened.InTurn());
    }

    /// <summary>
    /// A member acknowledges without fetching. Errors as for <see cref="Fetch"/>; no session begins this way.
    /// </summary>
    public ShareSessionStep Acknowledge(string groupId, string memberId, int epoch) => epoch == OpeningEpoch
        ? new ShareSessionStep(ErrorCode.InvalidShareSessionEpoch, [])
        : GoOn(groupId, memberId, epoch);

    /// <summary>
    /// A connection has ended; returns the members whose session went with it, and what they read.
    /// </summary>
    public IReadOnlyList<EndedShareSession> ConnectionClosed(object connection)
    {
        var ended = new List<EndedShareSession>();
        foreach (((string groupId, string memberId), Session session) in _sessions)
        {
            if (session.Connection.Equals(connection))
            {
                ended.Add(new EndedShareSession(groupId, memberId, session.InTurn()));
            }
        }

        ended.ForEach(one => _sessions.Remove((one.GroupId, one.MemberId)));
        return ended;
    }

    /// <summary>A member has left its group; returns what it read, nothing when it has no session.</summary>
    public IReadOnlyList<TopicIdPartition> MemberGone(string groupId, string memberId) =>
        _sessions.Remove((groupId, memberId), out Session? session) ? session.InTurn() : [];

    private ShareSessionStep GoOn(string groupId, string memberId, int epoch)
    {
        if (!_sessions.TryGetValue((groupId, memberId), out Session? session))
        {
            return new ShareSessionStep(ErrorCode.ShareSessionNotFound, []);
        }

        if (epoch == ClosingEpoch)
        {
            _sessions.Remove((groupId, memberId));
            return new ShareSessionStep(ErrorCode.None, session.InTurn());
        }

        if (epoch != session.Epoch)
        {
            return new ShareSessionStep(ErrorCode.InvalidShareSessionEpoch, []);
        }

        session.Epoch = epoch == int.MaxValue ? 1 : epoch + 1;
        return new ShareSessionStep(ErrorCode.None, session.InTurn());
    }

    private sealed class Session(object connection)
    {
        private readonly List<TopicIdPartition> _partitions = [];

        internal object Connection { get; } = connection;

        /// <summary>The epoch of the next request.</summary>
        internal int Epoch { get; set; } = 1;

        internal void Update(IEnumerable<TopicIdPartition> added, IEnumerable<TopicIdPartition> forgotten)
        {
            _partitions.AddRange(added.Except(_partitions).ToList());
            foreach (TopicIdPartition partition in forgotten)
            {
                _partitions.Remove(partition);
            }
        }

        // Another one comes first each time, so that none starves when the first one fills every answer.
        internal List<TopicIdPartition> InTurn()
        {
            if (_partitions.Count == 0)
            {
                return [];
            }

            int first = Epoch % _partitions.Count;
            return [.. _partitions.Skip(first), .. _partitions.Take(first)];
        }
    }
}

/// <summary>A session's step: the error, or the partitions that it reads, the next one in turn first.</summary>
public readonly record struct ShareSessionStep(ErrorCode Error, IReadOnlyList<TopicIdPartition> Partitions);

/// <summary>A session that has ended, and what it read.</summary>
public readonly record struct EndedShareSession(
    string GroupId, string MemberId, IReadOnlyList<TopicIdPartition> Partitions);
