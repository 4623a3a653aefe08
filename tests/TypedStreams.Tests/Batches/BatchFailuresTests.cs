using TypedStreams.Consuming.Batches;

namespace TypedStreams.Tests.Batches;

/// <summary>What follows a batch that failed, decision by decision.</summary>
public sealed class BatchFailuresTests
{
    private static readonly HandlingPolicy Twice = new() { Attempts = 2, DeadLetters = true };
    private static readonly long[] Offsets = [10, 11, 13, 14];
    private readonly BatchFailures _failures = new();

    [Fact]
    public void Batch_without_a_culprit_comes_again_then_each_alone_and_then_the_failing_one_is_given_up()
    {
        Fail(Offsets);
        Assert.Equal((10, 14), (_failures.SettleAt, _failures.EndsAt));
        Settle(BatchVerdict.CallAgain);

        Fail(Offsets);
        Settle(BatchVerdict.CallEachAlone);
        Assert.All(Offsets, offset => Assert.True(_failures.IsAlone(offset)));
        Assert.False(_failures.IsAlone(15));

        Fail(13);
        Assert.Equal(13, _failures.SettleAt);
        Assert.Equal(3, _failures.CallsOf(13));
        Settle(BatchVerdict.GiveUp);

        _failures.Done(14);
        Assert.False(_failures.IsAlone(14));
        Assert.Equal(0, _failures.CallsOf(13));
    }

    [Fact]
    public void Culprit_that_is_named_has_its_own_attempts()
    {
        _failures.Failed(Offsets, Twice, Culprit(0), isHandlers: true);
        Settle(BatchVerdict.CallAgain);
        _failures.Failed(Offsets, Twice, Culprit(2), isHandlers: true);

        Assert.Equal(13, _failures.SettleAt);
        Settle(BatchVerdict.CallAgain);
        _failures.Failed([13, 14], Twice, Culprit(0), isHandlers: true);
        Assert.IsType<FormatException>(_failures.Failure);
        Settle(BatchVerdict.GiveUp);
    }

    [Fact]
    public void Part_before_a_culprit_that_fails_comes_again_without_the_culprit()
    {
        _failures.Failed(Offsets, Twice, Culprit(2), isHandlers: true);
        Assert.Equal((13, 14), (_failures.SettleAt, _failures.EndsAt));

        Fail(10, 11);
        Assert.Equal((10, 11), (_failures.SettleAt, _failures.EndsAt));
        Settle(BatchVerdict.CallAgain);
        Fail(10, 11);
        Settle(BatchVerdict.CallEachAlone);
        Assert.True(_failures.IsAlone(11));
        Assert.False(_failures.IsAlone(13));

        Fail(10);
        Settle(BatchVerdict.GiveUp);
        _failures.Done(10);
        Assert.True(_failures.IsAlone(11));
        _failures.Done(11);
        Assert.Equal((0, 1), (_failures.CallsOf(11), _failures.CallsOf(13)));
    }

    [Fact]
    public void Without_dead_letters_the_last_attempt_gives_the_batch_up()
    {
        _failures.Failed(Offsets, HandlingPolicy.Default, new FormatException(), isHandlers: true);

        Assert.Equal(10, _failures.SettleAt);
        Settle(BatchVerdict.GiveUp);
    }

    [Fact]
    public void Handler_that_was_not_reached_and_record_that_is_unreadable_are_given_up_at_once()
    {
        _failures.Failed(Offsets, Twice, new FormatException(), isHandlers: false);
        Assert.Equal((10, 0), (_failures.SettleAt, _failures.CallsOf(10)));
        Settle(BatchVerdict.GiveUp);

        _failures.Unreadable(12, policy: null, new FormatException());
        Assert.Equal(12, _failures.SettleAt);
        Settle(BatchVerdict.GiveUp);
    }

    private static BatchFailedException Culprit(int index) => new(index, new FormatException());

    private void Fail(params long[] offsets) =>
        _failures.Failed(offsets, Twice, new InvalidOperationException(), isHandlers: true);

    private void Settle(BatchVerdict expected)
    {
        Assert.Equal(expected, _failures.Decide());
        _failures.Settled(expected);
        Assert.Equal(-1, _failures.SettleAt);
    }
}
