// Feature levels and reassignments from outside: what is refused, what follows, and what a restart finds.
using TypedStreams.Broker.Embedding;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Tests;

public sealed class FeatureTests
{
    private const sbyte Upgrade = 1;
    private const sbyte SafeDowngrade = 2;

    [Theory]
    [InlineData("nope", 1, Upgrade)]
    [InlineData("group.version", 2, Upgrade)]
    [InlineData("group.version", 0, Upgrade)]
    [InlineData("group.version", 0, 9)]
    [InlineData("transaction.version", 0, SafeDowngrade)]
    [InlineData("metadata.version", 24, SafeDowngrade)]
    [InlineData("metadata.version", 26, Upgrade)]
    public async Task Level_that_cannot_be_honoured_is_refused_and_the_others_of_the_request_with_it(
        string feature, short level, sbyte move)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();

        UpdateFeaturesResponse answer = await UpdateAsync(
            client, ("share.version", 0, SafeDowngrade), (feature, level, move));

        Assert.Equal(ErrorCode.InvalidUpdateVersion, answer.ErrorCode);
        Assert.Contains(feature, answer.ErrorMessage);
        Assert.Equal(
            "group.version=1 metadata.version=25 share.version=1 streams.version=1 transaction.version=2",
            await LevelsAsync(client));
    }

    [Fact]
    public async Task Requests_of_a_feature_that_was_given_up_are_refused_until_it_is_back_and_a_kill_changes_nothing()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync();
        using (WireClient before = await ConnectAsync(broker))
        {
            Assert.NotEqual(ErrorCode.UnsupportedVersion, await HeartbeatAsync(before));
            Assert.Equal(ErrorCode.None, (await UpdateAsync(
                before, ("group.version", 0, SafeDowngrade), ("share.version", 0, SafeDowngrade))).ErrorCode);
        }

        await broker.RestartAsync(isCrash: true);

        using WireClient client = await ConnectAsync(broker);
        Assert.Equal("metadata.version=25 streams.version=1 transaction.version=2", await LevelsAsync(client));
        Assert.Equal(ErrorCode.UnsupportedVersion, await HeartbeatAsync(client));
        Assert.Equal(ErrorCode.UnsupportedVersion, await ShareHeartbeatAsync(client));
        Assert.Equal(ErrorCode.None, (await UpdateAsync(client, ("group.version", 1, Upgrade))).ErrorCode);
        Assert.NotEqual(ErrorCode.UnsupportedVersion, await HeartbeatAsync(client));
        Assert.Equal(ErrorCode.UnsupportedVersion, await ShareHeartbeatAsync(client));
    }

    [Fact]
    public async Task Features_that_may_be_absent_are_told_to_clients_that_understand_it()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();

        Assert.DoesNotContain((await VersionsAsync(client, 3)).SupportedFeatures, known => known.MinVersion == 0);
        Assert.Contains((await VersionsAsync(client, 4)).SupportedFeatures, known => known.Name == "group.version");
    }

    [Theory]
    [InlineData("t", 0, "1", ErrorCode.None)]
    [InlineData("t", 0, "2", ErrorCode.InvalidReplicaAssignment)]
    [InlineData("t", 0, "1,2", ErrorCode.InvalidReplicaAssignment)]
    [InlineData("t", 0, "1,1", ErrorCode.InvalidReplicaAssignment)]
    [InlineData("t", 0, "", ErrorCode.InvalidReplicaAssignment)]
    [InlineData("t", 0, null, ErrorCode.NoReassignmentInProgress)]
    [InlineData("t", 9, null, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("nope", 0, "1", ErrorCode.UnknownTopicOrPartition)]
    public async Task Partition_stays_where_it_is_or_the_move_is_refused(
        string topic, int partition, string? replicas, ErrorCode expected)
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await BrokerFixture.CreateTopicAsync(client, "t");
        var request = new AlterPartitionReassignmentsRequest
        {
            Topics =
            [
                new()
                {
                    Name = topic,
                    Partitions =
                    [
                        new()
                        {
                            PartitionIndex = partition,
                            Replicas = replicas?.Split(',', StringSplitOptions.RemoveEmptyEntries)
                                .Select(int.Parse).ToList(),
                        },
                    ],
                },
            ],
        };

        var answer = await client.AskAsync<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(
            request, version: 1);
        var listed = await client.AskAsync<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(
            new ListPartitionReassignmentsRequest(), version: 0);

        Assert.Equal(expected, answer.Responses[0].Partitions[0].ErrorCode);
        Assert.Empty(listed.Topics);
    }

    [Fact]
    public async Task Partition_may_be_moved_to_the_directory_where_it_is_and_to_no_other()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await BrokerFixture.CreateTopicAsync(client, "t");
        var described = await client.AskAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(
            new DescribeLogDirsRequest { Topics = null }, version: 4);
        var request = new AlterReplicaLogDirsRequest
        {
            Dirs =
            [
                new() { Path = described.Results[0].LogDir, Topics = [new() { Name = "t", Partitions = [0, 7] }] },
                new() { Path = "/elsewhere", Topics = [new() { Name = "t", Partitions = [0] }] },
            ],
        };

        var answer = await client.AskAsync<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>(
            request, version: 2);

        Assert.Equal(
            [ErrorCode.None, ErrorCode.UnknownTopicOrPartition, ErrorCode.LogDirNotFound],
            answer.Results.SelectMany(topic => topic.Partitions).Select(partition => partition.ErrorCode));
    }

    private static Task<WireClient> ConnectAsync(EmbeddedBroker broker) =>
        WireClient.ConnectAsync(System.Net.IPEndPoint.Parse(broker.BootstrapServers));

    private static Task<UpdateFeaturesResponse> UpdateAsync(
        WireClient client, params (string Feature, short Level, sbyte Move)[] updates) =>
        client.AskAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(
            new UpdateFeaturesRequest
            {
                FeatureUpdates = [.. updates.Select(update => new UpdateFeaturesRequest.FeatureUpdateKey
                {
                    Feature = update.Feature,
                    MaxVersionLevel = update.Level,
                    UpgradeType = update.Move,
                })],
            },
            version: 2);

    private static Task<ApiVersionsResponse> VersionsAsync(WireClient client, short version) =>
        client.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(
            new ApiVersionsRequest { ClientSoftwareName = "test", ClientSoftwareVersion = "1" }, version);

    private static async Task<string> LevelsAsync(WireClient client) => string.Join(
        ' ',
        (await VersionsAsync(client, version: 4)).FinalizedFeatures
            .Select(feature => $"{feature.Name}={feature.MaxVersionLevel}"));

    private static async Task<ErrorCode> HeartbeatAsync(WireClient client) =>
        (await client.AskAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
            new ConsumerGroupHeartbeatRequest { GroupId = "g" }, version: 1)).ErrorCode;

    private static async Task<ErrorCode> ShareHeartbeatAsync(WireClient client) =>
        (await client.AskAsync<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(
            new ShareGroupHeartbeatRequest { GroupId = "g" }, version: 1)).ErrorCode;
}
