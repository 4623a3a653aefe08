using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;
using Page = TypedStreams.Protocol.Messages.DescribeTopicPartitionsResponse;

namespace TypedStreams.Broker.Tests;

public sealed class DescriptionTests
{
    [Fact]
    public async Task Topics_are_described_page_by_page_in_the_order_of_their_names()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "b", partitions: 3);
        await CreateTopicAsync(client, "a", partitions: 2);

        List<string> seen = [];
        int pages = 0;
        DescribeTopicPartitionsRequest.PageCursor? cursor = null;
        do
        {
            Page page = await DescribeAsync(client, limit: 2, cursor);
            seen.AddRange(page.Topics.SelectMany(
                topic => topic.Partitions.Select(partition => $"{topic.Name}-{partition.PartitionIndex}")));
            cursor = page.NextCursor is { } next
                ? new() { TopicName = next.TopicName, PartitionIndex = next.PartitionIndex }
                : null;
            pages++;
        }
        while (cursor is not null);

        Assert.Equal(["a-0", "a-1", "b-0", "b-1", "b-2"], seen);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Topic_that_is_missing_is_named_in_its_place()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "a");

        Page page = await DescribeAsync(client, limit: 2_000, cursor: null, "missing", "a", "not/legal");

        Assert.Equal(
            [
                ("a", ErrorCode.None),
                ("missing", ErrorCode.UnknownTopicOrPartition),
                ("not/legal", ErrorCode.InvalidTopicException),
            ],
            page.Topics.Select(topic => (topic.Name, topic.ErrorCode)));
    }

    [Fact]
    public async Task Log_directories_tell_the_size_of_the_partitions_that_are_asked_for()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t", partitions: 2);
        byte[] batch = Batch(["a", "b"]);
        await ProduceAsync(client, "t", batch);

        var response = await client.AskAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(
            new DescribeLogDirsRequest { Topics = [new() { Topic = "t", Partitions = [0, 7] }] }, version: 4);

        DescribeLogDirsResponse.DescribeLogDirsResult directory = Assert.Single(response.Results);
        DescribeLogDirsResponse.DescribeLogDirsPartition partition =
            Assert.Single(Assert.Single(directory.Topics).Partitions);
        Assert.Equal((0, batch.Length), (partition.PartitionIndex, partition.PartitionSize));
        Assert.True(directory.UsableBytes > 0 && directory.TotalBytes >= directory.UsableBytes);
    }

    private static Task<Page> DescribeAsync(
        WireClient client, int limit, DescribeTopicPartitionsRequest.PageCursor? cursor, params string[] topics) =>
        client.AskAsync<DescribeTopicPartitionsRequest, Page>(
            new DescribeTopicPartitionsRequest
            {
                Topics = [.. topics.Select(topic => new DescribeTopicPartitionsRequest.TopicRequest { Name = topic })],
                ResponsePartitionLimit = limit,
                Cursor = cursor,
            },
            version: 0);
}
