// Topics that share groups read are deleted: what is left of them, and what those hear who read them.
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;
using static TypedStreams.Broker.Tests.ShareClient;
using static TypedStreams.Broker.Tests.ShareLog;

namespace TypedStreams.Broker.Tests;

public sealed class ShareTopicTests
{
    private const int LongWaitMs = 600_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleted_topic_leaves_no_state_of_its_share_groups_and_its_name_begins_afresh(bool isClean)
    {
        await using var broker = new BrokerFixture(onDisk: true);
        Guid deleted;
        Guid kept;
        using (WireClient client = await broker.StartAsync(OnePartition))
        {
            (deleted, kept) = await ReadTwoTopicsAsync(client);
            Assert.Equal([deleted, kept], (await TopicsOfGroupAsync(client)).OrderBy(id => id == kept));

            await DeleteTopicAsync(client, "t");

            await UntilAsync(async () => !(await StatesAsync(client)).ContainsKey(deleted));
            await UntilAsync(async () => (await TopicsOfGroupAsync(client)).Count == 1);
        }

        await (isClean ? broker.Node.StopAsync() : broker.Node.KillAsync());
        using WireClient after = await broker.StartAsync(OnePartition);

        await CreateTopicAsync(after, "t");
        await ProduceAsync(after, "t", Batch(["new"]));
        Assert.Equal(-1, (await PositionAsync(after, "t")).StartOffset);
        Assert.Equal(2, (await PositionAsync(after, "kept")).StartOffset);
        var member = new ShareClient(after, "second");
        Assert.Equal("0-0x1", Acquired(await member.FetchAsync(await TopicIdAsync(after, "t"))));
        Assert.Equal([kept], await TopicsOfGroupAsync(after));
        Assert.DoesNotContain(deleted, (await StatesAsync(after)).Keys);
    }

    [Fact]
    public async Task Node_that_stops_between_the_deletion_and_its_tombstones_writes_them_when_it_starts()
    {
        await using var broker = new BrokerFixture(onDisk: true);
        Guid deleted;
        Guid kept;
        using (WireClient client = await broker.StartAsync(OnePartition))
        {
            (deleted, kept) = await ReadTwoTopicsAsync(client);
            Copy(broker.Folder, ".before", "");
            await DeleteTopicAsync(client, "t");
        }

        // The records that the deletion has written are taken back: the metadata log alone knows of it.
        await broker.Node.KillAsync();
        Copy(broker.Folder, "", ".before");
        using WireClient after = await broker.StartAsync(OnePartition);

        await UntilAsync(async () => !(await StatesAsync(after)).ContainsKey(deleted));
        await UntilAsync(async () => (await TopicsOfGroupAsync(after)).Count == 1);
        Assert.Equal([kept], await TopicsOfGroupAsync(after));
        Assert.Equal(2, (await PositionAsync(after, "kept")).StartOffset);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(100_000, false)]
    public async Task Share_fetch_that_waits_ends_when_its_topic_is_deleted(int minBytes, bool holdsRecords)
    {
        await using var broker = new BrokerFixture { Clock = new VirtualClock(DateTimeOffset.UnixEpoch) };
        using WireClient client = await broker.StartAsync();
        using WireClient own = await broker.ConnectAsync();
        await BeginEarliestAsync(client);
        await CreateTopicAsync(client, "t");
        Guid id = await TopicIdAsync(client, "t");
        var member = new ShareClient(own, "m");
        if (holdsRecords)
        {
            await ProduceAsync(client, "t", Batch(["a", "b"]));
        }

        Assert.Equal(holdsRecords ? "0-1x1" : "", Acquired(await member.FetchAsync(id)));
        int waiting = await member.SendFetchAsync(id, LongWaitMs, minBytes);
        await UntilAsync(() => new ShareClient(client, "m").HasComeToAsync(2));
        await broker.Node.SettleAsync();
        await DeleteTopicAsync(client, "t");

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, Error(await member.FetchedAsync(waiting)));

        // As Kafka has it: what a session knew by name is gone, what it never knew is an id of nothing.
        member.SessionEpoch = 3;
        ShareFetchResponse next = await member.FetchAsync(id, LongWaitMs, (0, 1, Accept));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, Error(next));
        Assert.Equal(ErrorCode.UnknownTopicId, next.Responses[0].Partitions[0].AcknowledgeErrorCode);
        member.SessionEpoch = 0;
        Assert.Equal(ErrorCode.UnknownTopicId, Error(await member.FetchAsync(id, LongWaitMs)));
        var settled = await member.AcknowledgeAsync(id, closes: false, (0, 1, Accept));
        Assert.Equal(ErrorCode.UnknownTopicId, settled.Responses[0].Partitions[0].ErrorCode);
    }

    [Fact]
    public async Task Share_fetch_that_meets_the_deletion_of_its_topic_brings_no_state_back()
    {
        const int Rounds = 40;
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync(OnePartition);
        using WireClient own = await broker.ConnectAsync();
        await BeginEarliestAsync(client);
        for (int round = 0; round < Rounds; round++)
        {
            await CreateTopicAsync(client, "t");
            await ProduceAsync(client, "t", Batch(["a"]));
            var member = new ShareClient(own, $"m{round}");

            int fetching = await member.SendFetchAsync(await TopicIdAsync(client, "t"), LongWaitMs);
            await DeleteTopicAsync(client, "t");

            await member.FetchedAsync(fetching);
        }

        await UntilAsync(async () => (await StatesAsync(client)).Count == 0);
    }

    // A group that has settled two records of "t" and two of "kept".
    private static async Task<(Guid Deleted, Guid Kept)> ReadTwoTopicsAsync(WireClient client)
    {
        await BeginEarliestAsync(client);
        foreach (string topic in new[] { "t", "kept" })
        {
            await CreateTopicAsync(client, topic);
            await ProduceAsync(client, topic, Batch(["a", "b", "c"]));
            var member = new ShareClient(client, $"member-{topic}");
            Assert.Equal(ErrorCode.None, (await member.BeatAsync(epoch: 0, "t", "kept")).ErrorCode);
            Guid id = await TopicIdAsync(client, topic);
            Assert.Equal("0-2x1", Acquired(await member.FetchAsync(id)));
            await member.AcknowledgeAsync(id, closes: true, (0, 1, Accept));
            Assert.Equal(2, (await PositionAsync(client, topic)).StartOffset);
        }

        Guid deleted = await TopicIdAsync(client, "t");
        Guid kept = await TopicIdAsync(client, "kept");
        Assert.Equal(2, (await StatesAsync(client)).Count);
        return (deleted, kept);
    }

    // The logs of the coordinators, from the folders with one suffix to those with another.
    private static void Copy(string folder, string to, string from)
    {
        foreach (string topic in new[] { StateTopic, OffsetsTopic })
        {
            // Beside the broker's own folders, of which it must know every one.
            string source = from.Length == 0 ? Path.Combine(folder, $"{topic}-0") : $"{folder}{from}-{topic}";
            string target = to.Length == 0 ? Path.Combine(folder, $"{topic}-0") : $"{folder}{to}-{topic}";
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            Directory.CreateDirectory(target);
            foreach (string file in Directory.GetFiles(source))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }

            if (from.Length > 0)
            {
                Directory.Delete(source, recursive: true);
            }
        }
    }
}
