// Streams groups (KIP-1071) step by step: what members are told, who is refused and why, who may commit.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.StreamsGroupHeartbeatRequest;

namespace TypedStreams.Broker.Core.Tests;

public sealed class StreamsGroupTests
{
    private static readonly StreamsGroupOptions Options = new() { InitialRebalanceDelayMs = 3_000 };
    private readonly StreamsGroupWorld _world = new(Options);

    [Fact]
    public void First_members_wait_for_others_and_for_internal_topics_then_share_the_tasks()
    {
        StreamsGroupHeartbeatResponse joined = _world.Ask(JoinOf("a", "p1"));
        StreamsGroupHeartbeatResponse second = _world.Ask(JoinOf("b", "p2"));
        _world.Pass(3_000);
        StreamsGroupHeartbeatResponse last = _world.Ask(BeatOf("a", 1));
        StreamsGroupHeartbeatResponse other = _world.Ask(BeatOf("b", 1));

        Assert.Equal(
            [(sbyte)StreamsStatus.AssignmentDelayed, (sbyte)StreamsStatus.MissingInternalTopics], Codes(joined));
        Assert.Contains("counts, words", joined.Status![1].StatusDetail);
        Assert.Equal((1, 0), (joined.MemberEpoch, joined.ActiveTasks!.Count));
        Assert.Equal([(sbyte)StreamsStatus.AssignmentDelayed], Codes(second));
        Assert.Equal(4, _world.Image.Topics["words"].Partitions.Length);
        Assert.Equal(4, _world.Image.Topics["counts"].Partitions.Length);
        Assert.Empty(last.Status!);
        Assert.Equal(4, last.ActiveTasks!.Sum(part => part.Partitions.Count));
        Assert.Equal(4, other.ActiveTasks!.Sum(part => part.Partitions.Count));
        Assert.Equal((5_000, 60_000, 10_000L),
            (last.HeartbeatIntervalMs, last.TaskOffsetIntervalMs, last.AcceptableRecoveryLag));
        Assert.Equal("Stable", _world.Described().GroupState);
    }

    [Fact]
    public void Newcomer_gets_tasks_only_when_they_were_given_up()
    {
        SimulatedThread first = Settled("p1");
        SimulatedThread second = _world.Join(null, "p2");
        _world.Commit(int.MaxValue);
        _world.Pass(1_000);
        _world.Beat(second);
        _world.Beat(first);
        _world.Commit(int.MaxValue);
        _world.Beat(second);
        _world.Commit(int.MaxValue);
        second.Reconcile();
        int before = second.Active.Count;

        first.Reconcile();
        _world.Beat(first);
        _world.Beat(second);
        _world.Commit(int.MaxValue);
        second.Reconcile();

        Assert.Equal((0, 4, 4), (before, first.Active.Count, second.Active.Count));
    }

    [Fact]
    public void Member_that_does_not_give_tasks_up_in_time_is_put_out()
    {
        SimulatedThread first = Settled("p1");
        SimulatedThread second = _world.Join(null, "p2");
        _world.Commit(int.MaxValue);
        _world.Pass(1_000);
        _world.Beat(second);
        _world.Beat(first);
        _world.Commit(int.MaxValue);
        for (int i = 0; i < 4; i++)
        {
            _world.Pass(20_000);
            _world.Beat(first);
            _world.Beat(second);
            _world.Commit(int.MaxValue);
        }

        // It heard that it is no member any more, dropped everything and joined again.
        second.Reconcile();
        Assert.Empty(first.Active);
        Assert.NotEmpty(second.Active);
    }

    [Fact]
    public void Member_that_says_everything_hears_its_tasks_again_though_nothing_is_new()
    {
        SimulatedThread thread = Settled("p1");

        StreamsGroupHeartbeatResponse asUsual = _world.Ask(thread.Heartbeat(StreamsGroupWorld.Topology));
        thread.Missed();
        StreamsGroupHeartbeatResponse again = _world.Ask(thread.Heartbeat(StreamsGroupWorld.Topology));

        Assert.Null(asUsual.ActiveTasks);
        Assert.Equal(8, again.ActiveTasks!.Sum(part => part.Partitions.Count));
    }

    [Fact]
    public void Silent_member_is_put_out_when_its_session_is_over()
    {
        SimulatedThread thread = Settled("p1");

        _world.Pass(45_001);
        StreamsGroupHeartbeatResponse answer = _world.Ask(BeatOf(thread.MemberId, thread.Epoch));

        Assert.Equal(ErrorCode.UnknownMemberId, answer.ErrorCode);
        Assert.Equal("Empty", _world.Described().GroupState);
    }

    [Fact]
    public void Static_member_that_is_back_under_a_new_id_finds_its_tasks_and_nothing_is_shared_out_anew()
    {
        SimulatedThread thread = Settled("p1", "s1");
        int epoch = _world.Described().GroupEpoch;
        _world.Send(thread, thread.Leave(forAWhile: true), _ => { });
        _world.Commit(int.MaxValue);
        int away = _world.Described().Members[0].MemberEpoch;

        SimulatedThread back = _world.Join("s1", "p1");
        _world.Commit(int.MaxValue);
        back.Reconcile();

        Assert.Equal(-2, away);
        Assert.Equal(8, back.Active.Count);
        Assert.Equal(epoch, _world.Described().GroupEpoch);
        Assert.Equal(back.MemberId, _world.Described().Members.Single().MemberId);
    }

    [Fact]
    public void Static_name_in_use_is_refused_and_the_one_that_was_replaced_is_fenced()
    {
        SimulatedThread thread = Settled("p1", "s1");
        StreamsGroupHeartbeatRequest thief = JoinOf("x", "p2");
        thief.InstanceId = "s1";
        ErrorCode inUse = _world.Ask(thief).ErrorCode;
        _world.Send(thread, thread.Leave(forAWhile: true), _ => { });
        _world.Commit(int.MaxValue);
        _world.Ask(thief);
        StreamsGroupHeartbeatRequest late = BeatOf(thread.MemberId, thread.Epoch);
        late.InstanceId = "s1";

        Assert.Equal(ErrorCode.UnreleasedInstanceId, inUse);
        Assert.Equal(ErrorCode.FencedInstanceId, _world.Ask(late).ErrorCode);
    }

    [Fact]
    public void Member_with_another_epoch_is_fenced()
    {
        SimulatedThread thread = Settled("p1");

        StreamsGroupHeartbeatResponse greater = _world.Ask(BeatOf(thread.MemberId, thread.Epoch + 1));
        StreamsGroupHeartbeatResponse smaller = _world.Ask(BeatOf(thread.MemberId, thread.Epoch - 1));

        Assert.Equal(ErrorCode.FencedMemberEpoch, greater.ErrorCode);
        Assert.Equal(ErrorCode.FencedMemberEpoch, smaller.ErrorCode);
        Assert.Contains("greater", greater.ErrorMessage);
        Assert.Contains("smaller", smaller.ErrorMessage);
    }

    [Fact]
    public void Shutdown_that_one_member_asks_for_is_told_to_all_until_the_group_is_empty()
    {
        SimulatedThread first = Settled("p1");
        StreamsGroupHeartbeatRequest asks = BeatOf(first.MemberId, first.Epoch);
        asks.ShutdownApplication = true;
        _world.Ask(asks);

        StreamsGroupHeartbeatResponse told = _world.Ask(JoinOf("b", "p2"));
        _world.Ask(BeatOf("b", -1));
        _world.Ask(BeatOf(first.MemberId, -1));
        StreamsGroupHeartbeatResponse later = _world.Ask(JoinOf("c", "p3"));

        Assert.Contains((sbyte)StreamsStatus.ShutdownApplication, Codes(told));
        Assert.DoesNotContain((sbyte)StreamsStatus.ShutdownApplication, Codes(later));
    }

    [Fact]
    public void Topics_that_are_missing_or_wrongly_partitioned_are_named()
    {
        _world.RemoveTopic("source");
        StreamsGroupHeartbeatResponse missing = _world.Ask(JoinOf("a", "p1"));
        _world.AddTopic("source", 4);
        _world.AddTopic("words", 3);
        StreamsGroupHeartbeatResponse uneven = _world.Ask(BeatOf("a", 1));

        Assert.Equal("Source topics source are missing.",
            missing.Status!.Single(told => told.StatusCode == (sbyte)StreamsStatus.MissingSourceTopics).StatusDetail);
        Assert.Equal("Existing topic words has different number of partitions: expected 4, found 3",
            uneven.Status!.Single(
                told => told.StatusCode == (sbyte)StreamsStatus.IncorrectlyPartitionedTopics).StatusDetail);
        Assert.Equal("NotReady", _world.Described().GroupState);
    }

    [Fact]
    public void Topics_that_are_joined_must_have_as_many_partitions_and_flexible_ones_follow()
    {
        _world.AddTopic("other", 6);
        var joined = new Subtopology
        {
            SubtopologyId = "0",
            SourceTopics = ["other", "source"],
            CopartitionGroups = [new CopartitionGroup { SourceTopics = [0, 1] }],
        };
        var follows = new TopologyInfo
        {
            Subtopologies =
            [
                new Subtopology { SubtopologyId = "0", SourceTopics = ["source"], RepartitionSinkTopics = ["r"] },
                new Subtopology
                {
                    SubtopologyId = "1",
                    SourceTopics = ["other"],
                    RepartitionSourceTopics = [new TopicInfo { Name = "r" }],
                    CopartitionGroups = [new CopartitionGroup { SourceTopics = [0], RepartitionSourceTopics = [0] }],
                },
            ],
        };

        StreamsGroupHeartbeatRequest uneven = JoinOf("a", "p1");
        uneven.Topology = new TopologyInfo { Subtopologies = [joined] };
        StreamsGroupHeartbeatRequest even = JoinOf("a", "p1");
        even.GroupId = "h";
        even.Topology = follows;

        Assert.Contains("[{other=6, source=4}]", _world.Ask(uneven).Status!.Single(
            told => told.StatusCode == (sbyte)StreamsStatus.IncorrectlyPartitionedTopics).StatusDetail);
        _world.Ask(even);
        Assert.Equal(6, _world.Image.Topics["r"].Partitions.Length);
    }

    [Fact]
    public void Topology_that_cannot_be_is_refused_and_nothing_is_founded()
    {
        StreamsGroupHeartbeatRequest orphan = JoinOf("a", "p1");
        orphan.Topology = new TopologyInfo
        {
            Subtopologies =
            [
                new Subtopology { SubtopologyId = "0", RepartitionSourceTopics = [new TopicInfo { Name = "r" }] },
            ],
        };
        StreamsGroupHeartbeatRequest changelog = JoinOf("a", "p1");
        changelog.Topology!.Subtopologies[1].StateChangelogTopics[0].Partitions = 5;
        StreamsGroupHeartbeatRequest expression = JoinOf("a", "p1");
        expression.Topology!.Subtopologies[0].SourceTopicRegex = ["s.*"];

        Assert.Equal(ErrorCode.StreamsInvalidTopology, _world.Ask(orphan).ErrorCode);
        Assert.Equal(ErrorCode.StreamsInvalidTopology, _world.Ask(changelog).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, _world.Ask(expression).ErrorCode);
        Assert.Equal(ErrorCode.GroupIdNotFound, _world.Described().ErrorCode);
    }

    [Fact]
    public void Topology_is_the_same_for_all_an_older_one_is_told_so()
    {
        StreamsGroupHeartbeatRequest newer = JoinOf("a", "p1");
        newer.Topology!.Epoch = 1;
        _world.Ask(newer);

        StreamsGroupHeartbeatResponse stale = _world.Ask(JoinOf("b", "p2"));
        StreamsGroupHeartbeatRequest other = JoinOf("c", "p2");
        other.Topology = new TopologyInfo { Epoch = 1 };

        Assert.Contains((sbyte)StreamsStatus.StaleTopology, Codes(stale));
        Assert.Equal(ErrorCode.InvalidRequest, _world.Ask(other).ErrorCode);
    }

    [Fact]
    public void Heartbeat_that_makes_no_sense_is_refused()
    {
        SimulatedThread thread = Settled("p1");
        Assert.Equal("MemberId can't be empty.", Wrong(request => request.MemberId = ""));
        Assert.Equal("InstanceId can't be null.", Wrong(request => request.MemberEpoch = -2));
        Assert.Equal(
            "MemberEpoch is -3, but must be greater than or equal to -2.", Wrong(request => request.MemberEpoch = -3));
        Assert.Equal(
            "If one task-type is non-null, all must be non-null.", Wrong(request => request.ActiveTasks = []));
        Assert.Equal(
            "Topology can only be provided when (re-)joining.",
            Wrong(request => request.Topology = StreamsGroupWorld.Topology));
        Assert.Contains("Number of tasks for this subtopology: 4", Wrong(request =>
        {
            request.ActiveTasks = [new TaskIds { SubtopologyId = "0", Partitions = [4] }];
            (request.StandbyTasks, request.WarmupTasks) = ([], []);
        }));

        string? Wrong(Action<StreamsGroupHeartbeatRequest> spoil)
        {
            StreamsGroupHeartbeatRequest request = BeatOf(thread.MemberId, thread.Epoch);
            spoil(request);
            StreamsGroupHeartbeatResponse answer = _world.Ask(request);
            Assert.Equal(ErrorCode.InvalidRequest, answer.ErrorCode);
            return answer.ErrorMessage;
        }
    }

    [Fact]
    public void Endpoints_are_told_with_the_partitions_of_their_tasks_when_they_changed()
    {
        StreamsGroupHeartbeatRequest join = JoinOf("a", "p1");
        join.UserEndpoint = new Endpoint { Host = "here", Port = 7 };
        _world.Ask(join);
        _world.Pass(3_000);
        StreamsGroupHeartbeatResponse told = _world.Ask(BeatOf("a", 1));
        StreamsGroupHeartbeatRequest next = BeatOf("a", told.MemberEpoch);
        next.EndpointInformationEpoch = told.EndpointInformationEpoch;

        var known = Assert.Single(told.PartitionsByUserEndpoint!);
        Assert.Equal(("here", 7), (known.UserEndpoint.Host, known.UserEndpoint.Port));
        Assert.Equal(["source", "words"], known.ActivePartitions.Select(topic => topic.Topic));
        Assert.All(known.ActivePartitions, topic => Assert.Equal([0, 1, 2, 3], topic.Partitions));
        Assert.Null(_world.Ask(next).PartitionsByUserEndpoint);
    }

    [Fact]
    public void Standby_tasks_go_to_processes_with_other_tags()
    {
        _world.Options = Options with { StandbyReplicas = 1, RackAwareTags = ["zone"] };
        foreach ((string id, string zone) in (Span<(string, string)>)[("a", "x"), ("b", "x"), ("c", "y")])
        {
            StreamsGroupHeartbeatRequest join = JoinOf(id, $"p{id}");
            join.ClientTags = [new KeyValue { Key = "zone", Value = zone }];
            _world.Ask(join);
        }

        _world.Pass(3_000);
        StreamsGroupHeartbeatResponse untagged = _world.Ask(JoinOf("d", "p1"));
        _world.Ask(BeatOf("d", -1));
        _world.Pass(1_000);
        _world.Ask(BeatOf("a", 1));

        var targets = _world.Described().Members.ToDictionary(
            member => member.MemberId, member => member.TargetAssignment);
        var inX = targets["a"].ActiveTasks.Concat(targets["b"].ActiveTasks).Where(part => part.SubtopologyId == "1")
            .SelectMany(part => part.Partitions);
        Assert.Superset(inX.ToHashSet(), targets["c"].StandbyTasks.SelectMany(part => part.Partitions).ToHashSet());
        Assert.Contains((sbyte)StreamsStatus.MissingClientTags, Codes(untagged));
    }

    [Fact]
    public void Positions_are_committed_by_the_member_that_has_the_task()
    {
        SimulatedThread thread = Settled("p1");

        Assert.Equal(ErrorCode.None, Commit(thread.MemberId, thread.Epoch, "source"));
        Assert.Equal(ErrorCode.StaleMemberEpoch, Commit(thread.MemberId, thread.Epoch + 1, "source"));
        Assert.Equal(ErrorCode.StaleMemberEpoch, Commit(thread.MemberId, thread.Epoch - 1, "source"));
        Assert.Equal(ErrorCode.StaleMemberEpoch, Commit(thread.MemberId, thread.Epoch - 1, "elsewhere"));
        Assert.Equal(ErrorCode.UnknownMemberId, Commit("nobody", thread.Epoch, "source"));
        Assert.Equal(ErrorCode.UnsupportedVersion, Commit(thread.MemberId, thread.Epoch, "source", version: 8));
        Assert.Equal(ErrorCode.UnknownMemberId, Commit("", -1, "source"));
    }

    [Fact]
    public void Group_is_listed_as_one_of_streams_and_of_no_other_kind()
    {
        SimulatedThread thread = Settled("p1");
        var listed = Assert.Single(_world.Core.List([], ["STREAMS"]));

        Assert.Equal(("g", "streams", "Stable", "streams"),
            (listed.GroupId, listed.ProtocolType, listed.GroupState, listed.GroupType));
        Assert.Empty(_world.Core.List([], ["classic", "consumer"]));
        Assert.Equal("Group g is not a classic group.", _world.Core.Describe("g", version: 6).ErrorMessage);
        Assert.Equal("Group g is not a consumer group.", _world.Core.DescribeConsumers("g", _world.Image).ErrorMessage);
        Assert.Equal(ErrorCode.NonEmptyGroup, _world.Delete());
        _world.Ask(BeatOf(thread.MemberId, -1));
        Assert.Equal(ErrorCode.None, _world.Delete());
        _world.Restart();
        Assert.Equal("Group g not found.", _world.Described().ErrorMessage);
    }

    private SimulatedThread Settled(string processId, string? instanceId = null)
    {
        SimulatedThread thread = _world.Join(instanceId, processId);
        for (int round = 0; round < 4; round++)
        {
            _world.BeatAll();
            _world.Pass(3_000);
        }

        Assert.Equal(8, thread.Active.Count);
        return thread;
    }

    private ErrorCode Commit(string memberId, int epoch, string topic, short version = 9)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = "g",
            MemberId = memberId,
            GenerationIdOrMemberEpoch = epoch,
            Topics =
            [
                new OffsetCommitRequest.OffsetCommitRequestTopic
                {
                    Name = topic,
                    Partitions = [new OffsetCommitRequest.OffsetCommitRequestPartition { PartitionIndex = 1 }],
                },
            ],
        };
        var effects = new List<GroupEffect>();
        _world.Core.CommitRequested(request, version, (_, _) => true, new ReplyToken(this), default, effects);
        foreach (GroupEffect.AppendRecords append in effects.OfType<GroupEffect.AppendRecords>().ToList())
        {
            _world.Core.AppendCompleted(append.Append, ErrorCode.None, default, effects);
        }

        var response = (OffsetCommitResponse)effects.OfType<GroupEffect.Reply>().Single().Response;
        return response.Topics[0].Partitions[0].ErrorCode;
    }

    private static StreamsGroupHeartbeatRequest JoinOf(string memberId, string processId) => new()
    {
        GroupId = "g",
        MemberId = memberId,
        RebalanceTimeoutMs = 60_000,
        ProcessId = processId,
        Topology = StreamsGroupWorld.Topology,
        ActiveTasks = [],
        StandbyTasks = [],
        WarmupTasks = [],
    };

    private static StreamsGroupHeartbeatRequest BeatOf(string memberId, int epoch) =>
        new() { GroupId = "g", MemberId = memberId, MemberEpoch = epoch };

    private static IEnumerable<sbyte> Codes(StreamsGroupHeartbeatResponse answer) =>
        answer.Status!.Select(told => told.StatusCode);
}
