// What becomes of a log over time: retention, deletion by request, settings that change while the broker runs. Time is
// the virtual clock's; each test moves it and then asks until the upkeep that was due has had its effect.
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using static TypedStreams.Broker.Tests.BrokerFixture;

namespace TypedStreams.Broker.Tests;

public sealed class LogLifeTests
{
    private const long Earliest = -2;
    private const int MostTries = 20_000;
    private static readonly (string, string) SmallSegments = ("segment.bytes", "200");
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch.AddSeconds(1));

    [Fact]
    public async Task Segments_older_than_the_retention_time_are_deleted_and_the_newest_records_stay()
    {
        await using var broker = new BrokerFixture(onDisk: true) { Clock = _clock };
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t", configs: [SmallSegments, ("retention.ms", "60000")]);
        await ProduceManyAsync(client, "t", count: 10);

        _clock.Advance(TimeSpan.FromMinutes(6));

        await UntilStartIsAsync(client, "t", 10);
        Assert.Equal(10, (await ProduceAsync(client, "t", Batch(["new"]))).BaseOffset);
        Assert.Equal(["new"], Values(await FetchAsync(client, Fetch("t", offset: 10))));
        var gone = await FetchAsync(client, Fetch("t", offset: 0));
        Assert.Equal((ErrorCode.OffsetOutOfRange, 10), (gone.ErrorCode, gone.LogStartOffset));
    }

    [Fact]
    public async Task Retention_that_is_set_on_a_running_topic_takes_effect()
    {
        await using var broker = new BrokerFixture { Clock = _clock };
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t", configs: [SmallSegments, ("retention.ms", "-1")]);
        await ProduceManyAsync(client, "t", count: 10);
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await StartAsync(client, "t"));

        Assert.Equal(ErrorCode.None, await AlterAsync(client, Topic, "t", "retention.ms", "1000"));
        _clock.Advance(TimeSpan.FromMinutes(5));

        await UntilStartIsAsync(client, "t", 10);
    }

    [Fact]
    public async Task Default_of_all_brokers_holds_for_topics_without_a_value_of_their_own()
    {
        await using var broker = new BrokerFixture { Clock = _clock };
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "own", configs: [("max.message.bytes", "100000")]);
        await CreateTopicAsync(client, "default");
        byte[] large = Batch([new string('x', 5_000)]);

        Assert.Equal(ErrorCode.None, await AlterAsync(client, Broker, "", "message.max.bytes", "1000"));

        Assert.Equal(ErrorCode.MessageTooLarge, (await ProduceAsync(client, "default", large)).ErrorCode);
        Assert.Equal(ErrorCode.None, (await ProduceAsync(client, "own", large)).ErrorCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_that_were_deleted_by_request_stay_deleted_over_a_restart(bool isClean)
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using (WireClient client = await broker.StartAsync())
        {
            await CreateTopicAsync(client, "t");
            await ProduceAsync(client, "t", Batch(["a", "b", "c"]));

            Assert.Equal((ErrorCode.None, 2), await DeleteBeforeAsync(client, "t", 2));
            Assert.Equal((ErrorCode.OffsetOutOfRange, -1), await DeleteBeforeAsync(client, "t", 4));
        }

        await (isClean ? broker.Node.StopAsync() : broker.Node.KillAsync());
        using WireClient after = await broker.StartAsync();

        Assert.Equal(2, await StartAsync(after, "t"));
        Assert.Equal((ErrorCode.None, 3), await DeleteBeforeAsync(after, "t", offset: -1));
        Assert.Equal(3, (await ProduceAsync(after, "t", Batch(["d"]))).BaseOffset);
    }

    [Fact]
    public async Task Reader_of_a_compacted_topic_sees_the_newest_record_of_each_key_at_its_own_offset()
    {
        await using var broker = new BrokerFixture(onDisk: true) { Clock = _clock };
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t", configs: [SmallSegments, ("cleanup.policy", "compact")]);
        await ProduceManyAsync(client, "t", count: 20);

        _clock.Advance(TimeSpan.FromSeconds(15));
        List<string> values = [];
        for (int tries = 0; tries < MostTries && values.Count is 0 or > 5; tries++)
        {
            values = await ReadAllAsync(client, "t", end: 20);
        }

        // All records have one key: those of the closed segments are superseded, the active segment is left alone.
        Assert.InRange(values.Count, 1, 5);
        Assert.Equal("value 19", values[^1]);
        Assert.Equal(20, (await ProduceAsync(client, "t", Batch(["next"]))).BaseOffset);
    }

    [Fact]
    public async Task Records_of_a_compacted_topic_are_not_deleted_by_request()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "t", configs: ("cleanup.policy", "compact"));
        await ProduceAsync(client, "t", Batch(["a"]));

        Assert.Equal((ErrorCode.PolicyViolation, -1), await DeleteBeforeAsync(client, "t", 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Topic_made_again_after_deletion_does_not_inherit_the_log_start(bool restartsInBetween)
    {
        await using var broker = new BrokerFixture(onDisk: true);
        using (WireClient client = await broker.StartAsync())
        {
            await CreateTopicAsync(client, "t");
            await ProduceAsync(client, "t", Batch(["a", "b", "c"]));
            await DeleteBeforeAsync(client, "t", 3);
            await client.AskAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
                new DeleteTopicsRequest { TopicNames = ["t"] }, version: 5);
            if (restartsInBetween)
            {
                await broker.Node.KillAsync();
                await broker.StartAsync();
            }

            using WireClient second = await broker.ConnectAsync();
            await CreateTopicAsync(second, "t");
            await ProduceAsync(second, "t", Batch(["x"]));
        }

        await broker.Node.KillAsync();
        using WireClient after = await broker.StartAsync();

        Assert.Equal(["x"], Values(await FetchAsync(after, Fetch("t", offset: 0))));
    }

    private const sbyte Topic = 2;
    private const sbyte Broker = 4;

    private static async Task ProduceManyAsync(WireClient client, string topic, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(ErrorCode.None, (await ProduceAsync(client, topic, Batch([$"value {i}"]))).ErrorCode);
        }
    }

    private static async Task<List<string>> ReadAllAsync(WireClient client, string topic, long end)
    {
        List<string> values = [];
        for (long offset = 0; offset < end;)
        {
            FetchResponse.PartitionData fetched = await FetchAsync(client, Fetch(topic, offset));
            values.AddRange(Values(fetched));
            foreach (RecordBatch batch in new RecordBatchReader(fetched.Records.Bytes))
            {
                offset = batch.Header.NextOffset;
            }
        }

        return values;
    }

    private static async Task UntilStartIsAsync(WireClient client, string topic, long offset)
    {
        long start = -1;
        for (int tries = 0; tries < MostTries && start != offset; tries++)
        {
            start = await StartAsync(client, topic);
        }

        Assert.Equal(offset, start);
    }

    private static async Task<long> StartAsync(WireClient client, string topic)
    {
        var response = await client.AskAsync<ListOffsetsRequest, ListOffsetsResponse>(
            new ListOffsetsRequest
            {
                ReplicaId = -1,
                Topics =
                [
                    new ListOffsetsRequest.ListOffsetsTopic
                    {
                        Name = topic,
                        Partitions =
                        [
                            new ListOffsetsRequest.ListOffsetsPartition { PartitionIndex = 0, Timestamp = Earliest },
                        ],
                    },
                ],
            },
            version: 7);
        return response.Topics[0].Partitions[0].Offset;
    }

    private static async Task<(ErrorCode Error, long LowWatermark)> DeleteBeforeAsync(
        WireClient client, string topic, long offset)
    {
        var response = await client.AskAsync<DeleteRecordsRequest, DeleteRecordsResponse>(
            new DeleteRecordsRequest
            {
                TimeoutMs = 30_000,
                Topics =
                [
                    new DeleteRecordsRequest.DeleteRecordsTopic
                    {
                        Name = topic,
                        Partitions = [new DeleteRecordsRequest.DeleteRecordsPartition { Offset = offset }],
                    },
                ],
            },
            version: 2);
        var result = response.Topics[0].Partitions[0];
        return (result.ErrorCode, result.LowWatermark);
    }

    private static async Task<ErrorCode> AlterAsync(
        WireClient client, sbyte type, string resource, string name, string value)
    {
        var response = await client.AskAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new IncrementalAlterConfigsRequest
            {
                Resources =
                [
                    new IncrementalAlterConfigsRequest.AlterConfigsResource
                    {
                        ResourceType = type,
                        ResourceName = resource,
                        Configs = [new IncrementalAlterConfigsRequest.AlterableConfig { Name = name, Value = value }],
                    },
                ],
            },
            version: 1);
        return response.Responses[0].ErrorCode;
    }
}
