using TypedStreams.Protocol;

namespace TypedStreams.Storage.Tests;

public sealed class IdempotenceTests
{
    private readonly TestLog _world = new();

    [Fact]
    public void Batch_sent_again_is_answered_with_its_first_offsets()
    {
        Send(sequence: 0, records: 3);
        Send(sequence: 3, records: 2);
        _world.Append(TestBatch.Build());

        var again = Send(sequence: 3, records: 2);

        Assert.True(again.IsDuplicate);
        Assert.Equal((3, 4), (again.BaseOffset, again.LastOffset));
        Assert.Equal(6, _world.Log.LogEndOffset);
    }

    [Fact]
    public void Five_batches_are_remembered_and_the_sixth_is_out_of_order()
    {
        for (var i = 0; i < 6; i++)
        {
            Send(i);
        }

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Send(0).Error);
        for (var i = 1; i < 6; i++)
        {
            Assert.Equal((ErrorCode.DuplicateSequenceNumber, i), (Send(i).Error, Send(i).BaseOffset));
        }
    }

    [Theory]
    [InlineData(2, 0, ErrorCode.OutOfOrderSequenceNumber)] // a gap
    [InlineData(1, 0, ErrorCode.None)]
    [InlineData(0, 1, ErrorCode.None)] // a new epoch begins at 0
    [InlineData(1, 1, ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(1, -1, ErrorCode.InvalidProducerEpoch)]
    public void Next_batch_is_judged_by_sequence_and_epoch(int sequence, int epochStep, ErrorCode expected)
    {
        Send(0, epoch: 5);
        Assert.Equal(expected, Send(sequence, epoch: (short)(5 + epochStep)).Error);
    }

    [Fact]
    public void Unknown_producer_may_begin_with_any_sequence()
    {
        Assert.Equal(ErrorCode.None, Send(sequence: 17).Error);
        Assert.Equal(ErrorCode.None, Send(sequence: 18).Error);
    }

    [Fact]
    public void Sequence_after_the_largest_is_zero()
    {
        Send(sequence: int.MaxValue - 1, records: 2);
        Assert.Equal(ErrorCode.None, Send(sequence: 0).Error);
        Assert.True(Send(sequence: int.MaxValue - 1, records: 2).IsDuplicate);
    }

    [Fact]
    public void Batch_that_wraps_within_itself_is_recognised_again()
    {
        Send(sequence: int.MaxValue - 1, records: 4);
        Assert.True(Send(sequence: int.MaxValue - 1, records: 4).IsDuplicate);
        Assert.Equal(ErrorCode.None, Send(sequence: 2).Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Duplicate_is_recognised_after_a_restart(bool clean)
    {
        Send(sequence: 0, records: 2);
        Send(sequence: 2, records: 2);
        if (clean)
        {
            _world.CloseAndReopen();
        }
        else
        {
            _world.KillAndReopen();
        }

        var again = Send(sequence: 2, records: 2);
        Assert.True(again.IsDuplicate);
        Assert.Equal(2, again.BaseOffset);
    }

    [Fact]
    public void Producer_state_after_truncation_is_that_of_the_shorter_log()
    {
        Send(sequence: 0, records: 2);
        Send(sequence: 2, records: 2);
        _world.Log.TruncateTo(2);

        Assert.Equal(ErrorCode.None, Send(sequence: 2, records: 2).Error);
    }

    [Fact]
    public void Producer_that_was_silent_too_long_is_forgotten()
    {
        Send(sequence: 0);
        Assert.Equal(0, _world.Log.ExpireProducers(1_000 + _world.Config.ProducerIdExpirationMs - 1));
        Assert.Equal(1, _world.Log.ExpireProducers(1_000 + _world.Config.ProducerIdExpirationMs));
        Assert.Equal(ErrorCode.None, Send(sequence: 9).Error);
    }

    private AppendResult Send(int sequence, int records = 1, short epoch = 0) =>
        _world.Append(TestBatch.Build(records, producerId: 42, epoch: epoch, sequence: sequence));
}
