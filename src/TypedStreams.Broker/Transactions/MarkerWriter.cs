// Writes the end of a transaction into its partitions, each on its own shard, and tells the group coordinators whose
// positions were part of it. Owns nothing.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Transactions;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Transactions;

internal sealed class MarkerWriter(PartitionDirectory partitions, GroupCoordinators groups)
{
    /// <summary>
    /// Writes markers; calls back once, on any thread, when each partition has its marker committed or needs none: it
    /// was deleted, or a newer producer or coordinator has been there.
    /// </summary>
    internal void Write(TransactionEnd end, int coordinatorEpoch, Action completed)
    {
        int left = end.Partitions.Count;
        if (left == 0)
        {
            completed();
            return;
        }

        var marker = new TransactionMarker(end.ProducerId, end.ProducerEpoch, coordinatorEpoch, end.IsCommit);
        foreach (TopicPartition partition in end.Partitions)
        {
            if (Wrong.Is(WrongVariant.LastMarkerIsForgotten) && end.Partitions.Count > 1
                && partition == end.Partitions[^1])
            {
                left--;
                continue;
            }

            bool saysCommit = end.IsCommit
                || (Wrong.Is(WrongVariant.FirstMarkerSaysCommit) && partition == end.Partitions[0]);
            Write(partition, marker with { IsCommit = saysCommit }, end.IsVersion2, _ =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    completed();
                }
            });
        }
    }

    /// <summary>
    /// Writes one marker; calls back, on any thread, with None when it is committed, or the reason why it is not there.
    /// </summary>
    internal void Write(
        TopicPartition partition, TransactionMarker marker, bool isVersion2, Action<ErrorCode> completed)
    {
        if (partitions.Find(partition.Topic)?.Find(partition.Partition) is not { } host)
        {
            completed(ErrorCode.UnknownTopicOrPartition);
            return;
        }

        host.Shard.Post(() => host.AppendMarker(marker, isVersion2, error =>
        {
            if (error == ErrorCode.None && partition.Topic == InternalTopics.ConsumerOffsets)
            {
                groups.Of(partition.Partition)?.TransactionEnded(marker.ProducerId, marker.IsCommit);
            }

            // A partition that closes with the node still needs its marker: the next start writes it.
            if (!host.IsClosed || !IsServed(partition, host))
            {
                completed(error);
            }
        }));
    }

    private bool IsServed(TopicPartition partition, PartitionHost host) =>
        partitions.Find(partition.Topic)?.Find(partition.Partition) == host;
}
