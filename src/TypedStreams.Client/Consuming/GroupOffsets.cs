// Committed offsets on the wire. Versions that name topics by id (10 on) or several groups (8 on) bring nothing for one
// group of named topics, so the older forms are used: they work with every broker.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>Requests about committed offsets, and their answers.</summary>
internal static class GroupOffsets
{
    /// <param name="ask">Asks the coordinator.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="partitions">The partitions; null for all.</param>
    public static async Task<IReadOnlyDictionary<TopicPartition, CommittedOffset>> FetchAsync(
        Func<OffsetFetchRequest, Task<OffsetFetchResponse>> ask,
        string groupId,
        IReadOnlyCollection<TopicPartition>? partitions)
    {
        OffsetFetchResponse response = await ask(new OffsetFetchRequest
        {
            GroupId = groupId,
            Topics = partitions is null ? null : [.. partitions.GroupBy(partition => partition.Topic).Select(topic =>
                new OffsetFetchRequest.OffsetFetchRequestTopic
                {
                    Name = topic.Key,
                    PartitionIndexes = [.. topic.Select(partition => partition.Partition)],
                })],
        });
        Throw(response.ErrorCode, $"The offsets of group '{groupId}' cannot be read");
        var offsets = new Dictionary<TopicPartition, CommittedOffset>();
        foreach (OffsetFetchResponse.OffsetFetchResponseTopic topic in response.Topics)
        {
            foreach (OffsetFetchResponse.OffsetFetchResponsePartition partition in topic.Partitions)
            {
                var key = new TopicPartition(topic.Name, partition.PartitionIndex);
                Throw(partition.ErrorCode, $"The offset of group '{groupId}' for {key} cannot be read");
                if (partition.CommittedOffset >= 0)
                {
                    offsets[key] = new CommittedOffset(
                        partition.CommittedOffset, partition.CommittedLeaderEpoch, partition.Metadata ?? "");
                }
            }
        }

        return offsets;
    }

    public static OffsetCommitRequest CommitRequest(
        string groupId, IReadOnlyCollection<TopicPartitionOffset> offsets) => new()
        {
            GroupId = groupId,
            Topics = [.. offsets.GroupBy(place => place.Topic).Select(topic =>
                new OffsetCommitRequest.OffsetCommitRequestTopic
                {
                    Name = topic.Key,
                    Partitions = [.. topic.Select(place => new OffsetCommitRequest.OffsetCommitRequestPartition
                    {
                        PartitionIndex = place.Partition,
                        CommittedOffset = place.Offset,
                    })],
                })],
        };

    /// <exception cref="KafkaException">An offset was not taken.</exception>
    public static void Check(OffsetCommitResponse response, string groupId)
    {
        foreach (OffsetCommitResponse.OffsetCommitResponseTopic topic in response.Topics)
        {
            foreach (OffsetCommitResponse.OffsetCommitResponsePartition partition in topic.Partitions)
                Throw(partition.ErrorCode, $"Group '{groupId}' did not commit {topic.Name}-{partition.PartitionIndex}");
        }
    }

    private static void Throw(ErrorCode error, string what)
    {
        if (error != ErrorCode.None)
            throw new KafkaException(error, what);
    }
}
