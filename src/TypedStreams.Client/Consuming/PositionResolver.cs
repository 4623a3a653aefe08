// Finds where partitions start: the group's committed offset, else what the reset policy says, looked up at the leader.
using TypedStreams.Client.Connections;
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>Looks positions up and sets them in the table.</summary>
internal sealed class PositionResolver(
    ClusterLink link, KafkaConsumerOptions options, PartitionTable table, CoordinatorLink? coordinator)
{
    public static long StartOf(OffsetReset reset) =>
        reset == OffsetReset.Earliest ? TopicPartitionOffset.Beginning : TopicPartitionOffset.End;

    /// <summary>Resolves every position that is not known.</summary>
    /// <exception cref="KafkaException">The cluster did not answer in time.</exception>
    public async Task ResolveAsync(CancellationToken ct)
    {
        await ApplyCommittedAsync(ct);
        UnknownPosition[] unknown = [.. table.UnknownPositions()];
        if (unknown.Length == 0)
            return;

        IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp> found = await OffsetLookup.AskAsync(
            link, [.. unknown.Select(item => (item.Partition, item.Start))], options.Isolation, ct);
        foreach (UnknownPosition item in unknown)
        {
            if (!found.TryGetValue(item.Partition, out OffsetAndTimestamp offset))
                continue;

            if (offset.Error == ErrorCode.None)
                table.SetPosition(item, offset.Offset);
            else
                table.Fail(item.Partition, item.Start, item.Moves, new KafkaException(
                    offset.Error, $"The start of {item.Partition} cannot be looked up; it waits for a Seek"));
        }
    }

    private async Task ApplyCommittedAsync(CancellationToken ct)
    {
        UnknownPosition[] stored =
            [.. table.UnknownPositions().Where(item => item.Start == TopicPartitionOffset.Stored)];
        if (stored.Length == 0)
            return;

        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed = coordinator is null
            ? new Dictionary<TopicPartition, CommittedOffset>()
            : await coordinator.FetchOffsetsAsync([.. stored.Select(item => item.Partition)], ct);
        foreach (UnknownPosition item in stored)
        {
            if (committed.TryGetValue(item.Partition, out CommittedOffset offset))
                table.SetPosition(item, offset.Offset);
            else if (options.ResetOf(item.Partition.Topic) is var reset && reset != OffsetReset.Error)
                table.SetPosition(item, StartOf(reset));
            else
                table.Fail(item.Partition, item.Start, item.Moves, new KafkaException(
                    ErrorCode.OffsetOutOfRange,
                    $"Group '{options.GroupId}' has no committed offset for {item.Partition} and OffsetReset is Error; "
                        + "it waits for a Seek"));
        }
    }
}
