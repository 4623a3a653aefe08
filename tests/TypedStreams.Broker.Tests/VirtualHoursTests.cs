// Two hours in the life of a node, in the seconds of one test: everything that waits for a time waits for the clock of
// the test, and nothing waits for a real one.
using System.Net;
using TypedStreams.Broker.Embedding;
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;
using static TypedStreams.Broker.Tests.TransactionalClient;

namespace TypedStreams.Broker.Tests;

public sealed class VirtualHoursTests
{
    private const int Minutes = 120;
    private const int MostTries = 20_000;

    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch.AddSeconds(1));

    [Fact]
    public async Task Everything_that_comes_due_within_two_hours_happens_at_its_time_and_not_before()
    {
        await using EmbeddedBroker broker = await StartAsync();
        using WireClient client = await ConnectAsync(broker);
        using WireClient reader = await ConnectAsync(broker);
        using WireClient joiner = await ConnectAsync(broker);
        for (int i = 0; i < 10; i++)
        {
            await ProduceAsync(client, "old", Batch([$"value {i}"]));
        }

        // What waits: a join for 3 s, a reader for 10 min, a transaction for 15 min, positions and records for an hour.
        Task<string> classic = ClassicMemberAsync(joiner);
        await Consumer(client, epoch: 0);
        int longPoll = await reader.SendAsync<FetchRequest, FetchResponse>(
            Fetch("t", offset: 0, maxWaitMs: 600_000), version: 12);
        Task<(int, byte[])> waiting = reader.ReceiveFrameAsync();
        var producer = new TransactionalClient(client, "id");
        await producer.InitAsync(timeoutMs: 900_000);
        Assert.Equal(ErrorCode.None, await producer.WriteAsync("paid", "open"));
        await CommitAsync(client, "idle", offset: 3);

        Assert.False(classic.IsCompleted);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(4));
        string member = await classic.WaitAsync(TimeSpan.FromSeconds(30));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(ErrorCode.None, await BeatAsync(joiner, member));
        Assert.Equal(ErrorCode.None, (await Consumer(client, epoch: 1)).ErrorCode);

        await broker.AdvanceAsync(TimeSpan.FromMinutes(2));
        await UntilAsync(async () => await BeatAsync(joiner, member) == ErrorCode.UnknownMemberId);
        await UntilAsync(async () => (await Consumer(client, epoch: 1)).ErrorCode == ErrorCode.UnknownMemberId);

        await broker.AdvanceAsync(TimeSpan.FromMinutes(7), step: TimeSpan.FromMinutes(1));
        Assert.False(waiting.IsCompleted);
        await broker.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(longPoll, (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Item1);

        Assert.Equal("Ongoing", await producer.StateAsync());
        await broker.AdvanceAsync(TimeSpan.FromMinutes(6), step: TimeSpan.FromMinutes(1));
        await UntilAsync(async () => await producer.StateAsync() == "CompleteAbort");
        Assert.Equal([], await ReadCommittedAsync(client, "paid"));

        Assert.Equal(0, await StartOffsetAsync(client, "old"));
        Assert.Equal(3, (await PositionAsync(client, "idle", "t", requireStable: true)).CommittedOffset);
        while (_clock.GetUtcNow() < DateTimeOffset.UnixEpoch.AddMinutes(Minutes))
        {
            await broker.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        await UntilAsync(async () => await StartOffsetAsync(client, "old") == 10);
        await UntilAsync(async () =>
            (await PositionAsync(client, "idle", "t", requireStable: true)).CommittedOffset < 0);
    }

    private async Task<EmbeddedBroker> StartAsync() => await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions
    {
        Time = _clock,
        Settings = new Dictionary<string, string>
        {
            ["group.initial.rebalance.delay.ms"] = "3000",
            ["offsets.retention.minutes"] = "60",
            ["offsets.topic.num.partitions"] = "2",
            ["transaction.state.log.num.partitions"] = "2",
        },
        Topics =
        [
            new EmbeddedTopic("t"),
            new EmbeddedTopic("paid"),
            new EmbeddedTopic("old")
            {
                Configs = new Dictionary<string, string> { ["retention.ms"] = "3600000", ["segment.bytes"] = "200" },
            },
        ],
    });

    private static Task<WireClient> ConnectAsync(EmbeddedBroker broker) =>
        WireClient.ConnectAsync(IPEndPoint.Parse(broker.BootstrapServers));

    // The work of a fired clock is done on other threads; asking takes its turn behind it.
    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        for (int tries = 0; tries < MostTries; tries++)
        {
            if (await happened())
            {
                return;
            }
        }

        Assert.Fail("What was due has not happened.");
    }

    private static async Task<string> ClassicMemberAsync(WireClient client)
    {
        await FindAsync(client, "classic");
        var join = new JoinGroupRequest
        {
            GroupId = "classic",
            SessionTimeoutMs = 45_000,
            RebalanceTimeoutMs = 60_000,
            ProtocolType = "consumer",
            Protocols = [new JoinGroupRequest.JoinGroupRequestProtocol { Name = "range" }],
        };
        JoinGroupResponse joined = await client.AskAsync<JoinGroupRequest, JoinGroupResponse>(join, version: 7);
        if (joined.ErrorCode == ErrorCode.MemberIdRequired)
        {
            join.MemberId = joined.MemberId;
            joined = await client.AskAsync<JoinGroupRequest, JoinGroupResponse>(join, version: 7);
        }

        Assert.Equal(ErrorCode.None, joined.ErrorCode);
        var sync = await client.AskAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = "classic",
                GenerationId = joined.GenerationId,
                MemberId = joined.MemberId,
                ProtocolType = "consumer",
                ProtocolName = "range",
            },
            version: 5);
        Assert.Equal(ErrorCode.None, sync.ErrorCode);
        return joined.MemberId;
    }

    private static async Task<ErrorCode> BeatAsync(WireClient client, string member) =>
        (await client.AskAsync<HeartbeatRequest, HeartbeatResponse>(
            new HeartbeatRequest { GroupId = "classic", GenerationId = 1, MemberId = member }, version: 4)).ErrorCode;

    private static async Task<ConsumerGroupHeartbeatResponse> Consumer(WireClient client, int epoch)
    {
        await FindAsync(client, "new");
        return await client.AskAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
            new ConsumerGroupHeartbeatRequest
            {
                GroupId = "new",
                MemberId = "member",
                MemberEpoch = epoch,
                RebalanceTimeoutMs = epoch == 0 ? 60_000 : -1,
                SubscribedTopicNames = epoch == 0 ? ["t"] : null,
                TopicPartitions = epoch == 0 ? [] : null,
            },
            version: 0);
    }

    private static Task FindAsync(WireClient client, string group) =>
        client.AskAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { CoordinatorKeys = [group] }, version: 4);

    private static async Task CommitAsync(WireClient client, string group, long offset)
    {
        await FindAsync(client, group);
        var response = await client.AskAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new OffsetCommitRequest
            {
                GroupId = group,
                GenerationIdOrMemberEpoch = -1,
                Topics = [new OffsetCommitRequest.OffsetCommitRequestTopic
                {
                    Name = "t",
                    Partitions = [new OffsetCommitRequest.OffsetCommitRequestPartition { CommittedOffset = offset }],
                }],
            },
            version: 8);
        Assert.Equal(ErrorCode.None, response.Topics[0].Partitions[0].ErrorCode);
    }

    private static async Task<long> StartOffsetAsync(WireClient client, string topic)
    {
        const long Earliest = -2;
        var response = await client.AskAsync<ListOffsetsRequest, ListOffsetsResponse>(
            new ListOffsetsRequest
            {
                ReplicaId = -1,
                Topics = [new ListOffsetsRequest.ListOffsetsTopic
                {
                    Name = topic,
                    Partitions = [new ListOffsetsRequest.ListOffsetsPartition { Timestamp = Earliest }],
                }],
            },
            version: 7);
        return response.Topics[0].Partitions[0].Offset;
    }
}
