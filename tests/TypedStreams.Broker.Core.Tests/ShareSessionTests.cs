using TypedStreams.Broker.Core.Shares;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ShareSessionTests
{
    private static readonly object Connection = new();
    private static readonly TopicIdPartition First = new(Guid.Parse("00000000-0000-0000-0000-0000000000cc"), 0);
    private static readonly TopicIdPartition Second = First with { Partition = 1 };
    private readonly ShareSessions _sessions = new(maxSessions: 2);

    [Fact]
    public void Session_remembers_what_its_member_reads_and_each_comes_first_in_turn()
    {
        Fetch(epoch: 0, First, Second);

        Assert.Equal([First, Second], Fetch(epoch: 1).Partitions);
        Assert.Equal([Second, First], Fetch(epoch: 2).Partitions);
        Assert.Equal([First], _sessions.Fetch("g", "m", 3, [], [Second], Connection).Partitions);
    }

    [Theory]
    [InlineData(2, ErrorCode.InvalidShareSessionEpoch)]
    [InlineData(1, ErrorCode.None)]
    [InlineData(-1, ErrorCode.None)]
    public void Epoch_that_is_not_the_next_one_is_refused(int epoch, ErrorCode expected)
    {
        Fetch(epoch: 0, First);

        Assert.Equal(expected, Fetch(epoch).Error);
    }

    [Fact]
    public void Acknowledging_goes_on_with_a_session_but_opens_none()
    {
        Assert.Equal(ErrorCode.InvalidShareSessionEpoch, _sessions.Acknowledge("g", "m", 0).Error);
        Assert.Equal(ErrorCode.ShareSessionNotFound, _sessions.Acknowledge("g", "m", 1).Error);
        Fetch(epoch: 0, First);
        Assert.Equal(ErrorCode.None, _sessions.Acknowledge("g", "m", 1).Error);
        Assert.Equal(ErrorCode.None, Fetch(epoch: 2).Error);
    }

    [Fact]
    public void Closing_ends_the_session_and_tells_what_it_read()
    {
        Fetch(epoch: 0, First);

        Assert.Equal([First], Fetch(epoch: -1).Partitions);
        Assert.Equal(ErrorCode.ShareSessionNotFound, Fetch(epoch: 1).Error);
    }

    [Fact]
    public void Sessions_end_with_their_connection()
    {
        Fetch(epoch: 0, First);
        _sessions.Fetch("g", "other", 0, [Second], [], new object());

        EndedShareSession ended = Assert.Single(_sessions.ConnectionClosed(Connection));

        Assert.Equal(("m", First), (ended.MemberId, Assert.Single(ended.Partitions)));
        Assert.Equal(1, _sessions.Count);
    }

    [Fact]
    public void One_session_more_than_there_may_be_is_refused_and_an_old_one_may_begin_anew()
    {
        Fetch(epoch: 0, First);
        _sessions.Fetch("g", "second", 0, [First], [], Connection);

        Assert.Equal(
            ErrorCode.ShareSessionLimitReached, _sessions.Fetch("g", "third", 0, [First], [], Connection).Error);
        Assert.Equal(ErrorCode.None, Fetch(epoch: 0, First).Error);
    }

    private ShareSessionStep Fetch(int epoch, params TopicIdPartition[] added) =>
        _sessions.Fetch("g", "m", epoch, added, [], Connection);
}
