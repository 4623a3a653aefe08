using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;

namespace TypedStreams.Broker.Tests;

public sealed class LifecycleTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Topics_records_and_committed_offsets_outlive_a_restart(bool isClean)
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using (WireClient client = await broker.StartAsync())
        {
            await CreateTopicAsync(client, "t");
            await ProduceAsync(client, "t", Batch(["a", "b"]));
            await client.AskAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
                new FindCoordinatorRequest { CoordinatorKeys = ["g"] }, version: 4);
            Assert.Equal(ErrorCode.None, await CommitAsync(client, offset: 1));
        }

        await (isClean ? broker.Node.StopAsync() : broker.Node.KillAsync());
        using WireClient after = await broker.StartAsync();

        Assert.Equal(["a", "b"], Values(await FetchAsync(after, Fetch("t", offset: 0))));
        Assert.Equal(1, await CommittedAsync(after));
        Assert.Equal(2, (await ProduceAsync(after, "t", Batch(["c"]))).BaseOffset);
    }

    [Fact]
    public async Task Producer_ids_are_not_given_out_again_after_a_restart()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using WireClient before = await broker.StartAsync();
        long first = await NewProducerIdAsync(before);
        await broker.Node.KillAsync();
        using WireClient after = await broker.StartAsync();

        Assert.True(await NewProducerIdAsync(after) > first);
    }

    [Fact]
    public async Task Topic_that_was_deleted_and_made_again_is_empty_and_has_a_new_id()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t");
        Guid before = (await DescribeAsync(client, "t")).TopicId;
        await ProduceAsync(client, "t", Batch(["a"]));
        await client.AskAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new DeleteTopicsRequest { TopicNames = ["t"] }, version: 5);
        var gone = await FetchAsync(client, Fetch("t", offset: 0));

        await CreateTopicAsync(client, "t");

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, gone.ErrorCode);
        Assert.NotEqual(before, (await DescribeAsync(client, "t")).TopicId);
        Assert.Empty(Values(await FetchAsync(client, Fetch("t", offset: 0))));
    }

    [Fact]
    public async Task Asking_for_a_missing_topic_creates_it_only_where_that_is_allowed()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(("num.partitions", "3"));

        var refused = await DescribeAsync(client, "t", allowCreation: false);
        var created = await DescribeAsync(client, "t", allowCreation: true);

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, refused.ErrorCode);
        Assert.Equal((ErrorCode.None, 3), (created.ErrorCode, created.Partitions.Count));
    }

    [Fact]
    public async Task Data_directory_of_a_running_node_is_refused_with_its_owner_named()
    {
        string folder = Directory.CreateTempSubdirectory("tstreams-test-").FullName;
        await using (var first = await Hosting.BrokerNode.StartAsync(new() { DataDirectory = folder }))
        {
            Exception refusal = await Assert.ThrowsAnyAsync<Exception>(
                () => Hosting.BrokerNode.StartAsync(new() { DataDirectory = folder }));

            Assert.Contains($"process {Environment.ProcessId}", refusal.Message);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<ErrorCode> CommitAsync(WireClient client, long offset)
    {
        var response = await client.AskAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new OffsetCommitRequest
            {
                GroupId = "g",
                Topics =
                [
                    new OffsetCommitRequest.OffsetCommitRequestTopic
                    {
                        Name = "t",
                        Partitions =
                        [
                            new OffsetCommitRequest.OffsetCommitRequestPartition { CommittedOffset = offset },
                        ],
                    },
                ],
            },
            version: 8);
        return response.Topics[0].Partitions[0].ErrorCode;
    }

    private static async Task<long> CommittedAsync(WireClient client)
    {
        var response = await client.AskAsync<OffsetFetchRequest, OffsetFetchResponse>(
            new OffsetFetchRequest
            {
                Groups = [new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = "g", Topics = null }],
            },
            version: 8);
        return response.Groups[0].Topics[0].Partitions[0].CommittedOffset;
    }

    private static async Task<long> NewProducerIdAsync(WireClient client)
    {
        var response = await client.AskAsync<InitProducerIdRequest, InitProducerIdResponse>(
            new InitProducerIdRequest { TransactionalId = null }, version: 4);
        return response.ProducerId;
    }

    private static async Task<MetadataResponse.MetadataResponseTopic> DescribeAsync(
        WireClient client, string topic, bool allowCreation = false)
    {
        var response = await client.AskAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest
            {
                Topics = [new MetadataRequest.MetadataRequestTopic { Name = topic }],
                AllowAutoTopicCreation = allowCreation,
            },
            version: 12);
        return response.Topics[0];
    }
}
