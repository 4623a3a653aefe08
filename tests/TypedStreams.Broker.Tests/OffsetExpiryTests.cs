// Positions of groups that nobody uses, over weeks of virtual time.
using TypedStreams.Broker.Hosting;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Broker.Tests.BrokerFixture;
using static TypedStreams.Broker.Tests.TransactionalClient;

namespace TypedStreams.Broker.Tests;

public sealed class OffsetExpiryTests
{
    [Fact]
    public async Task Position_of_an_unused_group_is_forgotten_after_a_week_also_across_a_restart()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch.AddDays(20_000));
        await using var broker = new BrokerFixture(onDisk: true) { Clock = clock };
        using (WireClient client = await broker.StartAsync())
        {
            await CreateTopicAsync(client, "t");
            await CommitAsync(client, offset: 7);
            clock.Advance(TimeSpan.FromDays(5));
            Assert.Equal(7, (await PositionAsync(client, "g", "t", requireStable: true)).CommittedOffset);
            await broker.Node.StopAsync();
        }

        using WireClient again = await broker.StartAsync();
        Assert.Equal(7, (await PositionAsync(again, "g", "t", requireStable: true)).CommittedOffset);
        clock.Advance(TimeSpan.FromDays(3));
        while ((await PositionAsync(again, "g", "t", requireStable: true)).CommittedOffset >= 0)
        {
            // The clock has fired; the expiry is on its way.
        }

        var groups = await again.AskAsync<ListGroupsRequest, ListGroupsResponse>(new ListGroupsRequest(), version: 4);
        Assert.Empty(groups.Groups);
    }

    private static async Task CommitAsync(WireClient client, long offset)
    {
        await client.AskAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { CoordinatorKeys = ["g"] }, version: 4);
        var response = await client.AskAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new OffsetCommitRequest
            {
                GroupId = "g",
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
}
