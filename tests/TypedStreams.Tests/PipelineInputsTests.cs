using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Pipelines;
using TypedStreams.Tests.Support;

namespace TypedStreams.Tests;

public class PipelineInputsTests
{
    [Fact]
    public void Records_come_in_order_and_the_position_moves_over_the_gap_behind_a_batch()
    {
        using var inputs = new PipelineInputs();
        inputs.Add(FetchedBatch.Of(first: 3, count: 2, next: 9));
        inputs.Add(FetchedBatch.Of(first: 9, count: 1, next: 10));

        Assert.Equal(-1, inputs.Position);
        Assert.Equal(3, Handle(inputs));
        Assert.Equal(4, Handle(inputs));
        Assert.Equal(5, inputs.Position);
        Assert.True(inputs.TryPeek(out var next));

        Assert.Equal((9, 9), (next.Offset, inputs.Position));
    }

    [Fact]
    public void Rewound_inputs_come_again_from_the_first_that_is_not_committed_within_its_batch()
    {
        using var inputs = new PipelineInputs();
        inputs.Add(FetchedBatch.Of(first: 0, count: 4, next: 4));
        inputs.Add(FetchedBatch.Of(first: 4, count: 2, next: 6));
        Handle(inputs);
        Handle(inputs);
        inputs.Commit();
        Handle(inputs);
        Handle(inputs);
        Handle(inputs);

        inputs.Rewind();

        Assert.Equal(2, inputs.Position);
        Assert.Equal([2, 3, 4, 5], Enumerable.Range(0, 4).Select(_ => Handle(inputs)));
    }

    [Fact]
    public void Commit_gives_the_memory_of_batches_back_that_are_done_and_keeps_the_others()
    {
        using var inputs = new PipelineInputs();
        var done = FetchedBatch.Of(first: 0, count: 1, next: 1);
        var begun = FetchedBatch.Of(first: 1, count: 2, next: 3);
        inputs.Add(done);
        inputs.Add(begun);
        Handle(inputs);
        Handle(inputs);
        Assert.True(inputs.HasDoneBatch);

        inputs.Commit();

        Assert.False(inputs.HasDoneBatch);
        Assert.Throws<ObjectDisposedException>(() => done[0].Offset);
        Assert.Equal(2, begun[1].Offset);
        Assert.Equal(2, inputs.Committed);
    }

    [Fact]
    public void Reading_ahead_leaves_records_to_their_turn()
    {
        using var inputs = new PipelineInputs();
        inputs.Add(FetchedBatch.Of(first: 0, count: 2, next: 2));
        inputs.Add(FetchedBatch.Of(first: 2, count: 1, next: 3));

        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => ReadAhead(inputs)));
        Assert.False(inputs.TryPeekAhead(out _));

        Assert.Equal(0, Handle(inputs));
    }

    [Fact]
    public void Reading_ahead_goes_on_at_the_first_record_behind_a_batch_that_was_read_to_its_end_and_committed()
    {
        using var inputs = new PipelineInputs();
        inputs.Add(FetchedBatch.Of(first: 0, count: 2, next: 2));
        ReadAhead(inputs);
        ReadAhead(inputs);
        Handle(inputs);
        Handle(inputs);
        inputs.TryPeek(out _);
        inputs.Commit();
        inputs.Add(FetchedBatch.Of(first: 2, count: 4, next: 6));

        Assert.Equal(2, ReadAhead(inputs));
    }

    [Fact]
    public void Records_that_were_read_ahead_come_ahead_again_after_a_rewind_of_those_alone()
    {
        using var inputs = new PipelineInputs();
        inputs.Add(FetchedBatch.Of(first: 0, count: 2, next: 2));
        inputs.Add(FetchedBatch.Of(first: 2, count: 1, next: 3));
        ReadAhead(inputs);
        ReadAhead(inputs);
        ReadAhead(inputs);
        Handle(inputs);

        inputs.RewindAhead();

        Assert.Equal([1, 2], Enumerable.Range(0, 2).Select(_ => ReadAhead(inputs)));
        Assert.Equal(1, Handle(inputs));
    }

    [Fact]
    public void Any_run_does_what_a_plain_list_of_offsets_says() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            using var run = new Run(new Random(seed));
            for (var step = 0; step < 200; step++)
            {
                run.Step();
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static long Handle(PipelineInputs inputs)
    {
        Assert.True(inputs.TryPeek(out var record));
        inputs.Advance(record.Offset);
        return record.Offset;
    }

    private static long ReadAhead(PipelineInputs inputs)
    {
        Assert.True(inputs.TryPeekAhead(out var record));
        inputs.AdvanceAhead();
        return record.Offset;
    }

    /// <summary>The inputs beside the offsets that were added, with three marks on them.</summary>
    private sealed class Run(Random random) : IDisposable
    {
        private readonly PipelineInputs _inputs = new();
        private readonly List<long> _offsets = [];
        private long _next;
        private int _handled;
        private int _ahead;
        private int _committed;

        internal void Step()
        {
            switch (random.Next(7))
            {
                case 0:
                    Add();
                    break;
                case 1 or 2 when _ahead < _offsets.Count:
                    Assert.Equal(_offsets[_ahead++], ReadAhead(_inputs));
                    break;
                case 3 or 4 when _handled < _ahead:
                    Assert.Equal(_offsets[_handled++], Handle(_inputs));
                    break;
                case 5:
                    _inputs.TryPeek(out _);
                    _inputs.Commit();
                    _committed = _handled;
                    break;
                case 6 when random.Next(3) == 0:
                    _inputs.Rewind();
                    _handled = _ahead = _committed;
                    break;
            }

            if (random.Next(2) == 0)
            {
                // Looking changes what the next look starts from, so not every time.
                Assert.Equal(_ahead < _offsets.Count, _inputs.TryPeekAhead(out _));
            }

            Assert.Equal(_handled < _offsets.Count, _inputs.TryPeek(out var next));
            if (_handled < _offsets.Count)
            {
                Assert.Equal(_offsets[_handled], next.Offset);
            }

            // Never over a record that is to come, and at least behind the last one.
            Assert.InRange(
                _inputs.Position,
                _handled == 0 ? -1 : _offsets[_handled - 1] + 1,
                _handled < _offsets.Count ? _offsets[_handled] : _next);
        }

        public void Dispose() => _inputs.Dispose();

        private void Add()
        {
            var count = random.Next(1, 5);
            var end = _next + count + random.Next(3);
            _offsets.AddRange(Enumerable.Range(0, count).Select(i => _next + i));
            _inputs.Add(FetchedBatch.Of(_next, count, end));
            _next = end;
        }
    }
}
