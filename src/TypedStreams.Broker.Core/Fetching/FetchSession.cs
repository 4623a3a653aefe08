// One fetch session (KIP-227): the partitions that a client reads, where it is in each, and what it was told last.
// Partitions are read in an order in which those that gave something go to the end, so that none is starved.
using static TypedStreams.Protocol.Messages.FetchRequest;
using static TypedStreams.Protocol.Messages.FetchResponse;

namespace TypedStreams.Broker.Core.Fetching;

/// <summary>A fetch session. Opaque outside of <see cref="FetchSessions"/>.</summary>
public sealed class FetchSession
{
    private readonly Dictionary<SessionPartitionKey, LinkedListNode<SessionPartition>> _byKey = [];
    private readonly LinkedList<SessionPartition> _inOrder = [];

    internal FetchSession(int id, bool usesTopicIds, bool isFollowers, long nowMs)
    {
        Id = id;
        UsesTopicIds = usesTopicIds;
        IsFollowers = isFollowers;
        CreatedMs = nowMs;
        LastUsedMs = nowMs;
    }

    /// <summary>Its id, from 1.</summary>
    public int Id { get; }

    internal bool UsesTopicIds { get; }

    /// <summary>Whether a replica reads with it; consumers make room for those.</summary>
    internal bool IsFollowers { get; }

    internal long CreatedMs { get; }

    internal long LastUsedMs { get; set; }

    /// <summary>The epoch that the next request must have.</summary>
    internal int Epoch { get; set; } = 1;

    internal int Count => _byKey.Count;

    /// <summary>What a request names is added, or changes what is there.</summary>
    internal void Update(IEnumerable<FetchTopic> topics)
    {
        foreach (FetchTopic topic in topics)
        {
            foreach (FetchPartition wanted in topic.Partitions)
            {
                var key = new SessionPartitionKey(topic.TopicId, topic.Topic, wanted.Partition);
                if (_byKey.TryGetValue(key, out LinkedListNode<SessionPartition>? known))
                {
                    known.Value.Wanted = wanted;
                }
                else
                {
                    _byKey[key] = _inOrder.AddLast(new SessionPartition(key, wanted));
                }
            }
        }
    }

    internal void Forget(IEnumerable<ForgottenTopic> topics)
    {
        foreach (ForgottenTopic topic in topics)
        {
            foreach (int partition in topic.Partitions)
            {
                var key = new SessionPartitionKey(topic.TopicId, topic.Topic, partition);
                if (_byKey.Remove(key, out LinkedListNode<SessionPartition>? known))
                {
                    _inOrder.Remove(known);
                }
            }
        }
    }

    /// <summary>What is to be read, in order.</summary>
    internal List<FetchTopic> Topics()
    {
        var topics = new List<FetchTopic>();
        foreach (SessionPartition partition in _inOrder)
        {
            if (topics.Count == 0 || topics[^1].TopicId != partition.Key.TopicId
                || topics[^1].Topic != partition.Key.Topic)
            {
                topics.Add(new FetchTopic { Topic = partition.Key.Topic, TopicId = partition.Key.TopicId });
            }

            topics[^1].Partitions.Add(partition.Wanted);
        }

        return topics;
    }

    /// <summary>
    /// Whether a partition's part of an answer says something that the client does not know yet; it then does.
    /// </summary>
    internal bool Tell(FetchableTopicResponse topic, PartitionData part)
    {
        var key = new SessionPartitionKey(topic.TopicId, topic.Topic, part.PartitionIndex);
        if (!_byKey.TryGetValue(key, out LinkedListNode<SessionPartition>? known))
        {
            return true;
        }

        bool hasRecords = part.Records.Length > 0;
        bool isNews = known.Value.Tell(part) || hasRecords;
        if (hasRecords)
        {
            _inOrder.Remove(known);
            _inOrder.AddLast(known);
        }

        return isNews;
    }
}

/// <summary>Names a partition of a session: by id, or by name in requests below version 13.</summary>
internal readonly record struct SessionPartitionKey(Guid TopicId, string Topic, int Partition);

/// <summary>A partition of a session.</summary>
internal sealed class SessionPartition(SessionPartitionKey key, FetchPartition wanted)
{
    private long _highWatermark = -1;
    private long _logStartOffset = -1;

    internal SessionPartitionKey Key { get; } = key;

    internal FetchPartition Wanted { get; set; } = wanted;

    internal bool Tell(PartitionData part)
    {
        bool isNews = part.HighWatermark != _highWatermark
            || part.LogStartOffset != _logStartOffset
            || part.PreferredReadReplica >= 0
            || part.DivergingEpoch is not null
            || part.ErrorCode != Protocol.ErrorCode.None;
        (_highWatermark, _logStartOffset) = (part.HighWatermark, part.LogStartOffset);
        if (part.ErrorCode != Protocol.ErrorCode.None)
        {
            // When the error is gone the client is told, even if nothing else is new.
            _highWatermark = -1;
        }

        return isNews;
    }
}
