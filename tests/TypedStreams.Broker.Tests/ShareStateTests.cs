// The log of share partitions' states on a real disk: what a restart brings back, and what becomes of old records.
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;
using static TypedStreams.Broker.Tests.ShareClient;
using static TypedStreams.Broker.Tests.ShareLog;

namespace TypedStreams.Broker.Tests;

public sealed class ShareStateTests
{
    private const int PruneMinutes = 5;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Snapshot_and_updates_bring_the_state_back_exactly(bool isClean)
    {
        (string, string)[] settings =
            [.. OnePartition, ("share.coordinator.snapshot.update.records.per.snapshot", "4")];
        await using var broker = new BrokerFixture(onDisk: true)
        {
            Clock = new VirtualClock(DateTimeOffset.UnixEpoch.AddSeconds(1)),
        };
        Guid id;
        SharePositionSeen before;
        using (WireClient client = await broker.StartAsync(settings))
        {
            await BeginEarliestAsync(client);
            await CreateTopicAsync(client, "t");
            id = await TopicIdAsync(client, "t");
            await ProduceAsync(client, "t", Batch([.. Enumerable.Range(0, 20).Select(i => $"{i}")]));
            await SettleAsync(new ShareClient(client, "m"), id);
            before = await SeenAsync(client);
            var records = (await StatesAsync(client))[id];
            Assert.True(records.Count(record => record == "snapshot") >= 2, string.Join(' ', records));
            Assert.Equal("update", records[^1]);
        }

        await (isClean ? broker.Node.StopAsync() : broker.Node.KillAsync());
        using WireClient after = await broker.StartAsync(settings);

        // 0-2 are done and behind the start; 5, 9, 12-14 are done, 15 was delivered too often, 16 was rejected.
        Assert.Equal(new SharePositionSeen(StartOffset: 3, Lag: 17 - 7), before);
        Assert.Equal(before, await SeenAsync(after));
        Assert.Equal(
            "3-4x2 6-7x2 8-8x3 10-11x2 17-19x2",
            Acquired(await new ShareClient(after, "other").FetchAsync(id)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_that_snapshots_replace_are_deleted_and_the_state_is_right_after_a_restart(bool isClean)
    {
        const int Records = 400;
        const int SegmentBytes = 4_000;
        (string, string)[] settings =
            [.. OnePartition, ("share.coordinator.snapshot.update.records.per.snapshot", "10")];
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch.AddSeconds(1));
        await using var broker = new BrokerFixture(onDisk: true) { Clock = clock };
        Guid busy;
        using (WireClient client = await broker.StartAsync(settings))
        {
            await BeginEarliestAsync(client);

            // A share partition that nobody uses any more has its state in the first records of the log.
            await CreateTopicAsync(client, "idle");
            Guid idle = await TopicIdAsync(client, "idle");
            await ProduceAsync(client, "idle", Batch(["a", "b", "c"]));
            var idler = new ShareClient(client, "idler");
            await idler.FetchAsync(idle);
            await idler.AcknowledgeAsync(idle, closes: true, (0, 0, Accept), (1, 1, Release), (2, 2, Accept));
            await SegmentBytesAsync(client, SegmentBytes);
            busy = await WorkAsync(client, Records);
            long unpruned = await OffsetAsync(client, StateTopic, Latest);
            Assert.Equal(0, await OffsetAsync(client, StateTopic, Earliest));
            Assert.InRange(SizeOfStates(broker), 8 * SegmentBytes, long.MaxValue);

            await UntilAsync(async () =>
            {
                clock.Advance(TimeSpan.FromMinutes(PruneMinutes));
                await broker.Node.SettleAsync();
                return await OffsetAsync(client, StateTopic, Earliest) >= unpruned;
            });

            Assert.InRange(SizeOfStates(broker), 1, 2 * SegmentBytes);
            await UntilNothingIsWrittenAsync(broker, clock);
        }

        await (isClean ? broker.Node.StopAsync() : broker.Node.KillAsync());
        using WireClient after = await broker.StartAsync(settings);

        Assert.Equal(new SharePositionSeen(StartOffset: Records, Lag: 0), await SeenAsync(after, "busy"));
        Assert.Equal(new SharePositionSeen(StartOffset: 1, Lag: 1), await SeenAsync(after, "idle"));
        var member = new ShareClient(after, "m");
        Assert.Equal("1-1x2", Acquired(await member.FetchAsync(await TopicIdAsync(after, "idle"))));
        await ProduceAsync(after, "busy", Batch(["new"]));
        Assert.Equal($"{Records}-{Records}x1", Acquired(await new ShareClient(after, "n").FetchAsync(busy)));
    }

    // Some of each outcome, then the session ends and what is held is free.
    private static async Task SettleAsync(ShareClient member, Guid id)
    {
        Assert.Equal("0-19x1", Acquired(await member.FetchAsync(id)));
        await member.AcknowledgeAsync(id, closes: false, (0, 2, Accept));
        await member.AcknowledgeAsync(id, closes: false, (5, 5, Reject));
        for (int delivery = 1; delivery <= 5; delivery++)
        {
            await member.AcknowledgeAsync(id, closes: false, (15, 15, Release));
            string expected = delivery < 5 ? $"15-15x{delivery + 1}" : "";
            Assert.Equal(expected, Acquired(await member.FetchAsync(id)));
        }

        await member.AcknowledgeAsync(id, closes: false, (8, 9, Release));
        Assert.Equal("8-9x2", Acquired(await member.FetchAsync(id)));
        await member.AcknowledgeAsync(id, closes: false, (9, 9, Accept), (12, 14, Accept));
        await member.AcknowledgeAsync(id, closes: false, (16, 16, Reject));
        await member.AcknowledgeAsync(id, closes: true);
    }

    // A batch for each record, each settled for itself.
    private static async Task<Guid> WorkAsync(WireClient client, int count)
    {
        await CreateTopicAsync(client, "busy");
        Guid id = await TopicIdAsync(client, "busy");
        await ProduceAsync(client, "busy", Batch([.. Enumerable.Range(0, count).Select(i => $"{i}")]));
        var member = new ShareClient(client, "worker");
        Assert.Equal($"0-{count - 1}x1", Acquired(await member.FetchAsync(id)));
        for (int offset = 0; offset < count; offset++)
        {
            var settled = await member.AcknowledgeAsync(id, closes: false, (offset, offset, Accept));
            Assert.Equal(ErrorCode.None, settled.Responses[0].Partitions[0].ErrorCode);
        }

        await member.AcknowledgeAsync(id, closes: true);
        return id;
    }

    // What is written is in the file before it is safe; it comes to rest, and stays so.
    private static async Task UntilNothingIsWrittenAsync(BrokerFixture broker, VirtualClock clock)
    {
        const int EnoughTimes = 8;
        long last = -1;
        int times = 0;
        await UntilAsync(async () =>
        {
            clock.Advance(TimeSpan.FromMinutes(PruneMinutes));
            await broker.Node.SettleAsync();
            long size = SizeOfStates(broker);
            times = size == last ? times + 1 : 0;
            last = size;
            return times == EnoughTimes;
        });
    }

    private static async Task SegmentBytesAsync(WireClient client, int bytes)
    {
        const sbyte TopicResource = 2;
        var response = await client.AskAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new IncrementalAlterConfigsRequest
            {
                Resources = [new IncrementalAlterConfigsRequest.AlterConfigsResource
                {
                    ResourceType = TopicResource,
                    ResourceName = StateTopic,
                    Configs = [new IncrementalAlterConfigsRequest.AlterableConfig
                    {
                        Name = "segment.bytes",
                        Value = $"{bytes}",
                    }],
                }],
            },
            version: 1);
        Assert.Equal(ErrorCode.None, response.Responses[0].ErrorCode);
    }

    private static long SizeOfStates(BrokerFixture broker) =>
        new DirectoryInfo(Path.Combine(broker.Folder, $"{StateTopic}-0")).GetFiles("*.log").Sum(file => file.Length);

    private static async Task<SharePositionSeen> SeenAsync(WireClient client, string topic = "t")
    {
        var position = await PositionAsync(client, topic);
        return new SharePositionSeen(position.StartOffset, position.Lag);
    }

    private sealed record SharePositionSeen(long StartOffset, long Lag);
}
