// What a request is answered when a fault rule says an error: every place for an error that the answer has, filled.
// An API that is not listed has no such place, or one where an invented answer would say more than the error.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using static TypedStreams.Protocol.Messages.AddPartitionsToTxnResponse;
using static TypedStreams.Protocol.Messages.CreateTopicsResponse;
using static TypedStreams.Protocol.Messages.DeleteTopicsResponse;
using static TypedStreams.Protocol.Messages.FetchResponse;
using static TypedStreams.Protocol.Messages.FindCoordinatorResponse;
using static TypedStreams.Protocol.Messages.ListOffsetsResponse;
using static TypedStreams.Protocol.Messages.OffsetCommitResponse;
using static TypedStreams.Protocol.Messages.OffsetFetchResponse;
using static TypedStreams.Protocol.Messages.OffsetForLeaderEpochResponse;
using static TypedStreams.Protocol.Messages.ProduceResponse;
using static TypedStreams.Protocol.Messages.TxnOffsetCommitResponse;

namespace TypedStreams.Broker.Embedding;

internal static class FaultAnswers
{
    /// <summary>Marks the true answer.</summary>
    internal static object Overlay(object response, ErrorCode error)
    {
        ((MetadataResponse)response).Topics.ForEach(topic => topic.ErrorCode = error);
        return response;
    }

    /// <summary>The answer to a request that was not carried out.</summary>
    internal static object Create(object request, ErrorCode error) => request switch
    {
        ProduceRequest produce => Produce(produce, error),
        FetchRequest fetch => Fetch(fetch, error),
        ListOffsetsRequest list => ListOffsets(list, error),
        OffsetForLeaderEpochRequest epochs => Epochs(epochs, error),
        OffsetCommitRequest commit => Commit(commit, error),
        OffsetFetchRequest fetch => FetchOffsets(fetch, error),
        TxnOffsetCommitRequest commit => Commit(commit, error),
        AddPartitionsToTxnRequest add => AddPartitions(add, error),
        FindCoordinatorRequest find => Find(find, error),
        CreateTopicsRequest create => Create(create, error),
        DeleteTopicsRequest delete => Delete(delete, error),
        JoinGroupRequest join => new JoinGroupResponse { ErrorCode = error, MemberId = join.MemberId },
        SyncGroupRequest => new SyncGroupResponse { ErrorCode = error },
        HeartbeatRequest => new HeartbeatResponse { ErrorCode = error },
        LeaveGroupRequest => new LeaveGroupResponse { ErrorCode = error },
        ConsumerGroupHeartbeatRequest => new ConsumerGroupHeartbeatResponse { ErrorCode = error },
        InitProducerIdRequest => new InitProducerIdResponse { ErrorCode = error, ProducerEpoch = -1 },
        AddOffsetsToTxnRequest => new AddOffsetsToTxnResponse { ErrorCode = error },
        EndTxnRequest => new EndTxnResponse { ErrorCode = error },
        _ => throw new InvalidOperationException($"A {request.GetType().Name} was let through without an answer."),
    };

    private static ProduceResponse Produce(ProduceRequest request, ErrorCode error) => new()
    {
        Responses = request.TopicData.ConvertAll(topic => new TopicProduceResponse
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            PartitionResponses = topic.PartitionData.ConvertAll(partition => new PartitionProduceResponse
            {
                Index = partition.Index,
                ErrorCode = error,
                BaseOffset = -1,
            }),
        }),
    };

    // A fetch in a session may name nothing; its error is the session's.
    private static FetchResponse Fetch(FetchRequest request, ErrorCode error) => request.SessionId != 0
        ? new FetchResponse { ErrorCode = error }
        : new FetchResponse
        {
            Responses = request.Topics.ConvertAll(topic => new FetchableTopicResponse
            {
                Topic = topic.Topic,
                TopicId = topic.TopicId,
                Partitions = topic.Partitions.ConvertAll(partition => new PartitionData
                {
                    PartitionIndex = partition.Partition,
                    ErrorCode = error,
                    HighWatermark = -1,
                    Records = new RecordsPayload(ReadOnlyMemory<byte>.Empty),
                }),
            }),
        };

    private static ListOffsetsResponse ListOffsets(ListOffsetsRequest request, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new ListOffsetsTopicResponse
        {
            Name = topic.Name,
            Partitions = topic.Partitions.ConvertAll(partition => new ListOffsetsPartitionResponse
            {
                PartitionIndex = partition.PartitionIndex,
                ErrorCode = error,
            }),
        }),
    };

    private static OffsetForLeaderEpochResponse Epochs(OffsetForLeaderEpochRequest request, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new OffsetForLeaderTopicResult
        {
            Topic = topic.Topic,
            Partitions = topic.Partitions.ConvertAll(
                partition => new OffsetForLeaderEpochResponse.EpochEndOffset
                {
                    Partition = partition.Partition,
                    ErrorCode = error,
                }),
        }),
    };

    private static OffsetCommitResponse Commit(OffsetCommitRequest request, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new OffsetCommitResponseTopic
        {
            Name = topic.Name,
            TopicId = topic.TopicId,
            Partitions = topic.Partitions.ConvertAll(partition => new OffsetCommitResponsePartition
            {
                PartitionIndex = partition.PartitionIndex,
                ErrorCode = error,
            }),
        }),
    };

    private static TxnOffsetCommitResponse Commit(TxnOffsetCommitRequest request, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new TxnOffsetCommitResponseTopic
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

    // Version 1 has the error with its partitions only; then there is one for the group, and from 8 on one a group.
    private static OffsetFetchResponse FetchOffsets(OffsetFetchRequest request, ErrorCode error) => new()
    {
        ErrorCode = request.Groups.Count == 0 ? error : ErrorCode.None,
        Topics = (request.Topics ?? []).ConvertAll(topic => new OffsetFetchResponseTopic
        {
            Name = topic.Name,
            Partitions = topic.PartitionIndexes.ConvertAll(index => new OffsetFetchResponsePartition
            {
                PartitionIndex = index,
                CommittedOffset = -1,
                ErrorCode = error,
            }),
        }),
        Groups = request.Groups.ConvertAll(
            group => new OffsetFetchResponseGroup { GroupId = group.GroupId, ErrorCode = error }),
    };

    private static AddPartitionsToTxnResponse AddPartitions(AddPartitionsToTxnRequest request, ErrorCode error)
    {
        List<AddPartitionsToTxnTopicResult> Results(List<AddPartitionsToTxnRequest.AddPartitionsToTxnTopic> topics) =>
            topics.ConvertAll(topic => new AddPartitionsToTxnTopicResult
            {
                Name = topic.Name,
                ResultsByPartition = topic.Partitions.ConvertAll(index => new AddPartitionsToTxnPartitionResult
                {
                    PartitionIndex = index,
                    PartitionErrorCode = error,
                }),
            });

        return new AddPartitionsToTxnResponse
        {
            ResultsByTopicV3AndBelow = Results(request.V3AndBelowTopics),
            ResultsByTransaction = request.Transactions.ConvertAll(transaction => new AddPartitionsToTxnResult
            {
                TransactionalId = transaction.TransactionalId,
                TopicResults = Results(transaction.Topics),
            }),
        };
    }

    // Up to version 3 one key, and one error; then many keys, each with its own.
    private static FindCoordinatorResponse Find(FindCoordinatorRequest request, ErrorCode error) => new()
    {
        ErrorCode = request.CoordinatorKeys.Count == 0 ? error : ErrorCode.None,
        Coordinators = request.CoordinatorKeys.ConvertAll(
            key => new Coordinator { Key = key, NodeId = -1, ErrorCode = error }),
    };

    private static CreateTopicsResponse Create(CreateTopicsRequest request, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(
            topic => new CreatableTopicResult { Name = topic.Name, ErrorCode = error, Configs = null }),
    };

    private static DeleteTopicsResponse Delete(DeleteTopicsRequest request, ErrorCode error) => new()
    {
        Responses =
        [
            .. request.TopicNames.ConvertAll(name => new DeletableTopicResult { Name = name, ErrorCode = error }),
            .. request.Topics.ConvertAll(topic => new DeletableTopicResult
            {
                Name = topic.Name,
                TopicId = topic.TopicId,
                ErrorCode = error,
            }),
        ],
    };
}
