// The checker itself: a history in which all is well, and each kind of violation in the smallest history that has it.
using TypedStreams.Protocol;

namespace TypedStreams.System.Tests.Histories;

public sealed class HistoryCheckerTests
{
    private static readonly TopicPartition P0 = new("t", 0);
    private static readonly TopicPartition P1 = new("t", 1);

    [Fact]
    public void History_in_which_all_is_well_has_no_violation()
    {
        var history = Sound();
        history.Add(new Sent(3, P0, "c", Offset: null));
        history.Add(new Sent(3, P1, "d", Offset: null));
        history.Ended(3, Outcome.Unknown);
        history.Add(new Reading("r", [new(P0, 0, "a"), new(P1, 5, "b"), new(P0, 3, "e")]));
        history.Add(new Sent(4, P0, "e", 3));
        history.Ended(4, Outcome.Committed);
        history.Final = [new(P0, 0, "a"), new(P1, 5, "b"), new(P0, 3, "e")];

        Assert.Empty(HistoryChecker.Check(history));
    }

    [Fact]
    public void Unknown_outcome_may_be_a_commit()
    {
        var history = Sound();
        history.Add(new Sent(3, P0, "c", Offset: null));
        history.Ended(3, Outcome.Unknown);
        history.Final = [new(P0, 0, "a"), new(P1, 5, "b"), new(P0, 9, "c")];

        Assert.Empty(HistoryChecker.Check(history));
    }

    [Theory]
    [InlineData(ViolationKind.Lost, "t-0@0 a")]
    [InlineData(ViolationKind.TornTransaction, "t-0@0 a")]
    [InlineData(ViolationKind.Duplicated, "t-0@0 a", "t-1@5 b", "t-1@6 b")]
    [InlineData(ViolationKind.AbortedRead, "t-0@0 a", "t-1@5 b", "t-0@1 x")]
    [InlineData(ViolationKind.NeverSent, "t-0@0 a", "t-1@5 b", "t-0@1 nobody's")]
    [InlineData(ViolationKind.NeverSent, "t-0@0 a", "t-0@5 b")]
    [InlineData(ViolationKind.InconsistentOffset, "t-0@7 a", "t-1@5 b", "t-0@0 b")]
    public void Last_reading_shows(ViolationKind kind, params string[] final)
    {
        var history = Sound();
        history.Final = [.. final.Select(Parse)];

        Assert.Contains(HistoryChecker.Check(history), violation => violation.Kind == kind);
    }

    [Theory]
    [InlineData(ViolationKind.NonMonotonicPoll, "t-0@0 a", "t-0@0 a")]
    [InlineData(ViolationKind.AbortedRead, "t-0@1 x")]
    [InlineData(ViolationKind.InconsistentOffset, "t-1@4 b", "t-1@4 a")]
    public void Poll_on_the_way_shows(ViolationKind kind, params string[] polled)
    {
        var history = Sound();
        history.Add(new Reading("r", [.. polled.Select(Parse)]));
        history.Final = [new(P0, 0, "a"), new(P1, 5, "b")];

        Assert.Contains(HistoryChecker.Check(history), violation => violation.Kind == kind);
    }

    [Theory]
    [InlineData(ViolationKind.InputMissing, "in1", "in2", "in3")]
    [InlineData(ViolationKind.InputTwice, "in1")]
    public void Copy_shows(ViolationKind kind, params string[] inputs)
    {
        var history = new History();
        history.Add(new Sent(1, P0, "in1#1", 0));
        history.Add(new Sent(2, P0, "in1#2", 2));
        history.Add(new Sent(2, P0, "in2#3", 3));
        history.Ended(1, kind == ViolationKind.InputTwice ? Outcome.Committed : Outcome.Aborted);
        history.Ended(2, Outcome.Committed);
        history.Final = kind == ViolationKind.InputTwice
            ? [new(P0, 0, "in1#1"), new(P0, 2, "in1#2"), new(P0, 3, "in2#3")]
            : [new(P0, 2, "in1#2"), new(P0, 3, "in2#3")];

        var violations = HistoryChecker.Check(history, inputs, value => value.Split('#')[0]);

        Assert.Equal(kind, Assert.Single(violations).Kind);
    }

    // Transaction 1 wrote a and b and committed; transaction 2 wrote x and aborted.
    private static History Sound()
    {
        var history = new History();
        history.Add(new Sent(1, P0, "a", 0));
        history.Add(new Sent(1, P1, "b", 5));
        history.Ended(1, Outcome.Committed);
        history.Add(new Sent(2, P0, "x", 1));
        history.Ended(2, Outcome.Aborted);
        return history;
    }

    private static Seen Parse(string text)
    {
        var (place, value) = (text.Split(' ')[0], text.Split(' ')[1]);
        var offset = long.Parse(place.Split('@')[1], global::System.Globalization.CultureInfo.InvariantCulture);
        return new(place.StartsWith("t-0", StringComparison.Ordinal) ? P0 : P1, offset, value);
    }
}
