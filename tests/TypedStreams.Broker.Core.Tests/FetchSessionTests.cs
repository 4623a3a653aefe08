using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Fetching;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using TypedStreams.Protocol.Records;
using static TypedStreams.Protocol.Messages.FetchRequest;
using static TypedStreams.Protocol.Messages.FetchResponse;

namespace TypedStreams.Broker.Core.Tests;

public sealed class FetchSessionTests
{
    private readonly FetchSessions _sessions = new(slots: 2);
    private long _nowMs;
    private int _ids;

    [Fact]
    public void Answer_of_a_session_has_only_what_changed_and_the_plan_has_all_that_was_asked_for()
    {
        int id = Open(partitions: 3);
        FetchPlan plan = Plan(id, epoch: 1);

        FetchResponse nothing = Finish(plan, highWatermark: 5);
        FetchResponse all = Finish(Plan(id, epoch: 2), highWatermark: 6);

        Assert.Equal([0, 1, 2], plan.Topics.Single().Partitions.Select(partition => partition.Partition));
        Assert.Empty(nothing.Responses);
        Assert.Equal(3, all.Responses.Single().Partitions.Count);
        Assert.Equal(id, nothing.SessionId);
    }

    [Fact]
    public void Request_changes_adds_and_forgets_partitions()
    {
        int id = Open(partitions: 2);

        FetchPlan plan = _sessions.Begin(
            new FetchRequest
            {
                SessionId = id,
                SessionEpoch = 1,
                Topics =
                [
                    Topic(new FetchPartition { Partition = 1, FetchOffset = 7 }, new FetchPartition { Partition = 4 }),
                ],
                ForgottenTopicsData = [new ForgottenTopic { Topic = "t", Partitions = [0] }],
            },
            usesTopicIds: false, Now);

        Assert.Equal([(1, 7L), (4, 0L)], plan.Topics.Single().Partitions.Select(p => (p.Partition, p.FetchOffset)));
    }

    [Fact]
    public void Partition_that_gave_records_goes_to_the_end()
    {
        int id = Open(partitions: 3);
        FetchPlan plan = Plan(id, epoch: 1);
        FetchResponse response = Read(plan, highWatermark: 5);
        response.Responses[0].Partitions[0].Records = new RecordsPayload(new byte[10]);
        _sessions.Finish(plan, response, freshId: 9, Now);

        Assert.Equal([1, 2, 0], Plan(id, epoch: 2).Topics.Single().Partitions.Select(p => p.Partition));
    }

    [Fact]
    public void Session_that_is_unknown_or_out_of_step_is_refused_and_one_that_is_emptied_ends()
    {
        int id = Open(partitions: 1);

        Assert.Equal(ErrorCode.FetchSessionIdNotFound, Plan(id + 1, epoch: 1).Error);
        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, Plan(id, epoch: 2).Error);
        Assert.Equal(
            ErrorCode.FetchSessionTopicIdError,
            _sessions.Begin(
                new FetchRequest { SessionId = id, SessionEpoch = 1 }, usesTopicIds: true, Now).Error);
        FetchPlan emptied = _sessions.Begin(
            new FetchRequest
            {
                SessionId = id,
                SessionEpoch = 1,
                ForgottenTopicsData = [new ForgottenTopic { Topic = "t", Partitions = [0] }],
            },
            usesTopicIds: false, Now);
        Assert.Equal(ErrorCode.None, emptied.Error);
        Assert.Equal(0, _sessions.Count);
    }

    [Fact]
    public void Request_that_is_overtaken_by_another_of_its_session_is_refused()
    {
        int id = Open(partitions: 1);
        FetchPlan first = Plan(id, epoch: 1);
        FetchPlan second = Plan(id, epoch: 2);

        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, Finish(first, highWatermark: 6).ErrorCode);
        Assert.Equal(ErrorCode.None, Finish(second, highWatermark: 6).ErrorCode);
    }

    [Fact]
    public void Session_is_closed_by_its_client()
    {
        int id = Open(partitions: 1);

        _sessions.Begin(new FetchRequest { SessionId = id, SessionEpoch = -1 }, usesTopicIds: false, Now);

        Assert.Equal(0, _sessions.Count);
    }

    [Fact]
    public void Full_cache_gives_no_session_until_one_is_old_and_then_the_smaller_goes_for_the_larger()
    {
        int small = Open(partitions: 1);
        int large = Open(partitions: 5);

        Assert.Equal(0, Open(partitions: 3));
        _nowMs = FetchSessions.SafeMs + 1;
        Plan(small, epoch: 1);
        Plan(large, epoch: 1);
        Assert.Equal(0, Open(partitions: 1));
        int middle = Open(partitions: 3);

        Assert.NotEqual(0, middle);
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, Plan(small, epoch: 2).Error);
        Assert.Equal(ErrorCode.None, Plan(large, epoch: 2).Error);
    }

    [Fact]
    public void Full_cache_lets_go_of_one_that_nobody_uses_and_of_a_consumers_for_a_followers()
    {
        int first = Open(partitions: 9);
        _nowMs = FetchSessions.SafeMs;
        int second = Open(partitions: 9);

        int follower = Open(partitions: 1, replicaId: 2);
        Assert.NotEqual(0, follower);
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, Plan(first, epoch: 1).Error);
        _nowMs = FetchSessions.SafeMs + FetchSessions.SafeMs + 1;
        Plan(follower, epoch: 1);
        Assert.NotEqual(0, Open(partitions: 1));
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, Plan(second, epoch: 1).Error);
    }

    private CoreTime Now => new(_nowMs, WallClockMs: 1_700_000_000_000 + _nowMs);

    private int Open(int partitions, int replicaId = -1)
    {
        var request = new FetchRequest
        {
            SessionEpoch = 0,
            ReplicaId = replicaId,
            Topics =
            [
                Topic([.. Enumerable.Range(0, partitions).Select(index => new FetchPartition { Partition = index })]),
            ],
        };
        return Finish(_sessions.Begin(request, usesTopicIds: false, Now), highWatermark: 5).SessionId;
    }

    private static FetchTopic Topic(params FetchPartition[] partitions) =>
        new() { Topic = "t", Partitions = [.. partitions] };

    private FetchPlan Plan(int id, int epoch) => _sessions.Begin(
        new FetchRequest { SessionId = id, SessionEpoch = epoch }, usesTopicIds: false, Now);

    private FetchResponse Finish(FetchPlan plan, long highWatermark)
    {
        FetchResponse response = Read(plan, highWatermark);
        _sessions.Finish(plan, response, freshId: ++_ids, Now);
        return response;
    }

    private static FetchResponse Read(FetchPlan plan, long highWatermark) => new()
    {
        Responses = plan.Topics.ConvertAll(topic => new FetchableTopicResponse
        {
            Topic = topic.Topic,
            Partitions = topic.Partitions.ConvertAll(partition => new PartitionData
            {
                PartitionIndex = partition.Partition,
                HighWatermark = highWatermark,
                LogStartOffset = 0,
            }),
        }),
    };
}
