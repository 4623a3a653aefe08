// Answers that a fault rule makes up: each must be one that the wire can carry, in every version, with the error in it.
using System.Net;
using TypedStreams.Broker.Embedding;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;

namespace TypedStreams.Broker.Tests;

public sealed class FaultAnswerTests
{
    private const ErrorCode Error = ErrorCode.CoordinatorLoadInProgress;

    [Fact]
    public void Every_api_that_is_said_to_have_an_error_can_say_it_in_all_its_versions()
    {
        var partition = new OffsetFetchRequest.OffsetFetchRequestTopic { Name = "t", PartitionIndexes = [0] };
        CheckAll<ProduceRequest, ProduceResponse>(Produce("t", Batch(["a"])));
        CheckAll<FetchRequest, FetchResponse>(Fetch("t", offset: 0));
        CheckAll<ListOffsetsRequest, ListOffsetsResponse>(new ListOffsetsRequest
        {
            Topics = [new() { Name = "t", Partitions = [new()] }],
        });
        CheckAll<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(new OffsetForLeaderEpochRequest
        {
            Topics = [new() { Topic = "t", Partitions = [new()] }],
        });
        CheckAll<OffsetCommitRequest, OffsetCommitResponse>(new OffsetCommitRequest
        {
            Topics = [new() { Name = "t", Partitions = [new()] }],
        });
        CheckAll<OffsetFetchRequest, OffsetFetchResponse>(
            new OffsetFetchRequest { GroupId = "g", Topics = [partition] }, to: 7);
        CheckAll<OffsetFetchRequest, OffsetFetchResponse>(
            new OffsetFetchRequest { Topics = [], Groups = [new() { GroupId = "g" }] }, from: 8);
        CheckAll<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(new TxnOffsetCommitRequest
        {
            Topics = [new() { Name = "t", Partitions = [new()] }],
        });
        CheckAll<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
            new AddPartitionsToTxnRequest { V3AndBelowTopics = [new() { Name = "t", Partitions = [0] }] }, to: 3);
        CheckAll<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
            new AddPartitionsToTxnRequest
            {
                Transactions = [new() { Topics = [new() { Name = "t", Partitions = [0] }] }],
            },
            from: 4);
        CheckAll<FindCoordinatorRequest, FindCoordinatorResponse>(new FindCoordinatorRequest { Key = "g" }, to: 3);
        CheckAll<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { CoordinatorKeys = ["g"] }, from: 4);
        CheckAll<CreateTopicsRequest, CreateTopicsResponse>(
            new CreateTopicsRequest { Topics = [new() { Name = "t" }] });
        CheckAll<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { TopicNames = ["t"] });
        CheckAll<JoinGroupRequest, JoinGroupResponse>(new JoinGroupRequest());
        CheckAll<SyncGroupRequest, SyncGroupResponse>(new SyncGroupRequest());
        CheckAll<HeartbeatRequest, HeartbeatResponse>(new HeartbeatRequest());
        CheckAll<LeaveGroupRequest, LeaveGroupResponse>(new LeaveGroupRequest());
        CheckAll<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(new ConsumerGroupHeartbeatRequest());
        CheckAll<InitProducerIdRequest, InitProducerIdResponse>(new InitProducerIdRequest());
        CheckAll<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>(new AddOffsetsToTxnRequest());
        CheckAll<EndTxnRequest, EndTxnResponse>(new EndTxnRequest());
        Assert.Equal(FaultableApis.Known.Where(api => !FaultableApis.IsOverlay(api)).Order(), _checked.Order());
    }

    [Fact]
    public async Task Metadata_keeps_its_brokers_and_its_topics_carry_the_error()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = [new EmbeddedTopic("t")] });
        using WireClient client = await WireClient.ConnectAsync(IPEndPoint.Parse(broker.BootstrapServers));
        using FaultRule rule = broker.Faults.On(ApiKey.Metadata).Times(1).Answer(ErrorCode.LeaderNotAvailable);

        MetadataResponse marked = await AskAsync(client);
        MetadataResponse plain = await AskAsync(client);

        Assert.Equal(ErrorCode.LeaderNotAvailable, Assert.Single(marked.Topics).ErrorCode);
        Assert.Equal(ErrorCode.None, Assert.Single(plain.Topics).ErrorCode);
        Assert.Single(marked.Brokers);
    }

    private readonly HashSet<ApiKey> _checked = [];

    private static Task<MetadataResponse> AskAsync(WireClient client) =>
        client.AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = null }, version: 9);

    private void CheckAll<TRequest, TResponse>(TRequest request, short from = 0, short to = short.MaxValue)
        where TRequest : IRequest<TRequest, TResponse>
        where TResponse : class, IResponse<TResponse>
    {
        _checked.Add(TRequest.ApiKey);
        short first = Math.Max(from, TResponse.MinVersion);
        for (short version = first; version <= Math.Min(to, TResponse.MaxVersion); version++)
        {
            var answer = (TResponse)FaultAnswers.Create(request, Error);
            byte[] bytes = WireMessage.ToArray(answer, version);
            TResponse read = WireMessage.Read<TResponse>(bytes, version);
            Assert.True(
                Mentions(read, depth: 0), $"{TRequest.ApiKey} version {version} does not carry the error.");
        }
    }

    // Looks through the answer for a property that holds the error.
    private static bool Mentions(object message, int depth) => depth < 4 && message.GetType().GetProperties().Any(
        property => property.GetMethod is { IsStatic: false } && property.GetIndexParameters().Length == 0
            && property.GetValue(message) switch
            {
                ErrorCode code => code == Error,
                string => false,
                System.Collections.IList list => list.Cast<object?>().Any(
                    item => item is not null && !item.GetType().IsPrimitive && Mentions(item, depth + 1)),
                _ => false,
            });
}
