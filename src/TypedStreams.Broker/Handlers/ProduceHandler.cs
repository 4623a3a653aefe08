// Produce: finds the partitions, sends each batch to its shard, answers when all are as safe as the client asked for.
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.ProduceRequest;
using static TypedStreams.Protocol.Messages.ProduceResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class ProduceHandler(PartitionDirectory partitions, TransactionGate gate)
{
    private const short AllReplicas = -1;
    private const short NoAnswer = 0;
    private const short FirstVersionWithTopicIds = 13;

    internal ValueTask<ProduceResponse?> HandleAsync(ProduceRequest request, RequestContext context)
    {
        ProduceTransaction? transaction = request.TransactionalId is { } transactionalId
            ? new ProduceTransaction(gate, transactionalId, context.Version)
            : null;
        var operation = new ProduceOperation(
            waitsForCommit: request.Acks == AllReplicas, request.TimeoutMs, transaction);
        ErrorCode refusal = Refusal(request);
        foreach (TopicProduceData topic in request.TopicData)
        {
            bool byId = context.Version >= FirstVersionWithTopicIds;
            TopicPartitions? found = byId ? partitions.Find(topic.TopicId) : partitions.Find(topic.Name);
            ErrorCode unknown = byId ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
            var answered = new TopicProduceResponse { Name = topic.Name, TopicId = topic.TopicId };
            foreach (PartitionProduceData data in topic.PartitionData)
            {
                var result = new PartitionProduceResponse { Index = data.Index, BaseOffset = -1 };
                answered.PartitionResponses.Add(result);
                PartitionHost? host = found?.Find(data.Index);
                if (refusal != ErrorCode.None)
                {
                    result.ErrorCode = refusal;
                }
                else if (host is null)
                {
                    result.ErrorCode = found is null ? unknown : ErrorCode.UnknownTopicOrPartition;
                }
                else
                {
                    operation.Add(host, data.Records.Bytes, result);
                }
            }

            operation.Response.Responses.Add(answered);
        }

        ValueTask<ProduceResponse?> pending = operation.Start();
        return request.Acks == NoAnswer ? DropAnswerAsync(pending) : pending;
    }

    private static ErrorCode Refusal(ProduceRequest request) =>
        request.Acks is < AllReplicas or > 1 ? ErrorCode.InvalidRequiredAcks : ErrorCode.None;

    private static async ValueTask<ProduceResponse?> DropAnswerAsync(ValueTask<ProduceResponse?> pending)
    {
        // The request's memory is in use until the append is done, so the exchange lasts that long; then nothing is
        // sent.
        // An error closes the connection: it is the only way to tell a client that wants no answers.
        ProduceResponse response = (await pending)!;
        foreach (TopicProduceResponse topic in response.Responses)
        {
            foreach (PartitionProduceResponse partition in topic.PartitionResponses)
            {
                if (partition.ErrorCode != ErrorCode.None)
                {
                    throw new UnservedRequestException(
                        $"A produce request without acknowledgement failed: {ErrorTable.Name(partition.ErrorCode)}.");
                }
            }
        }

        return null;
    }
}
