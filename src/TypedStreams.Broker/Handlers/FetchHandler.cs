// Fetch: finds the partitions and lets a FetchOperation read them. A request with a session (KIP-227) is turned into
// one that names all its partitions, and its answer is thinned after; one without a session knows nothing of them.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Fetching;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Fetching;
using TypedStreams.Broker.Partitions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.FetchRequest;
using static TypedStreams.Protocol.Messages.FetchResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class FetchHandler(PartitionDirectory partitions, FetchSessionHost sessions, BrokerConfig config)
{
    private const short FirstVersionWithTopicIds = 13;
    private const sbyte ReadCommitted = 1;

    internal ValueTask<FetchResponse?> HandleAsync(FetchRequest request, RequestContext context) =>
        request is { SessionId: 0, SessionEpoch: FetchSessions.NoSessionEpoch }
            ? context.Charge is null
                ? ReadAsync(request, request.Topics, context)
                : ReadChargedAsync(request, context)
            : ReadInSessionAsync(request, context);

    private async ValueTask<FetchResponse?> ReadChargedAsync(FetchRequest request, RequestContext context)
    {
        FetchResponse response = (await ReadAsync(request, request.Topics, context))!;
        return await ChargeAsync(response, context) ?? response;
    }

    // Null when the client may have the answer; else an empty one that says how long it must wait, as Kafka does.
    private static async ValueTask<FetchResponse?> ChargeAsync(FetchResponse response, RequestContext context)
    {
        (int pauseMs, bool isRefused) = await context.Charge!.ChargeFetchAsync(
            response.Size(context.Version), context);
        response.ThrottleTimeMs = pauseMs;
        return isRefused ? new FetchResponse { ThrottleTimeMs = pauseMs } : null;
    }

    private async ValueTask<FetchResponse?> ReadInSessionAsync(FetchRequest request, RequestContext context)
    {
        FetchPlan plan = await sessions.BeginAsync(
            request, usesTopicIds: context.Version >= FirstVersionWithTopicIds);
        if (plan.Error != ErrorCode.None)
        {
            return new FetchResponse { ErrorCode = plan.Error };
        }

        FetchResponse response = (await ReadAsync(request, plan.Topics, context))!;
        if (context.Charge is not null && await ChargeAsync(response, context) is { } nothing)
        {
            // The session stays as it was: the client has not seen what was read.
            nothing.SessionId = request.SessionId;
            return nothing;
        }

        await sessions.FinishAsync(plan, response);
        return response;
    }

    private ValueTask<FetchResponse?> ReadAsync(
        FetchRequest request, List<FetchTopic> topics, RequestContext context)
    {
        int maxBytes = Math.Min(request.MaxBytes, config.MaxFetchBytes);
        maxBytes = context.Charge?.MostBytes(maxBytes, context) ?? maxBytes;
        int minBytes = Math.Min(request.MinBytes, maxBytes);
        var operation = new FetchOperation(minBytes, maxBytes, request.MaxWaitMs, partitions.Time);
        context.ReleaseWhenSent = operation;
        bool byId = context.Version >= FirstVersionWithTopicIds;
        foreach (FetchTopic topic in topics)
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
