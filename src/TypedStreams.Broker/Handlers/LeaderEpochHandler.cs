// OffsetForLeaderEpoch: where an epoch ended, so that a client or follower can tell whether its log parted from ours.
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.OffsetForLeaderEpochRequest;
using static TypedStreams.Protocol.Messages.OffsetForLeaderEpochResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class LeaderEpochHandler(PartitionDirectory partitions)
{
    internal async ValueTask<OffsetForLeaderEpochResponse?> HandleAsync(
        OffsetForLeaderEpochRequest request, RequestContext context)
    {
        var response = new OffsetForLeaderEpochResponse();
        foreach (OffsetForLeaderTopic topic in request.Topics)
        {
            var answered = new OffsetForLeaderTopicResult { Topic = topic.Topic };
            foreach (OffsetForLeaderPartition wanted in topic.Partitions)
            {
                PartitionHost? host = partitions.Find(topic.Topic)?.Find(wanted.Partition);
                answered.Partitions.Add(host is null
                    ? new EpochEndOffset { Partition = wanted.Partition, ErrorCode = ErrorCode.UnknownTopicOrPartition }
                    : await host.Shard.AskAsync(() => Find(host, wanted)));
            }

            response.Topics.Add(answered);
        }

        return response;
    }

    private static EpochEndOffset Find(PartitionHost host, OffsetForLeaderPartition wanted)
    {
        var result = new EpochEndOffset { Partition = wanted.Partition };
        result.ErrorCode = host.IsClosed
            ? ErrorCode.UnknownTopicOrPartition
            : host.Leader.CheckEpoch(wanted.CurrentLeaderEpoch);
        if (result.ErrorCode == ErrorCode.None)
        {
            (result.LeaderEpoch, result.EndOffset) = host.Log.EndOffsetForEpoch(wanted.LeaderEpoch);
        }

        return result;
    }
}
