// Share groups as their coordinator sees them: members, assignments, sessions, restarts.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.ShareGroups;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ShareGroupTests
{
    private static readonly Guid TopicId = Guid.Parse("00000000-0000-0000-0000-0000000000bb");
    private readonly List<CoordinatorRecord> _written = [];
    private readonly Dictionary<ShareTimer, long> _timers = [];
    private readonly List<string> _gone = [];
    private ShareGroupCoordinator _core = new();
    private ClusterImage _image = ClusterImage.Empty
        .Apply(new TopicRecord { Name = "orders", TopicId = TopicId }, offset: 1);
    private object? _answer;
    private long _nowMs;
    private int _partitions;

    public ShareGroupTests() => Grow(2);

    private CoreTime Now => new(_nowMs, _nowMs);

    [Fact]
    public void Members_share_partitions_when_there_are_more_of_them()
    {
        Join("a");
        Join("b");
        Join("c");

        Assert.Single(Stay("a"));
        Assert.Single(Stay("b"));
        Assert.Single(Stay("c"));
        Assert.Equal([0, 1], Stay("a").Union(Stay("b")).Union(Stay("c")).Order());
    }

    [Fact]
    public void New_partitions_reach_the_members_with_their_next_heartbeats()
    {
        Join("a");
        Join("b");
        Grow(4);

        Assert.Equal(4, Stay("a").Concat(Stay("b")).Distinct().Count());
    }

    [Fact]
    public void Silent_member_is_put_out_and_told_of_to_those_who_keep_its_records()
    {
        Join("a");
        Join("b");
        _nowMs = 44_999;
        Stay("b");

        Pass(45_000);

        Assert.Equal(["a"], _gone);
        Assert.Equal(2, Stay("b").Count);
        Assert.Equal(ErrorCode.UnknownMemberId, Beat("a", epoch: 1).ErrorCode);
    }

    [Fact]
    public void Member_epochs_from_nowhere_are_fenced_and_the_last_one_is_not()
    {
        Join("a");
        int before = Beat("a", Epoch("a")).MemberEpoch;
        Join("b");
        int after = Beat("a", before).MemberEpoch;

        Assert.Equal(ErrorCode.FencedMemberEpoch, Beat("a", after + 1).ErrorCode);
        ShareGroupHeartbeatResponse repeated = Beat("a", before);
        Assert.Equal(ErrorCode.None, repeated.ErrorCode);
        Assert.NotNull(repeated.Assignment);
    }

    [Fact]
    public void Group_of_another_kind_keeps_its_name()
    {
        Step((core, effects) => core.HeartbeatReceived(
            Heartbeat("a", 0, ["orders"]), Caller, isTaken: true, Options, _image, Token, Now, effects));

        Assert.Equal(ErrorCode.GroupIdNotFound, ((ShareGroupHeartbeatResponse)_answer!).ErrorCode);
        Assert.False(_core.Has("group"));
    }

    [Fact]
    public void Full_group_takes_no_more_members()
    {
        for (int i = 0; i < 3; i++)
        {
            Step((core, effects) => core.HeartbeatReceived(
                Heartbeat($"m{i}", 0, ["orders"]), Caller, false, Options with { MaxSize = 2 }, _image, Token, Now,
                effects));
        }

        Assert.Equal(ErrorCode.GroupMaxSizeReached, ((ShareGroupHeartbeatResponse)_answer!).ErrorCode);
    }

    [Fact]
    public void Restart_brings_back_members_assignments_and_epochs()
    {
        Join("a");
        Join("b");
        Stay("a");
        var before = _core.Describe("group", isTaken: false, _image);

        Restart();

        var after = _core.Describe("group", isTaken: false, _image);
        Assert.Equal(before.GroupEpoch, after.GroupEpoch);
        Assert.Equal(before.AssignmentEpoch, after.AssignmentEpoch);
        Assert.Equal(
            before.Members.Select(member => (member.MemberId, member.MemberEpoch, Read(member))),
            after.Members.Select(member => (member.MemberId, member.MemberEpoch, Read(member))));
        Assert.Equal(2, _core.PartitionsOf("group")!.Count);
    }

    [Fact]
    public void Topic_that_is_deleted_is_forgotten_and_one_of_the_same_name_is_another_one()
    {
        Join("a");
        Assert.Equal(2, _core.PartitionsOf("group")!.Count);

        Delete();
        Step((core, effects) => core.TopicsDeleted(new HashSet<Guid> { TopicId }, Now, effects));

        Assert.Empty(_core.PartitionsOf("group")!);
        Restart();
        Assert.Empty(_core.PartitionsOf("group")!);
        var again = Guid.Parse("00000000-0000-0000-0000-0000000000bc");
        _image = _image.Apply(new TopicRecord { Name = "orders", TopicId = again }, offset: 11)
            .Apply(Partition(again, 0), offset: 12);
        Assert.Equal([0], Stay("a"));
        Assert.Equal([again], _core.PartitionsOf("group")!.Select(partition => partition.Key.TopicId));
    }

    [Fact]
    public void Topic_that_was_deleted_while_the_node_was_down_is_forgotten_by_the_restart()
    {
        Join("a");
        Delete();
        int before = _written.Count;

        Restart();

        Assert.Empty(_core.PartitionsOf("group")!);
        Assert.Equal(1, _written.Count - before);
        Restart();
        Assert.Empty(_core.PartitionsOf("group")!);
        Assert.Equal(1, _written.Count - before);
    }

    [Fact]
    public void Group_is_deleted_when_it_is_empty_and_its_tombstones_undo_it()
    {
        Join("a");
        Step((core, effects) => core.DeleteRequested("group", Token, Now, effects));
        Assert.Equal(ErrorCode.NonEmptyGroup, _answer);

        Beat("a", epoch: -1);
        Step((core, effects) => core.DeleteRequested("group", Token, Now, effects));

        Assert.Equal(ErrorCode.None, _answer);
        _core = new ShareGroupCoordinator();
        _written.ForEach(record => _core.Replay(record.Key, record.Value));
        Assert.False(_core.Has("group"));
    }

    [Theory]
    [InlineData("", 0, "orders")]
    [InlineData("a", 0, null)]
    [InlineData("a", -2, "orders")]
    public void Heartbeat_without_what_it_needs_is_refused(string memberId, int epoch, string? topic)
    {
        Step((core, effects) => core.HeartbeatReceived(
            Heartbeat(memberId, epoch, topic is null ? null : [topic]), Caller, false, Options, _image, Token, Now,
            effects));

        Assert.Equal(ErrorCode.InvalidRequest, ((ShareGroupHeartbeatResponse)_answer!).ErrorCode);
    }

    private static ShareGroupOptions Options { get; } = new();

    private static JoinCaller Caller { get; } = new("client", "/host", 1, "");

    private ReplyToken Token => new(this);

    private static string Read(ShareGroupDescribeResponse.Member member) =>
        string.Join(',', member.Assignment.TopicPartitions.SelectMany(topic => topic.Partitions));

    private void Grow(int partitions)
    {
        for (; _partitions < partitions; _partitions++)
        {
            _image = _image.Apply(Partition(TopicId, _partitions), offset: 2 + _partitions);
        }
    }

    private static PartitionRecord Partition(Guid topicId, int index) => new()
    {
        TopicId = topicId,
        PartitionId = index,
        Replicas = [1],
        Isr = [1],
        Leader = 1,
    };

    private void Delete() => _image = _image.Apply(new RemoveTopicRecord { TopicId = TopicId }, offset: 10);

    private void Restart()
    {
        _core = new ShareGroupCoordinator();
        _written.ForEach(record => Assert.True(_core.Replay(record.Key, record.Value)));
        Step((core, effects) => core.ReplayFinished(Options, _image, Now, effects));
    }

    private void Join(string memberId) => Beat(memberId, epoch: 0, "orders");

    private List<int> Stay(string memberId)
    {
        Beat(memberId, Epoch(memberId));
        return
        [
            .. _core.Describe("group", isTaken: false, _image).Members.Single(member => member.MemberId == memberId)
                .Assignment.TopicPartitions.SelectMany(topic => topic.Partitions),
        ];
    }

    private int Epoch(string memberId) => _core.Describe("group", isTaken: false, _image).Members
        .Single(member => member.MemberId == memberId).MemberEpoch;

    private ShareGroupHeartbeatResponse Beat(string memberId, int epoch, params string[] topics)
    {
        Step((core, effects) => core.HeartbeatReceived(
            Heartbeat(memberId, epoch, topics.Length > 0 ? [.. topics] : null),
            Caller,
            isTaken: false,
            Options,
            _image,
            Token,
            Now,
            effects));
        return (ShareGroupHeartbeatResponse)_answer!;
    }

    private static ShareGroupHeartbeatRequest Heartbeat(string memberId, int epoch, List<string>? topics) => new()
    {
        GroupId = "group",
        MemberId = memberId,
        MemberEpoch = epoch,
        SubscribedTopicNames = topics,
    };

    private void Pass(long nowMs)
    {
        _nowMs = nowMs;
        foreach (ShareTimer timer in _timers.Where(timer => timer.Value <= nowMs).Select(timer => timer.Key).ToList())
        {
            _timers.Remove(timer);
            Step((_, effects) => timer.Fire(Now, effects));
        }
    }

    private void Step(Action<ShareGroupCoordinator, List<ShareEffect>> input)
    {
        var effects = new List<ShareEffect>();
        input(_core, effects);
        foreach (ShareEffect effect in effects)
        {
            switch (effect)
            {
                case ShareEffect.AppendRecords { Append: { } append }:
                    _written.AddRange(append.Records);
                    Step((_, more) => append.Completed(ErrorCode.None, Now, more));
                    break;
                case ShareEffect.ArmTimer arm:
                    _timers[arm.Timer] = arm.DueMs;
                    break;
                case ShareEffect.CancelTimer cancel:
                    _timers.Remove(cancel.Timer);
                    break;
                case ShareEffect.MemberGone gone:
                    _gone.Add(gone.MemberId);
                    break;
                case ShareEffect.Reply reply:
                    _answer = reply.Response;
                    break;
            }
        }
    }
}
