// TxnOffsetCommit: the positions of a group, written inside a producer's transaction. The transaction's coordinator is
// asked first, as for any first write; the group's coordinator then judges the member.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Groups;
using TypedStreams.Broker.Partitions;
using TypedStreams.Broker.Transactions;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.TxnOffsetCommitRequest;
using static TypedStreams.Protocol.Messages.TxnOffsetCommitResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class TransactionOffsetHandler(
    GroupCoordinators groups, TransactionGate gate, PartitionDirectory partitions)
{
    private const short FirstVersionWithAbortable = 4;
    private const short FirstVersionThatAdds = 5;
    private const short FirstVersionWithTopicIds = 6;

    internal async ValueTask<TxnOffsetCommitResponse?> CommitAsync(
        TxnOffsetCommitRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return Refuse(request.Topics, ErrorCode.InvalidGroupId);
        }

        if (groups.Find(request.GroupId) is not { } host)
        {
            return Refuse(request.Topics, ErrorCode.NotCoordinator);
        }

        List<TxnOffsetCommitRequestTopic> unknown = [];
        if (context.Version >= FirstVersionWithTopicIds)
        {
            unknown = request.Topics.FindAll(topic => partitions.Find(topic.TopicId) is null);
            request.Topics.RemoveAll(unknown.Contains);
            request.Topics.ForEach(topic => topic.Name = partitions.Find(topic.TopicId)?.Name ?? "");
        }

        TxnOffsetCommitResponse response = await CommitAsync(host, request, context.Version);
        response.Topics.AddRange(Refuse(unknown, ErrorCode.UnknownTopicId).Topics);
        return response;
    }

    private async Task<TxnOffsetCommitResponse> CommitAsync(
        CoordinatorHost host, TxnOffsetCommitRequest request, short version)
    {
        long verification = await host.Shard.AskAsync(
            () => host.Partition.BeginVerification(request.ProducerId, request.ProducerEpoch));
        if (verification != 0)
        {
            var write = new FirstWrite(
                request.TransactionalId,
                request.ProducerId,
                request.ProducerEpoch,
                new TopicPartition(InternalTopics.ConsumerOffsets, host.Partition.Index),
                Adds: version >= FirstVersionThatAdds);
            ErrorCode error = await gate.AskAsync(write);
            if (error != ErrorCode.None)
            {
                return Refuse(request.Topics, Translate(error, version));
            }
        }

        return await host.AskAsync<TxnOffsetCommitResponse>((core, token, now, effects) =>
        {
            // A marker in between has ended the transaction that was asked about: this one came too late.
            long present = host.Partition.BeginVerification(request.ProducerId, request.ProducerEpoch);
            if (present != 0 && present != verification)
            {
                effects.Add(new Core.Groups.GroupEffect.Reply(
                    token, Refuse(request.Topics, Translate(ErrorCode.TransactionAbortable, version))));
                return;
            }

            core.TransactionalCommitRequested(request, IsKnown, token, now, effects);
        });
    }

    private bool IsKnown(string topic, int partition) => partitions.Find(topic)?.Find(partition) is not null;

    private static ErrorCode Translate(ErrorCode error, short version) => error switch
    {
        ErrorCode.ProducerFenced => ErrorCode.InvalidProducerEpoch,
        ErrorCode.TransactionAbortable when version < FirstVersionWithAbortable => ErrorCode.InvalidTxnState,
        _ => error,
    };

    private static TxnOffsetCommitResponse Refuse(List<TxnOffsetCommitRequestTopic> topics, ErrorCode error) => new()
    {
        Topics = topics.ConvertAll(topic => new TxnOffsetCommitResponseTopic
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            Partitions = topic.Partitions.ConvertAll(partition => new TxnOffsetCommitResponsePartition
            {
                PartitionIndex = partition.PartitionIndex,
                ErrorCode = error,
            }),
        }),
    };
}
