// ListOffsets to the leaders, as admin and consumers both need it.
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

/// <summary>Looks offsets up by timestamp.</summary>
internal static class OffsetLookup
{
    /// <summary>
    /// Asks each leader; partitions whose error may pass are asked again within the request time-out.
    /// </summary>
    public static async Task<IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp>> AskAsync(
        ClusterLink link,
        IReadOnlyCollection<(TopicPartition Partition, long Timestamp)> queries,
        IsolationLevel isolation,
        CancellationToken ct)
    {
        var found = new Dictionary<TopicPartition, OffsetAndTimestamp>(queries.Count);
        await link.RetryAsync(
            async token =>
            {
                ClusterSnapshotView view = new(link);
                ErrorCode passing = ErrorCode.None;
                foreach (var group in queries
                    .Where(query => !found.ContainsKey(query.Partition))
                    .GroupBy(query => view.Leader(query.Partition)).ToArray())
                {
                    ErrorCode error = await AskLeaderAsync(link, group.Key, [.. group], isolation, found, token);
                    passing = error == ErrorCode.None ? passing : error;
                }

                return passing == ErrorCode.None
                    ? true
                    : throw new KafkaException(passing, "Offsets could not be looked up");
            },
            ct);
        return found;
    }

    private static async Task<ErrorCode> AskLeaderAsync(
        ClusterLink link,
        BrokerAddress leader,
        (TopicPartition Partition, long Timestamp)[] queries,
        IsolationLevel isolation,
        Dictionary<TopicPartition, OffsetAndTimestamp> found,
        CancellationToken ct)
    {
        const short MaxTimestampVersion = 7;
        short floor = queries.Any(query => query.Timestamp < -2) ? MaxTimestampVersion : (short)2;
        ListOffsetsResponse response = await link.AskAsync(leader, Request(queries, isolation), floor, ct: ct);
        ErrorCode passing = ErrorCode.None;
        foreach (ListOffsetsResponse.ListOffsetsTopicResponse topic in response.Topics)
        {
            foreach (ListOffsetsResponse.ListOffsetsPartitionResponse partition in topic.Partitions)
            {
                if (ErrorTable.IsRetriable(partition.ErrorCode))
                {
                    passing = partition.ErrorCode;
                    continue;
                }

                found[new TopicPartition(topic.Name, partition.PartitionIndex)] = new OffsetAndTimestamp(
                    partition.Offset, partition.Timestamp, partition.LeaderEpoch, partition.ErrorCode);
            }
        }

        if (passing != ErrorCode.None)
            link.Metadata.Invalidate();

        return passing;
    }

    private static ListOffsetsRequest Request(
        (TopicPartition Partition, long Timestamp)[] queries, IsolationLevel isolation) => new()
        {
            ReplicaId = -1,
            IsolationLevel = (sbyte)isolation,
            Topics =
            [
                .. queries.GroupBy(item => item.Partition.Topic).Select(topic => new ListOffsetsRequest.ListOffsetsTopic
                {
                    Name = topic.Key,
                    Partitions = [.. topic.Select(query => new ListOffsetsRequest.ListOffsetsPartition
                    {
                        PartitionIndex = query.Partition.Partition,
                        Timestamp = query.Timestamp,
                    })],
                }),
            ],
        };
}
