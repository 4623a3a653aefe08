// Mistakes that other implementations shipped and that no other test of ours looks at from outside: KnownMistakes.md is
// the list of all of them.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;

namespace TypedStreams.Broker.Tests;

public sealed class KnownMistakesTests
{
    private static readonly (string, string)[] FewPartitions =
        [("offsets.topic.num.partitions", "3"), ("transaction.state.log.num.partitions", "3")];

    [Fact]
    public async Task Topic_ids_and_leader_epochs_are_there_wherever_a_version_has_them()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(FewPartitions);
        await CreateTopicAsync(client, "t");
        await ProduceAsync(client, "t", Batch(["a"]));

        var metadata = await client.AskAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest { Topics = [new MetadataRequest.MetadataRequestTopic { Name = "t" }] }, version: 12);
        MetadataResponse.MetadataResponseTopic topic = Assert.Single(metadata.Topics);
        Assert.NotEqual(Guid.Empty, topic.TopicId);
        Assert.True(topic.Partitions[0].LeaderEpoch >= 0);

        var byId = await FetchByIdAsync(client, topic.TopicId);
        Assert.Equal(["a"], Values(byId.Responses[0].Partitions[0]));
        var unknown = await FetchByIdAsync(client, Guid.NewGuid());
        Assert.Equal(ErrorCode.UnknownTopicId, unknown.Responses[0].Partitions[0].ErrorCode);
    }

    [Fact]
    public async Task Aborted_transactions_are_told_to_readers_of_committed_records_only()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(FewPartitions);
        await CreateTopicAsync(client, "t");
        var producer = new TransactionalClient(client, "id");
        Assert.Equal(ErrorCode.None, await producer.InitAsync());
        Assert.Equal(ErrorCode.None, await producer.WriteAsync("t", "never"));
        await producer.EndAsync(commits: false);
        Assert.Equal("CompleteAbort", await producer.SettledStateAsync());

        FetchRequest request = Fetch("t", offset: 0);
        Assert.True((await FetchAsync(client, request)).AbortedTransactions is null or []);
        request.IsolationLevel = 1;
        Assert.Equal(
            producer.ProducerId, Assert.Single((await FetchAsync(client, request)).AbortedTransactions!).ProducerId);
    }

    [Fact]
    public async Task Long_poll_of_committed_records_is_not_held_up_by_a_transaction_elsewhere()
    {
        await using var broker = new BrokerFixture();
        using WireClient reader = await broker.StartAsync(FewPartitions);
        using WireClient writer = await broker.ConnectAsync();
        await CreateTopicAsync(writer, "t");
        await CreateTopicAsync(writer, "elsewhere");
        var producer = new TransactionalClient(writer, "id");
        Assert.Equal(ErrorCode.None, await producer.InitAsync());
        Assert.Equal(ErrorCode.None, await producer.WriteAsync("elsewhere", "open"));
        FetchRequest request = Fetch("t", offset: 0, maxWaitMs: 60_000);
        request.IsolationLevel = 1;
        int waiting = await reader.SendAsync<FetchRequest, FetchResponse>(request, version: 12);

        await ProduceAsync(writer, "t", Batch(["at once"]));

        var response = await reader.ReceiveAsync<FetchResponse>(waiting, version: 12)
            .WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["at once"], Values(response.Responses[0].Partitions[0]));
    }

    [Fact]
    public async Task Metadata_of_a_commit_and_a_large_assignment_come_back_as_they_were_given()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using (WireClient client = await broker.StartAsync(FewPartitions))
        {
            await CreateTopicAsync(client, "t");
            await client.AskAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
                new FindCoordinatorRequest { CoordinatorKeys = ["g"] }, version: 4);
            var joined = await client.AskAsync<JoinGroupRequest, JoinGroupResponse>(Join(), version: 3);
            Assert.Equal(ErrorCode.None, joined.ErrorCode);
            byte[] assignment = new byte[300_000];
            new Random(7).NextBytes(assignment);
            var synced = await client.AskAsync<SyncGroupRequest, SyncGroupResponse>(
                Sync(joined, assignment), version: 3);
            Assert.Equal(assignment, synced.Assignment.ToArray());
            var committed = await client.AskAsync<OffsetCommitRequest, OffsetCommitResponse>(
                Commit(joined, "é and more"), version: 7);
            Assert.Equal(ErrorCode.None, committed.Topics[0].Partitions[0].ErrorCode);
        }

        await broker.Node.KillAsync();
        using WireClient again = await broker.StartAsync(FewPartitions);
        var position = await TransactionalClient.PositionAsync(again, "g", "t", requireStable: false);
        Assert.Equal((3L, "é and more"), (position.CommittedOffset, position.Metadata));
    }

    private static Task<FetchResponse> FetchByIdAsync(WireClient client, Guid topicId) =>
        client.AskAsync<FetchRequest, FetchResponse>(
            new FetchRequest
            {
                MaxWaitMs = 100,
                MinBytes = 1,
                Topics =
                [
                    new FetchRequest.FetchTopic
                    {
                        TopicId = topicId,
                        Partitions = [new FetchRequest.FetchPartition { PartitionMaxBytes = 1 << 20 }],
                    },
                ],
            },
            version: 13);

    private static JoinGroupRequest Join() => new()
    {
        GroupId = "g",
        SessionTimeoutMs = 10_000,
        RebalanceTimeoutMs = 10_000,
        ProtocolType = "consumer",
        Protocols = [new JoinGroupRequest.JoinGroupRequestProtocol { Name = "range", Metadata = new byte[8] }],
    };

    private static SyncGroupRequest Sync(JoinGroupResponse joined, byte[] assignment) => new()
    {
        GroupId = "g",
        MemberId = joined.MemberId,
        GenerationId = joined.GenerationId,
        Assignments =
        [
            new SyncGroupRequest.SyncGroupRequestAssignment { MemberId = joined.MemberId, Assignment = assignment },
        ],
    };

    private static OffsetCommitRequest Commit(JoinGroupResponse joined, string metadata) => new()
    {
        GroupId = "g",
        MemberId = joined.MemberId,
        GenerationIdOrMemberEpoch = joined.GenerationId,
        Topics =
        [
            new OffsetCommitRequest.OffsetCommitRequestTopic
            {
                Name = "t",
                Partitions =
                [
                    new OffsetCommitRequest.OffsetCommitRequestPartition
                    {
                        CommittedOffset = 3, CommittedMetadata = metadata,
                    },
                ],
            },
        ],
    };
}
