// Runs the core of share sessions on one shard. When a session ends, what its member holds is free for others.
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Broker.Shards;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Shares;

internal sealed class ShareSessionHost(Shard shard, int maxSessions, ShareStates states)
{
    private readonly ShareSessions _sessions = new(maxSessions);

    /// <summary>A fetch in, or into, a session on a connection.</summary>
    internal Task<ShareSessionStep> FetchAsync(
        string groupId,
        string memberId,
        int epoch,
        IReadOnlyList<TopicIdPartition> added,
        IReadOnlyList<TopicIdPartition> forgotten,
        CancellationToken connection) =>
        shard.AskAsync(() =>
        {
            ShareSessionStep step = _sessions.Fetch(groupId, memberId, epoch, added, forgotten, connection);
            if (step.Error == ErrorCode.None && epoch == ShareSessions.OpeningEpoch)
            {
                connection.UnsafeRegister(_ => shard.Post(() => ConnectionClosed(connection)), null);
            }

            return step;
        });

    /// <summary>An acknowledgement in a session.</summary>
    internal Task<ShareSessionStep> AcknowledgeAsync(string groupId, string memberId, int epoch) =>
        shard.AskAsync(() => _sessions.Acknowledge(groupId, memberId, epoch));

    /// <summary>
    /// A fetch has acquired records: when its session ended meanwhile, nobody will settle them, and they are freed.
    /// </summary>
    internal async Task FetchedAsync(string groupId, string memberId, IReadOnlyList<TopicIdPartition> partitions)
    {
        if (!await shard.AskAsync(() => _sessions.Has(groupId, memberId)))
        {
            Release(groupId, memberId, partitions);
        }
    }

    /// <summary>A member has left its group. Any thread.</summary>
    internal void MemberGone(string groupId, string memberId) => shard.Post(() =>
        Release(groupId, memberId, _sessions.MemberGone(groupId, memberId)));

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
        foreach (EndedShareSession ended in _sessions.ConnectionClosed(connection))
        {
            Release(ended.GroupId, ended.MemberId, ended.Partitions);
        }
    }
}
