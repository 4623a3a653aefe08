// Fetch sessions (KIP-227) over the wire.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;

namespace TypedStreams.Broker.Tests;

public sealed class FetchSessionTests
{
    [Fact]
    public async Task Client_names_its_partitions_once_and_hears_what_changed()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        using WireClient writer = await broker.ConnectAsync();
        await CreateTopicAsync(client, "a");
        await CreateTopicAsync(client, "b");
        FetchRequest full = Fetch("a", offset: 0);
        full.Topics.Add(Fetch("b", offset: 0).Topics[0]);
        full.SessionEpoch = 0;

        FetchResponse opened = await AskAsync(client, full);
        await ProduceAsync(writer, "b", Batch(["new"]));
        FetchResponse changed = await AskAsync(client, Next(opened, epoch: 1));
        FetchRequest moved = Next(opened, epoch: 2);
        moved.Topics = Fetch("b", offset: 1).Topics;
        FetchResponse nothing = await AskAsync(client, moved);

        Assert.NotEqual(0, opened.SessionId);
        Assert.Equal(2, opened.Responses.Count);
        Assert.Equal("b", Assert.Single(changed.Responses).Topic);
        Assert.Equal(["new"], Values(changed.Responses[0].Partitions[0]));
        Assert.Empty(nothing.Responses);
    }

    [Fact]
    public async Task Fetch_in_a_session_waits_for_records_and_is_woken_by_them()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        using WireClient writer = await broker.ConnectAsync();
        await CreateTopicAsync(client, "a");
        FetchRequest full = Fetch("a", offset: 0);
        full.SessionEpoch = 0;
        FetchResponse opened = await AskAsync(client, full);
        FetchRequest waits = Next(opened, epoch: 1);
        waits.MaxWaitMs = 60_000;

        int waiting = await client.SendAsync<FetchRequest, FetchResponse>(waits, version: 12);
        await ProduceAsync(writer, "a", Batch(["late"]));
        FetchResponse woken = await client.ReceiveAsync<FetchResponse>(
            waiting, version: 12).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["late"], Values(woken.Responses[0].Partitions[0]));
    }

    [Fact]
    public async Task Session_that_is_not_known_or_out_of_step_is_refused()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "a");
        FetchRequest full = Fetch("a", offset: 0);
        full.SessionEpoch = 0;
        FetchResponse opened = await AskAsync(client, full);

        Assert.Equal(
            ErrorCode.InvalidFetchSessionEpoch, (await AskAsync(client, Next(opened, epoch: 2))).ErrorCode);
        FetchRequest close = Next(opened, epoch: -1);
        Assert.Equal(0, (await AskAsync(client, close)).SessionId);
        Assert.Equal(
            ErrorCode.FetchSessionIdNotFound, (await AskAsync(client, Next(opened, epoch: 1))).ErrorCode);
    }

    [Fact]
    public async Task Request_without_a_session_gets_none()
    {
        await using var broker = new BrokerFixture();
        using WireClient client = await broker.StartAsync();
        await CreateTopicAsync(client, "a");

        Assert.Equal(0, (await AskAsync(client, Fetch("a", offset: 0))).SessionId);
    }

    private static FetchRequest Next(FetchResponse opened, int epoch) => new()
    {
        SessionId = opened.SessionId,
        SessionEpoch = epoch,
        MinBytes = 1,
        MaxBytes = 1 << 20,
    };

    private static Task<FetchResponse> AskAsync(WireClient client, FetchRequest request) =>
        client.AskAsync<FetchRequest, FetchResponse>(request, version: 12);
}
