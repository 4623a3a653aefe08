// Runs the core of share sessions on one shard. When a session ends, what its member holds is free for others, and a
// fetch that waits in it is answered at once, with nothing.
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Shares;

internal sealed class ShareSessionHost(Shard shard, int maxSessions, ShareStates states)
{
    private readonly ShareSessions _sessions = new(maxSessions);

    // Fires when the session that a member has now is over, so that a fetch in it does not wait on.
    private readonly Dictionary<(string GroupId, string MemberId), CancellationTokenSource> _ends = [];
    private readonly HashSet<CancellationToken> _connections = [];

    /// <summary>A fetch in, or into, a session on a connection; with what fires when that session is over.</summary>
    internal Task<(ShareSessionStep Step, CancellationToken Ended)> FetchAsync(
        string groupId,
        string memberId,
        int epoch,
        IReadOnlyList<TopicIdPartition> added,
        IReadOnlyList<TopicIdPartition> forgotten,
        CancellationToken connection) =>
        shard.AskAsync(() =>
        {
            ShareSessionStep step = _sessions.Fetch(groupId, memberId, epoch, added, forgotten, connection);
            if (step.Error != ErrorCode.None || epoch == ShareSessions.ClosingEpoch)
            {
                EndIfClosed(groupId, memberId, step, epoch);
                return (step, CancellationToken.None);
            }

            if (epoch == ShareSessions.OpeningEpoch)
            {
                End(groupId, memberId);
                _ends[(groupId, memberId)] = new CancellationTokenSource();
                if (_connections.Add(connection))
                {
                    connection.UnsafeRegister(_ => shard.Post(() => ConnectionClosed(connection)), null);
                }
            }

            return (step, _ends[(groupId, memberId)].Token);
        });

    /// <summary>An acknowledgement in a session.</summary>
    internal Task<ShareSessionStep> AcknowledgeAsync(string groupId, string memberId, int epoch) =>
        shard.AskAsync(() =>
        {
            ShareSessionStep step = _sessions.Acknowledge(groupId, memberId, epoch);
            EndIfClosed(groupId, memberId, step, epoch);
            return step;
        });

    /// <summary>
    /// A fetch has acquired what it could: when its session ended meanwhile, nobody will settle that, and it is free
    /// again.
    /// </summary>
    internal async Task FetchedAsync(ShareFetchOperation fetch, CancellationToken ended)
    {
        if (await shard.AskAsync(() => ended.IsCancellationRequested))
        {
            fetch.Abandon();
        }
    }

    /// <summary>A member has left its group. Any thread.</summary>
    internal void MemberGone(string groupId, string memberId) => shard.Post(() =>
    {
        IReadOnlyList<TopicIdPartition> partitions = _sessions.MemberGone(groupId, memberId);
        End(groupId, memberId);
        Release(groupId, memberId, partitions);
    });

    /// <summary>Frees what a member holds of these partitions. Any thread.</summary>
    internal void Release(string groupId, string memberId, IReadOnlyList<TopicIdPartition> partitions)
    {
        foreach (TopicIdPartition partition in partitions)
        {
            var key = new ShareKey(groupId, partition.TopicId, partition.Partition);
            states.Find(key)?.Release(key, memberId);
        }
    }

    private void ConnectionClosed(CancellationToken connection)
    {
        _connections.Remove(connection);
        foreach (EndedShareSession ended in _sessions.ConnectionClosed(connection))
        {
            End(ended.GroupId, ended.MemberId);
            Release(ended.GroupId, ended.MemberId, ended.Partitions);
        }
    }

    private void EndIfClosed(string groupId, string memberId, ShareSessionStep step, int epoch)
    {
        if (step.Error == ErrorCode.None && epoch == ShareSessions.ClosingEpoch)
        {
            End(groupId, memberId);
        }
    }

    private void End(string groupId, string memberId)
    {
        if (_ends.Remove((groupId, memberId), out CancellationTokenSource? end))
        {
            end.Cancel();
        }
    }
}
