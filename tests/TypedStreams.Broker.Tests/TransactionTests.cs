// Transactions over the wire: what readers see, what a kill leaves, and what late or foreign requests cannot do. The
// states of the coordinator are told step by step in the stories of TypedStreams.Broker.Core.Tests.
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;
using static TypedStreams.Broker.Tests.TransactionalClient;

namespace TypedStreams.Broker.Tests;

public sealed class TransactionTests
{
    private static readonly (string, string)[] FewPartitions =
        [("offsets.topic.num.partitions", "3"), ("transaction.state.log.num.partitions", "3")];

    [Fact]
    public async Task Reader_of_committed_records_sees_a_transaction_whole_or_not_at_all()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(FewPartitions);
        await CreateTopicAsync(client, "t");
        TransactionalClient producer = await ProducerAsync(client, "id");

        await ProduceAsync(client, "t", Batch(["plain"]));
        Assert.Equal(ErrorCode.None, await producer.WriteAsync("t", "one"));
        Assert.Equal(ErrorCode.None, await producer.WriteAsync("t", "two"));
        await ProduceAsync(client, "t", Batch(["behind"]));
        Assert.Equal(["plain"], await ReadCommittedAsync(client, "t"));
        Assert.Equal(["plain", "one", "two", "behind"], Values(await FetchAsync(client, Fetch("t", offset: 0))));

        await producer.EndAsync(commits: true);
        Assert.Equal("CompleteCommit", await producer.SettledStateAsync());
        Assert.Equal(["plain", "one", "two", "behind"], await ReadCommittedAsync(client, "t"));

        Assert.Equal(ErrorCode.None, await producer.WriteAsync("t", "never"));
        await producer.EndAsync(commits: false);
        Assert.Equal("CompleteAbort", await producer.SettledStateAsync());
        Assert.Equal(["plain", "one", "two", "behind"], await ReadCommittedAsync(client, "t"));
    }

    [Fact]
    public async Task Latest_offset_of_a_reader_of_committed_records_is_the_last_stable_one()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(FewPartitions);
        await CreateTopicAsync(client, "t");
        TransactionalClient producer = await ProducerAsync(client, "id");
        await ProduceAsync(client, "t", Batch(["plain"]));
        await producer.WriteAsync("t", "open");

        Assert.Equal(1, await LatestAsync(client, isolation: 1));
        Assert.Equal(2, await LatestAsync(client, isolation: 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decision_that_was_answered_holds_after_a_kill(bool commits)
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using (WireClient client = await broker.StartAsync(FewPartitions))
        {
            await CreateTopicAsync(client, "t");
            TransactionalClient producer = await ProducerAsync(client, "id");
            await producer.WriteAsync("t", "one");
            await producer.CommitOffsetAsync("g", "t", offset: 7);
            Assert.Equal(ErrorCode.None, await producer.EndAsync(commits));
            await broker.Node.KillAsync();
        }

        using WireClient again = await broker.StartAsync(FewPartitions);
        var known = new TransactionalClient(again, "id");
        Assert.Equal(commits ? "CompleteCommit" : "CompleteAbort", await known.SettledStateAsync());
        Assert.Equal(commits ? ["one"] : [], await ReadCommittedAsync(again, "t"));
        Assert.Equal(commits ? 7 : -1, (await PositionAsync(again, "g", "t", requireStable: true)).CommittedOffset);
    }

    [Fact]
    public async Task Open_transaction_goes_on_after_a_kill_and_holds_its_positions_back()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        long producerId;
        using (WireClient client = await broker.StartAsync(FewPartitions))
        {
            await CreateTopicAsync(client, "t");
            TransactionalClient producer = await ProducerAsync(client, "id");
            producerId = producer.ProducerId;
            await producer.WriteAsync("t", "one");
            await producer.CommitOffsetAsync("g", "t", offset: 7);
            await broker.Node.KillAsync();
        }

        using WireClient again = await broker.StartAsync(FewPartitions);
        Assert.Equal([], await ReadCommittedAsync(again, "t"));
        Assert.Equal(
            ErrorCode.UnstableOffsetCommit, (await PositionAsync(again, "g", "t", requireStable: true)).ErrorCode);
        Assert.Equal(-1, (await PositionAsync(again, "g", "t", requireStable: false)).CommittedOffset);

        var end = await again.AskAsync<EndTxnRequest, EndTxnResponse>(
            new EndTxnRequest { TransactionalId = "id", ProducerId = producerId, ProducerEpoch = 0, Committed = true },
            version: 5);
        Assert.Equal(ErrorCode.None, end.ErrorCode);
        await new TransactionalClient(again, "id").SettledStateAsync();
        Assert.Equal(["one"], await ReadCommittedAsync(again, "t"));
        Assert.Equal(7, (await PositionAsync(again, "g", "t", requireStable: true)).CommittedOffset);
    }

    [Fact]
    public async Task Producer_of_version_1_adds_its_partitions_and_writes_nowhere_else()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(FewPartitions);
        await CreateTopicAsync(client, "t");
        await CreateTopicAsync(client, "u");
        TransactionalClient producer = await ProducerAsync(client, "id");

        Assert.Equal(ErrorCode.InvalidTxnState, await producer.WriteAsync("t", "too early", version: 9));
        Assert.Equal(ErrorCode.None, await producer.AddAsync("t"));
        Assert.Equal(ErrorCode.None, await producer.WriteAsync("t", "one", version: 9));
        Assert.Equal(ErrorCode.InvalidTxnState, await producer.WriteAsync("u", "elsewhere", version: 9));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, await producer.AddAsync("nowhere"));
        Assert.Equal(ErrorCode.InvalidTxnState, await producer.CommitOffsetAsync("g", "t", offset: 3, version: 3));
        Assert.Equal(ErrorCode.None, await producer.AddOffsetsAsync("g"));
        Assert.Equal(ErrorCode.None, await producer.CommitOffsetAsync("g", "t", offset: 3, version: 3));
        Assert.Equal(ErrorCode.None, await producer.EndAsync(commits: true, version: 3));
        await producer.SettledStateAsync();

        Assert.Equal(["one"], await ReadCommittedAsync(client, "t"));
        Assert.Equal(3, (await PositionAsync(client, "g", "t", requireStable: true)).CommittedOffset);
    }

    [Fact]
    public async Task Late_write_of_a_transaction_that_is_over_is_refused()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(FewPartitions);
        await CreateTopicAsync(client, "t");
        TransactionalClient producer = await ProducerAsync(client, "id");
        await producer.WriteAsync("t", "one");
        await producer.EndAsync(commits: true);
        await producer.SettledStateAsync();

        producer.Epoch--;
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await producer.WriteAsync("t", "late"));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await producer.CommitOffsetAsync("g", "t", offset: 9));
        producer.Epoch++;
        Assert.Equal(ErrorCode.None, await producer.WriteAsync("t", "two"));
        Assert.Equal(ErrorCode.None, await producer.EndAsync(commits: true));
        Assert.Equal("CompleteCommit", await producer.SettledStateAsync());

        Assert.Equal(["one", "two"], await ReadCommittedAsync(client, "t"));
    }

    [Fact]
    public async Task Write_for_an_id_that_no_coordinator_knows_is_refused()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(FewPartitions);
        await CreateTopicAsync(client, "t");
        var stranger = new TransactionalClient(client, "stranger");

        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await stranger.WriteAsync("t", "nobody's"));
        await stranger.InitAsync();
        Assert.Equal(ErrorCode.None, await stranger.WriteAsync("t", "mine"));
    }

    [Fact]
    public async Task Transaction_that_takes_too_long_is_aborted_and_readers_go_on()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch.AddSeconds(1));
        await using var broker = new BrokerFixture { Clock = clock };
        using WireClient client = await broker.StartAsync(FewPartitions);
        await CreateTopicAsync(client, "t");
        TransactionalClient producer = await ProducerAsync(client, "id", timeoutMs: 10_000);
        await producer.WriteAsync("t", "slow");
        await ProduceAsync(client, "t", Batch(["behind"]));
        Assert.Equal([], await ReadCommittedAsync(client, "t"));

        clock.Advance(TimeSpan.FromSeconds(11));
        while (await producer.StateAsync() != "CompleteAbort")
        {
            // The clock has fired; the abort is on its way.
        }

        Assert.Equal(["behind"], await ReadCommittedAsync(client, "t"));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await producer.WriteAsync("t", "too late"));
        Assert.Equal(ErrorCode.None, await producer.EndAsync(commits: false));
        Assert.Equal(ErrorCode.None, await producer.WriteAsync("t", "in time"));
    }

    [Fact]
    public async Task Committed_position_is_not_taken_back_by_a_transaction_that_ends_later()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using (WireClient client = await broker.StartAsync(FewPartitions))
        {
            await CreateTopicAsync(client, "t");
            TransactionalClient producer = await ProducerAsync(client, "id");
            await producer.CommitOffsetAsync("g", "t", offset: 7);
            await client.AskAsync<OffsetCommitRequest, OffsetCommitResponse>(
                new OffsetCommitRequest
                {
                    GroupId = "g",
                    GenerationIdOrMemberEpoch = -1,
                    Topics = [new OffsetCommitRequest.OffsetCommitRequestTopic
                    {
                        Name = "t",
                        Partitions = [new OffsetCommitRequest.OffsetCommitRequestPartition { CommittedOffset = 9 }],
                    }],
                },
                version: 8);
            await producer.EndAsync(commits: true);
            await producer.SettledStateAsync();
            Assert.Equal(9, (await PositionAsync(client, "g", "t", requireStable: true)).CommittedOffset);
            await broker.Node.KillAsync();
        }

        using WireClient again = await broker.StartAsync(FewPartitions);
        Assert.Equal(9, (await PositionAsync(again, "g", "t", requireStable: true)).CommittedOffset);
    }

    private static async Task<TransactionalClient> ProducerAsync(
        WireClient client, string transactionalId, int timeoutMs = 60_000)
    {
        foreach (sbyte keyType in (sbyte[])[0, 1])
        {
            await client.AskAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
                new FindCoordinatorRequest { KeyType = keyType, CoordinatorKeys = ["any"] }, version: 4);
        }

        var producer = new TransactionalClient(client, transactionalId);
        Assert.Equal(ErrorCode.None, await producer.InitAsync(timeoutMs));
        return producer;
    }

    private static async Task<long> LatestAsync(WireClient client, sbyte isolation) =>
        (await client.AskAsync<ListOffsetsRequest, ListOffsetsResponse>(
            new ListOffsetsRequest
            {
                IsolationLevel = isolation,
                Topics = [new ListOffsetsRequest.ListOffsetsTopic
                {
                    Name = "t",
                    Partitions = [new ListOffsetsRequest.ListOffsetsPartition { Timestamp = -1 }],
                }],
            },
            version: 7)).Topics[0].Partitions[0].Offset;
}
