// DeleteRecords: moves log starts up. The new log starts are on the disk before the answer leaves, so that a crash does
// not bring back what somebody asked to have deleted.
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.DeleteRecordsRequest;
using static TypedStreams.Protocol.Messages.DeleteRecordsResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class DeleteRecordsHandler(PartitionDirectory partitions, LogUpkeep upkeep)
{
    internal async ValueTask<DeleteRecordsResponse?> HandleAsync(DeleteRecordsRequest request, RequestContext context)
    {
        var response = new DeleteRecordsResponse();
        var moved = new List<PartitionHost>();
        foreach (DeleteRecordsTopic topic in request.Topics)
        {
            var answered = new DeleteRecordsTopicResult { Name = topic.Name };
            foreach (DeleteRecordsPartition wanted in topic.Partitions)
            {
                PartitionHost? host = partitions.Find(topic.Name)?.Find(wanted.PartitionIndex);
                DeleteRecordsPartitionResult result = host is null
                    ? Answer(ErrorCode.UnknownTopicOrPartition, lowWatermark: -1)
                    : await host.Shard.AskAsync(() => Delete(host, wanted.Offset));
                result.PartitionIndex = wanted.PartitionIndex;
                answered.Partitions.Add(result);
                if (host is not null && result.ErrorCode == ErrorCode.None)
                {
                    moved.Add(host);
                }
            }

            response.Topics.Add(answered);
        }

        await upkeep.CheckpointAsync(moved);
        return response;
    }

    private static DeleteRecordsPartitionResult Delete(PartitionHost host, long offset)
    {
        ErrorCode error = host.DeleteRecordsBefore(offset);
        return Answer(error, error == ErrorCode.None ? host.Log.LogStartOffset : -1);
    }

    private static DeleteRecordsPartitionResult Answer(ErrorCode error, long lowWatermark) =>
        new() { ErrorCode = error, LowWatermark = lowWatermark };
}
