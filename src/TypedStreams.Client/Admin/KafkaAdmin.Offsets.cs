// Offsets of partitions: looked up by time, and the low end moved up.
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Client;

public sealed partial class KafkaAdmin
{
    /// <summary>Looks offsets up.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="timestamp">
    /// -1 the end, -2 the oldest record, -3 the record with the largest timestamp, or milliseconds since 1970: the
    /// first record of that time or later.
    /// </param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>An entry for each partition, which may carry an error of its own.</returns>
    public async Task<IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp>> ListOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, long timestamp, CancellationToken ct = default)
    {
        foreach (string topic in partitions.Select(partition => partition.Topic).Distinct())
            await _link.Metadata.GetTopicAsync(topic, ct);

        return await OffsetLookup.AskAsync(
            _link, [.. partitions.Select(partition => (partition, timestamp))], IsolationLevel.ReadUncommitted, ct);
    }

    /// <summary>Deletes the records before the given offsets.</summary>
    /// <param name="before">The oldest offset to keep of each partition; -1 deletes all.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The offset at which each partition now begins.</returns>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> DeleteRecordsAsync(
        IReadOnlyCollection<TopicPartitionOffset> before, CancellationToken ct = default)
    {
        foreach (string topic in before.Select(place => place.Topic).Distinct())
            await _link.Metadata.GetTopicAsync(topic, ct);

        var lows = new Dictionary<TopicPartition, long>();
        await _link.RetryAsync(
            async token =>
            {
                ClusterSnapshotView view = new(_link);
                foreach (var group in before.Where(place => !lows.ContainsKey(place.TopicPartition))
                    .GroupBy(place => view.Leader(place.TopicPartition)))
                {
                    await DeleteRecordsAsync(group.Key, [.. group], lows, token);
                }

                return true;
            },
            ct);
        return lows;
    }

    private async Task DeleteRecordsAsync(
        BrokerAddress leader,
        TopicPartitionOffset[] before,
        Dictionary<TopicPartition, long> lows,
        CancellationToken ct)
    {
        var request = new DeleteRecordsRequest
        {
            TimeoutMs = TimeoutMs,
            Topics =
            [
                .. before.GroupBy(place => place.Topic).Select(topic => new DeleteRecordsRequest.DeleteRecordsTopic
                {
                    Name = topic.Key,
                    Partitions = [.. topic.Select(place => new DeleteRecordsRequest.DeleteRecordsPartition
                    {
                        PartitionIndex = place.Partition,
                        Offset = place.Offset,
                    })],
                }),
            ],
        };
        DeleteRecordsResponse response = await _link.AskAsync(leader, request, ct: ct);
        foreach (DeleteRecordsResponse.DeleteRecordsTopicResult topic in response.Topics)
        {
            foreach (DeleteRecordsResponse.DeleteRecordsPartitionResult result in topic.Partitions)
            {
                var partition = new TopicPartition(topic.Name, result.PartitionIndex);
                Check(result.ErrorCode, null, $"Records of {partition} were not deleted");
                lows[partition] = result.LowWatermark;
            }
        }
    }
}
