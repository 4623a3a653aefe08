// Share fetches that wait when their session ends. The clock stands still: neither a wait nor a lock ends by itself.
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using static TypedStreams.Broker.Tests.BrokerFixture;
using static TypedStreams.Broker.Tests.ShareClient;
using static TypedStreams.Broker.Tests.ShareLog;

namespace TypedStreams.Broker.Tests;

public sealed class ShareWaitTests : IAsyncLifetime
{
    private const int LongWaitMs = 600_000;

    // More than a fetch asks of shards until it waits.
    private const int Turns = 50;
    private readonly BrokerFixture _broker = new() { Clock = new VirtualClock(DateTimeOffset.UnixEpoch) };
    private WireClient _client = null!;
    private WireClient _own = null!;
    private Guid _topic;

    public async Task InitializeAsync()
    {
        _client = await _broker.StartAsync(OnePartition);
        _own = await _broker.ConnectAsync();
        await BeginEarliestAsync(_client);
        await CreateTopicAsync(_client, "t");
        _topic = await TopicIdAsync(_client, "t");
        await ProduceAsync(_client, "t", Batch(["a", "b"]));
    }

    public async Task DisposeAsync()
    {
        _own.Dispose();
        _client.Dispose();
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData(End.ClosedByAcknowledgement, true)]
    [InlineData(End.ClosedByAcknowledgement, false)]
    [InlineData(End.ClosedByFetch, false)]
    [InlineData(End.OpenedAnew, false)]
    [InlineData(End.MemberLeaves, true)]
    [InlineData(End.MemberLeaves, false)]
    public async Task Waiting_fetch_is_answered_with_nothing_when_its_session_ends(End end, bool holdsRecords)
    {
        var member = new ShareClient(_own, "m");
        var elsewhere = new ShareClient(_client, "m");
        await elsewhere.BeatAsync(epoch: 0, "t");
        Assert.Equal("0-1x1", Acquired(await member.FetchAsync(_topic)));
        if (!holdsRecords)
        {
            await member.AcknowledgeAsync(_topic, closes: false, (0, 1, Accept));
        }

        int epoch = member.SessionEpoch + 1;
        int waiting = await member.SendFetchAsync(_topic, LongWaitMs);
        await UntilAsync(() => elsewhere.HasComeToAsync(epoch));
        for (int turn = 0; turn < Turns; turn++)
        {
            await _broker.Node.SettleAsync();
        }

        await EndAsync(elsewhere, end);

        var answer = await member.FetchedAsync(waiting);
        Assert.Equal((ErrorCode.None, ""), (answer.ErrorCode, Acquired(answer)));

        // Nobody stands in the way of another member: neither with what was held, nor with what comes now.
        await ProduceAsync(_client, "t", Batch(["c"]));
        var other = new ShareClient(_client, "other");
        string held = holdsRecords ? "0-1x2 " : "";
        Assert.Equal($"{held}2-2x1", Acquired(await other.FetchAsync(_topic, LongWaitMs)));
    }

    [Fact]
    public async Task Waiting_fetch_does_not_keep_back_the_closing_of_its_session_on_the_same_connection()
    {
        var member = new ShareClient(_own, "m");
        Assert.Equal("0-1x1", Acquired(await member.FetchAsync(_topic)));

        int waiting = await member.SendFetchAsync(_topic, LongWaitMs);
        int closing = await member.SendAcknowledgementAsync(_topic, closes: true, (0, 0, Accept));

        var answer = await member.FetchedAsync(waiting);
        Assert.Equal((ErrorCode.None, ""), (answer.ErrorCode, Acquired(answer)));
        Assert.Equal(ErrorCode.None, (await member.AcknowledgedAsync(closing)).ErrorCode);
        Assert.Equal("1-1x2", Acquired(await new ShareClient(_client, "other").FetchAsync(_topic, LongWaitMs)));
    }

    [Fact]
    public async Task Connection_that_ends_while_its_fetch_waits_frees_what_its_member_holds()
    {
        var member = new ShareClient(_own, "m");
        Assert.Equal("0-1x1", Acquired(await member.FetchAsync(_topic)));
        await member.SendFetchAsync(_topic, LongWaitMs);
        await UntilAsync(() => new ShareClient(_client, "m").HasComeToAsync(2));
        var other = new ShareClient(_client, "other");
        int theirs = await other.SendFetchAsync(_topic, LongWaitMs);

        _own.Dispose();

        Assert.Equal("0-1x2", Acquired(await other.FetchedAsync(theirs)));
    }

    [Theory]
    [InlineData(End.ClosedByAcknowledgement)]
    [InlineData(End.OpenedAnew)]
    [InlineData(End.MemberLeaves)]
    public async Task Records_that_come_when_the_session_ends_are_held_by_nobody_who_does_not_know(End end)
    {
        const int Rounds = 40;
        using WireClient writer = await _broker.ConnectAsync();
        var elsewhere = new ShareClient(_client, "m");
        var other = new ShareClient(_client, "other");
        Assert.Equal("0-1x1", Acquired(await other.FetchAsync(_topic)));
        await other.AcknowledgeAsync(_topic, closes: false, (0, 1, Accept));
        for (int offset = 2; offset < 2 + Rounds; offset++)
        {
            await elsewhere.BeatAsync(epoch: 0, "t");
            var member = new ShareClient(_own, "m");
            await member.FetchAsync(_topic);
            int waiting = await member.SendFetchAsync(_topic, LongWaitMs);
            await UntilAsync(() => elsewhere.HasComeToAsync(2));

            Task producing = ProduceAsync(writer, "t", Batch(["new"]));
            await EndAsync(elsewhere, end);
            await producing;
            string got = Acquired(await member.FetchedAsync(waiting));

            // It was delivered, or it is free.
            if (end == End.OpenedAnew && got.Length > 0)
            {
                await elsewhere.AcknowledgeAsync(_topic, closes: false, (offset, offset, Accept));
                continue;
            }

            string theirs = Acquired(await other.FetchAsync(_topic, LongWaitMs));
            Assert.StartsWith($"{offset}-{offset}x", theirs);
            await other.AcknowledgeAsync(_topic, closes: false, (offset, offset, Accept));
        }

        Assert.Equal(2 + Rounds, (await PositionAsync(_client, "t")).StartOffset);
    }

    private async Task EndAsync(ShareClient member, End end)
    {
        switch (end)
        {
            case End.ClosedByAcknowledgement:
                await member.AcknowledgeAsync(_topic, closes: true);
                break;
            case End.ClosedByFetch:
                member.SessionEpoch = -1;
                await member.FetchAsync(_topic);
                break;
            case End.OpenedAnew:
                // For no partition that has records, so that it takes none.
                member.SessionEpoch = 0;
                await member.FetchAsync(Guid.Empty);
                break;
            case End.MemberLeaves:
                Assert.Equal(ErrorCode.None, (await member.BeatAsync(epoch: -1)).ErrorCode);
                break;
        }
    }

    /// <summary>How a session ends.</summary>
    public enum End
    {
        /// <summary>ShareAcknowledge with the last epoch.</summary>
        ClosedByAcknowledgement,

        /// <summary>ShareFetch with the last epoch.</summary>
        ClosedByFetch,

        /// <summary>The member opens another one.</summary>
        OpenedAnew,

        /// <summary>The member leaves its group.</summary>
        MemberLeaves,
    }
}
