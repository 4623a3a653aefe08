// ListOffsets: from a timestamp, or one of the special values below zero, to an offset.
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Storage;
using static TypedStreams.Protocol.Messages.ListOffsetsRequest;
using static TypedStreams.Protocol.Messages.ListOffsetsResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class ListOffsetsHandler(PartitionDirectory partitions)
{
    private const short FirstVersionWithLeaderEpoch = 4;
    private const sbyte ReadCommitted = 1;
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long MaxTimestamp = -3;
    private const long EarliestLocal = -4;
    private const long LatestTiered = -5;
    private const long EarliestPendingUpload = -6;

    internal async ValueTask<ListOffsetsResponse?> HandleAsync(ListOffsetsRequest request, RequestContext context)
    {
        var response = new ListOffsetsResponse();
        foreach (ListOffsetsTopic topic in request.Topics)
        {
            var answered = new ListOffsetsTopicResponse { Name = topic.Name };
            foreach (ListOffsetsPartition wanted in topic.Partitions)
            {
                PartitionHost? host = partitions.Find(topic.Name)?.Find(wanted.PartitionIndex);
                ListOffsetsPartitionResponse found = host is null
                    ? Refused(wanted, ErrorCode.UnknownTopicOrPartition)
                    : await host.Shard.AskAsync(() => Find(host, wanted, request.IsolationLevel == ReadCommitted));
                found.LeaderEpoch = context.Version < FirstVersionWithLeaderEpoch ? -1 : found.LeaderEpoch;
                answered.Partitions.Add(found);
            }

            response.Topics.Add(answered);
        }

        return response;
    }

    private static ListOffsetsPartitionResponse Find(
        PartitionHost host, ListOffsetsPartition wanted, bool readsCommitted)
    {
        ErrorCode error = host.IsClosed
            ? ErrorCode.UnknownTopicOrPartition
            : host.Leader.CheckEpoch(wanted.CurrentLeaderEpoch);
        if (error != ErrorCode.None)
        {
            return Refused(wanted, error);
        }

        PartitionLog log = host.Log;
        int epoch = host.Leader.LeaderEpoch;
        long end = readsCommitted ? host.LastStableOffset : host.Leader.HighWatermark;
        return wanted.Timestamp switch
        {
            Latest => Found(wanted, new TimestampOffset(-1, end, epoch)),
            Earliest or EarliestLocal => Found(wanted, new TimestampOffset(-1, log.LogStartOffset, epoch)),
            MaxTimestamp => Found(wanted, log.FindMaxTimestamp()),

            // Nothing is tiered here, so nothing has been uploaded and nothing waits to be.
            LatestTiered or EarliestPendingUpload => Found(wanted, new TimestampOffset(-1, -1, -1)),
            < 0 => Refused(wanted, ErrorCode.UnsupportedVersion),
            long timestamp => Found(wanted, Below(end, log.FindOffsetByTimestamp(timestamp))),
        };
    }

    private static TimestampOffset? Below(long end, TimestampOffset? found) =>
        found is { } offset && offset.Offset < end ? found : null;

    private static ListOffsetsPartitionResponse Found(ListOffsetsPartition wanted, TimestampOffset? found) => new()
    {
        PartitionIndex = wanted.PartitionIndex,
        Timestamp = found?.TimestampMs ?? -1,
        Offset = found?.Offset ?? -1,
        LeaderEpoch = found?.LeaderEpoch ?? -1,
    };

    private static ListOffsetsPartitionResponse Refused(ListOffsetsPartition wanted, ErrorCode error) => new()
    {
        PartitionIndex = wanted.PartitionIndex,
        ErrorCode = error,
        Timestamp = -1,
        Offset = -1,
    };
}
