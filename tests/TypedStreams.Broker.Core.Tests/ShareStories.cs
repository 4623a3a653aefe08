// One share partition, one behaviour a test: where a group begins, what a restart keeps, what the limits do.
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Shares;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ShareStories
{
    private static readonly ShareKey Key = new("group", Guid.Parse("00000000-0000-0000-0000-0000000000aa"), 3);
    private readonly List<CoordinatorRecord> _written = [];
    private readonly List<(ShareTimer Timer, long DueMs)> _timers = [];
    private ShareStateCoordinator _core = new();
    private ShareLimits _limits = new();
    private long _nowMs;
    private readonly List<ShareKey> _available = [];
    private readonly Queue<ShareAppend> _held = [];
    private ErrorCode _logError;
    private bool _holdsAppends;
    private ShareOutcome? _answer;

    private CoreTime Now => new(_nowMs, _nowMs);

    [Fact]
    public void Start_is_written_before_anything_is_delivered_so_that_a_restart_skips_nothing()
    {
        Start(offset: 7);

        Restart();

        Assert.Equal(new SharePlan(SharePlanState.Ready, 7), _core.Plan(Key, _limits));
    }

    [Fact]
    public void Delivery_count_of_a_released_record_survives_a_restart()
    {
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 9, true));
        Acknowledge("a", 2, 4, AcknowledgeType.Release);

        Restart();

        Assert.Equal(
            [new(0, 1, 1), new(2, 4, 2), new(5, 9, 1)], Acquire("a", new LogBatch(0, 9, true)));
    }

    [Fact]
    public void Acknowledged_records_stay_so_after_a_restart_and_the_start_moves_over_them()
    {
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 9, true));
        Acknowledge("a", 0, 2, AcknowledgeType.Accept);
        Acknowledge("a", 5, 5, AcknowledgeType.Reject);

        Restart();

        Assert.Equal(new SharePosition(3, 0, 1), _core.Position(Key));
        Assert.Equal([new(3, 4, 1), new(6, 9, 1)], Acquire("b", new LogBatch(0, 9, true)));
    }

    [Fact]
    public void Record_delivered_as_often_as_it_may_be_is_given_up()
    {
        _limits = new ShareLimits { DeliveryLimit = 2 };
        Start(offset: 0);

        for (int i = 0; i < 2; i++)
        {
            Assert.Single(Acquire("a", new LogBatch(0, 0, true)));
            Acknowledge("a", 0, 0, AcknowledgeType.Release);
        }

        Assert.Empty(Acquire("a", new LogBatch(0, 0, true)));
        Assert.Equal(1, _core.Position(Key).StartOffset);
    }

    [Fact]
    public void Lock_that_is_not_renewed_ends_and_its_late_acknowledgement_is_refused()
    {
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 3, true));
        Acknowledge("a", 0, 1, AcknowledgeType.Renew);
        _nowMs = 30_000;
        (ShareTimer first, long dueMs) = _timers[0];
        Assert.Equal(30_000, dueMs);

        Step((_, effects) => first.Fire(Now, effects));
        Acknowledge("a", 2, 3, AcknowledgeType.Accept);

        Assert.Equal(ErrorCode.InvalidRecordState, _answer!.Error);
        Acknowledge("a", 0, 1, AcknowledgeType.Accept);
        Assert.Equal(ErrorCode.None, _answer.Error);
    }

    [Fact]
    public void Renewals_can_be_forbidden()
    {
        _limits = new ShareLimits { MayRenew = false };
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 0, true));

        Acknowledge("a", 0, 0, AcknowledgeType.Renew);

        Assert.Equal(ErrorCode.InvalidRequest, _answer!.Error);
    }

    [Fact]
    public void Request_with_one_record_that_is_not_held_changes_nothing()
    {
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 1, true));
        Acquire("b", new LogBatch(2, 3, true));

        Acknowledge("a", 0, 3, AcknowledgeType.Accept);

        Assert.Equal(ErrorCode.InvalidRecordState, _answer!.Error);
        Assert.Equal(0, _core.Position(Key).FinishedCount);
    }

    [Fact]
    public void Whole_batches_go_past_the_wish_and_a_strict_limit_does_not()
    {
        Start(offset: 0);

        Assert.Equal([new(0, 9, 1)], Acquire("a", maxRecords: 3, isStrict: false, new LogBatch(0, 9, true)));
        Assert.Equal([new(10, 12, 1)], Acquire("a", maxRecords: 3, isStrict: true, new LogBatch(10, 19, true)));
        Assert.Equal([new(13, 15, 1)], Acquire("b", maxRecords: 3, isStrict: true, new LogBatch(10, 19, true)));
    }

    [Fact]
    public void Nothing_new_is_delivered_while_as_many_records_are_under_way_as_may_be()
    {
        _limits = new ShareLimits { MaxRecordLocks = 10 };
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 9, true));

        Assert.Equal(SharePlanState.Full, _core.Plan(Key, _limits).State);
        Acknowledge("a", 0, 0, AcknowledgeType.Accept);
        Assert.Equal(new SharePlan(SharePlanState.Ready, 10), _core.Plan(Key, _limits));
    }

    [Fact]
    public void Markers_aborted_batches_and_holes_are_passed_over()
    {
        Start(offset: 0);

        var acquired = Acquire(
            "a",
            new LogBatch(0, 1, false),
            new LogBatch(4, 5, true),
            new LogBatch(6, 6, false),
            new LogBatch(7, 7, true));

        Assert.Equal([new(4, 5, 1), new(7, 7, 1)], acquired);
        Assert.Equal(4, _core.Position(Key).StartOffset);
    }

    [Fact]
    public void Reset_by_hand_takes_held_records_from_their_members()
    {
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 9, true));

        Step((core, effects) => core.ResetRequested(Key, 5, 0, new ReplyToken(this), Now, effects));
        Acknowledge("a", 5, 9, AcknowledgeType.Accept);

        Assert.Equal(ErrorCode.InvalidRequest, _answer!.Error);
        Restart();
        Assert.Equal([new(5, 9, 1)], Acquire("b", new LogBatch(0, 9, true)));
    }

    [Fact]
    public void Deleted_state_is_gone_after_a_restart()
    {
        Start(offset: 5);
        Step((core, effects) => core.DeleteRequested(Key, new ReplyToken(this), effects));

        Restart();

        Assert.Equal(SharePlanState.NotStarted, _core.Plan(Key, _limits).State);
        Assert.Equal(-1, _core.Position(Key).StartOffset);
    }

    [Fact]
    public void What_retention_deleted_is_gone_for_the_group()
    {
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 9, true));

        Step((core, effects) => core.LogStartMoved(Key, 6, Now, effects));
        Acknowledge("a", 6, 9, AcknowledgeType.Accept);

        Assert.Equal(ErrorCode.None, _answer!.Error);
        Assert.Equal(10, _core.Position(Key).StartOffset);
    }

    [Fact]
    public void Share_partitions_of_a_deleted_topic_are_undone_and_those_of_others_stay()
    {
        ShareKey other = Key with { TopicId = Guid.Parse("00000000-0000-0000-0000-0000000000ab") };
        Start(offset: 0);
        Step((core, effects) => core.StartRequested(other, 7, 0, new ReplyToken(this), Now, effects));
        Acquire("a", new LogBatch(0, 9, true));
        _available.Clear();

        Step((core, effects) => core.TopicsDeleted(new HashSet<Guid> { Key.TopicId }, effects));

        Assert.Equal([other], _core.Keys);
        Assert.Empty(_timers);
        Assert.Equal([Key], _available);
        Assert.Null(_written[^1].Value);
        Restart();
        Assert.Equal([other], _core.Keys);
        Assert.Equal(7, _core.Position(other).StartOffset);
    }

    [Fact]
    public void Acknowledgement_that_is_under_way_when_its_topic_is_deleted_is_answered_and_brings_nothing_back()
    {
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 9, true));
        _holdsAppends = true;
        Acknowledge("a", 0, 9, AcknowledgeType.Accept);
        Step((core, effects) => core.TopicsDeleted(new HashSet<Guid> { Key.TopicId }, effects));
        _answer = null;

        ReleaseAppends();

        Assert.NotNull(_answer);
        Assert.Empty(_core.Keys);
        Restart();
        Assert.Empty(_core.Keys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Topic_that_was_deleted_before_its_tombstones_were_written_is_undone_by_the_restart(bool isDeleted)
    {
        Start(offset: 5);
        ClusterImage image = isDeleted
            ? ClusterImage.Empty
            : ClusterImage.Empty.Apply(new TopicRecord { Name = "t", TopicId = Key.TopicId }, offset: 1);
        int before = _written.Count;

        Restart();
        Step((core, effects) => core.ReplayFinished(image, effects));

        Assert.Equal(isDeleted ? [] : [Key], _core.Keys);
        Assert.Equal(isDeleted ? 1 : 0, _written.Count - before);
        Restart();
        Assert.Equal(isDeleted ? -1 : 5, _core.Position(Key).StartOffset);
    }

    [Fact]
    public void Deletion_that_the_log_did_not_take_is_written_when_it_is_asked_for_again()
    {
        Start(offset: 5);
        _logError = ErrorCode.CoordinatorNotAvailable;
        Step((core, effects) => core.DeleteRequested(Key, new ReplyToken(this), effects));
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, _answer!.Error);

        _logError = ErrorCode.None;
        Step((core, effects) => core.DeleteRequested(Key, new ReplyToken(this), effects));

        Assert.Equal(ErrorCode.None, _answer.Error);
        Restart();
        Assert.Empty(_core.Keys);
    }

    [Fact]
    public void Fetch_that_answers_nobody_gives_back_what_it_acquired_and_nothing_else()
    {
        object lost = new();
        Start(offset: 0);
        Acquire("a", new LogBatch(0, 3, true));
        Step((core, effects) => core.Acquire(
            Key, new AcquireWish("a", 100, false, 100, lost), 4, [new LogBatch(4, 5, true)], Now, effects));

        Step((core, effects) => core.FetchAbandoned(Key, lost, Now, effects));

        Assert.Equal([new(4, 5, 2)], Acquire("b", new LogBatch(0, 5, true)));
        Acknowledge("a", 0, 3, AcknowledgeType.Accept);
        Assert.Equal(ErrorCode.None, _answer!.Error);
    }

    [Fact]
    public void Share_partition_that_has_not_begun_can_be_written_anew_as_well()
    {
        // Kafka writes such a one down when a group subscribes to its topic.
        _written.Add(ShareStateRecords.Snapshot(new SharePartition(Key) { SnapshotEpoch = 0 }, Now));
        Restart();

        Step((core, effects) => core.SnapshotRequested(Key, Now, effects));

        Assert.Equal(2, _written.Count);
        Restart();
        Assert.Equal([Key], _core.Keys);
        Assert.Equal(SharePlanState.NotStarted, _core.Plan(Key, _limits).State);
    }

    private void Start(long offset)
    {
        Step((core, effects) => core.StartRequested(Key, offset, 0, new ReplyToken(this), Now, effects));
        _core.Plan(Key, _limits);
    }

    private List<AcquiredRange> Acquire(string member, params LogBatch[] batches) =>
        Acquire(member, maxRecords: 1_000, isStrict: false, batches);

    private List<AcquiredRange> Acquire(string member, int maxRecords, bool isStrict, params LogBatch[] batches)
    {
        IReadOnlyList<AcquiredRange> acquired = [];
        long from = Math.Min(_core.Plan(Key, _limits).Offset, batches[0].First);
        Step((core, effects) => acquired = core.Acquire(
            Key, new AcquireWish(member, maxRecords, isStrict, RangeSize: 1_000), from, batches, Now, effects));
        return [.. acquired];
    }

    private void Acknowledge(string member, long first, long last, AcknowledgeType type) =>
        Step((core, effects) => core.AcknowledgeReceived(
            Key, member, [new Acknowledgement(first, last, [type])], new ReplyToken(this), Now, effects));

    private void Restart()
    {
        _core = new ShareStateCoordinator();
        _written.ForEach(record => Assert.True(_core.Replay(record.Key, record.Value)));
        _core.Plan(Key, _limits);
    }

    private void Step(Action<ShareStateCoordinator, List<ShareEffect>> input)
    {
        var effects = new List<ShareEffect>();
        input(_core, effects);
        foreach (ShareEffect effect in effects)
        {
            switch (effect)
            {
                case ShareEffect.AppendRecords { Append: { } append } when _logError != ErrorCode.None:
                    Step((_, more) => append.Completed(_logError, Now, more));
                    break;
                case ShareEffect.AppendRecords { Append: { } append }:
                    _written.AddRange(append.Records);
                    _held.Enqueue(append);
                    break;
                case ShareEffect.ArmTimer arm:
                    _timers.Add((arm.Timer, arm.DueMs));
                    break;
                case ShareEffect.CancelTimer cancel:
                    _timers.RemoveAll(timer => timer.Timer == cancel.Timer);
                    break;
                case ShareEffect.RecordsAvailable available:
                    _available.Add(available.Key);
                    break;
                case ShareEffect.Reply { Response: ShareOutcome outcome }:
                    _answer = outcome;
                    break;
            }
        }

        if (!_holdsAppends)
        {
            ReleaseAppends();
        }
    }

    private void ReleaseAppends()
    {
        _holdsAppends = false;
        while (_held.TryDequeue(out ShareAppend? append))
        {
            Step((_, more) => append.Completed(ErrorCode.None, Now, more));
        }
    }
}
