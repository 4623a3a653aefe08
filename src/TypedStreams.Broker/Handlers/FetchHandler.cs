// Fetch: finds the partitions and lets a FetchOperation read them. Incremental sessions (KIP-227) are not kept: every
// answer says session 0, which tells a client to send its partitions in full, as it must be able to.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.FetchRequest;
using static TypedStreams.Protocol.Messages.FetchResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class FetchHandler(PartitionDirectory partitions, BrokerConfig config)
{
    private const short FirstVersionWithTopicIds = 13;
    private const sbyte ReadCommitted = 1;

    internal ValueTask<FetchResponse?> HandleAsync(FetchRequest request, RequestContext context)
    {
        if (request.SessionId != 0)
        {
            return new ValueTask<FetchResponse?>(new FetchResponse { ErrorCode = ErrorCode.FetchSessionIdNotFound });
        }

        var operation = new FetchOperation(
            request.MinBytes, Math.Min(request.MaxBytes, config.MaxFetchBytes), request.MaxWaitMs);
        context.ReleaseWhenSent = operation;
        bool byId = context.Version >= FirstVersionWithTopicIds;
        foreach (FetchTopic topic in request.Topics)
        {
            AddTopic(operation, topic, byId, request.IsolationLevel == ReadCommitted);
        }

        return operation.StartAsync(context.Cancelled);
    }

    private void AddTopic(FetchOperation operation, FetchTopic topic, bool byId, bool readsCommitted)
    {
        TopicPartitions? found = byId ? partitions.Find(topic.TopicId) : partitions.Find(topic.Topic);
        ErrorCode unknown = byId && found is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
        var answered = new FetchableTopicResponse { Topic = topic.Topic, TopicId = topic.TopicId };
        foreach (FetchPartition wanted in topic.Partitions)
        {
            var result = new PartitionData { PartitionIndex = wanted.Partition, HighWatermark = -1 };
            answered.Partitions.Add(result);
            if (found?.Find(wanted.Partition) is { } host)
            {
                operation.Add(new FetchEntry(
                    host,
                    wanted.FetchOffset,
                    wanted.CurrentLeaderEpoch,
                    wanted.LastFetchedEpoch,
                    wanted.PartitionMaxBytes,
                    readsCommitted,
                    result));
            }
            else
            {
                result.ErrorCode = unknown;
                operation.MakeUrgent();
            }
        }

        operation.Response.Responses.Add(answered);
    }
}
