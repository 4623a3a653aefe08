using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

public sealed class TransactionTests
{
    private const long Producer = 42;
    private readonly TestLog _world = new();

    [Fact]
    public void Stable_offset_stays_at_the_first_open_transaction_until_its_marker_is_committed()
    {
        _world.Append(TestBatch.Build());
        Send(Producer, sequence: 0, records: 2);
        Send(7, sequence: 0);
        Assert.Equal(1, _world.Log.LastStableOffset(highWatermark: 4));

        End(Producer, isCommit: true);
        Assert.Equal(1, _world.Log.LastStableOffset(highWatermark: 4));
        Assert.Equal(3, _world.Log.LastStableOffset(highWatermark: 5));

        End(7, isCommit: false);
        Assert.Equal(6, _world.Log.LastStableOffset(highWatermark: 6));
    }

    [Fact]
    public void Aborted_transactions_are_listed_in_order_of_their_first_offset_for_the_range_read()
    {
        Send(1, sequence: 0);
        Send(2, sequence: 0);
        Send(3, sequence: 0);
        End(2, isCommit: false);
        End(3, isCommit: true);
        End(1, isCommit: false);

        Assert.Equal(
            [new AbortedTransaction(1, 0, 5, 6), new AbortedTransaction(2, 1, 3, 0)],
            _world.Log.AbortedIn(fromOffset: 0, toOffset: 6));
        Assert.Equal([1L], _world.Log.AbortedIn(fromOffset: 0, toOffset: 1).Select(aborted => aborted.ProducerId));
        Assert.Equal([1L], _world.Log.AbortedIn(fromOffset: 4, toOffset: 6).Select(aborted => aborted.ProducerId));
        Assert.Empty(_world.Log.AbortedIn(fromOffset: 6, toOffset: 9));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_and_aborted_transactions_are_known_again_after_a_restart(bool clean)
    {
        Send(1, sequence: 0);
        End(1, isCommit: false);
        for (var i = 0; i < 60; i++)
        {
            _world.Append(TestBatch.Build(valueBytes: 90));
        }

        Send(2, sequence: 0);
        var open = _world.Log.LogEndOffset - 1;
        Assert.True(_world.Log.SegmentCount > 2);
        if (clean)
        {
            _world.CloseAndReopen();
        }
        else
        {
            _world.KillAndReopen();
        }

        Assert.Equal(open, _world.Log.LastStableOffset(_world.Log.LogEndOffset));
        Assert.Equal([1L], _world.Log.AbortedIn(0, open).Select(aborted => aborted.ProducerId));
        Assert.Equal(0, _world.Log.BeginVerification(2, 0));
    }

    [Fact]
    public void Transaction_is_opened_only_by_a_batch_whose_partition_was_verified()
    {
        Assert.Equal(ErrorCode.InvalidTxnState, Send(Producer, sequence: 0, verification: 0).Error);
        var verification = _world.Log.BeginVerification(Producer, 0);
        Assert.Equal(verification, _world.Log.BeginVerification(Producer, 0));

        // The transaction ended between the verification and the append: the batch is a late one.
        End(Producer, isCommit: false);
        Assert.Equal(ErrorCode.InvalidTxnState, Send(Producer, sequence: 0, verification: verification).Error);

        Assert.Equal(ErrorCode.None, Send(Producer, sequence: 0).Error);
        Assert.Equal(ErrorCode.None, Send(Producer, sequence: 1, verification: 0).Error);
    }

    // KIP-890: an end is answered before its markers are written, so the producer's next write may be here before them.
    [Fact]
    public void First_write_of_the_next_transaction_outlasts_the_marker_that_raised_the_epoch()
    {
        Send(Producer, sequence: 0);
        var next = _world.Log.BeginVerification(Producer, 1);
        End(Producer, isCommit: true, epoch: 1, isVersion2: true);
        Assert.Equal(ErrorCode.None, Send(Producer, sequence: 0, epoch: 1, verification: next).Error);

        var late = _world.Log.BeginVerification(2, 1);
        End(2, isCommit: false, epoch: 1);
        Assert.Equal(ErrorCode.InvalidTxnState, Send(2, sequence: 0, epoch: 1, verification: late).Error);
    }

    [Fact]
    public void Plain_batch_within_an_open_transaction_is_refused()
    {
        Send(Producer, sequence: 0);
        var plain = TestBatch.Build(producerId: Producer, epoch: 0, sequence: 1);
        Assert.Equal(ErrorCode.InvalidTxnState, _world.Append(plain).Error);
    }

    [Fact]
    public void Marker_with_a_raised_epoch_fences_the_producer_and_begins_its_sequence_anew()
    {
        Send(Producer, sequence: 0);
        End(Producer, isCommit: true, epoch: 1, isVersion2: true);

        Assert.Equal(ErrorCode.InvalidProducerEpoch, Send(Producer, sequence: 1).Error);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Send(Producer, sequence: 1, epoch: 1).Error);
        Assert.Equal(ErrorCode.None, Send(Producer, sequence: 0, epoch: 1).Error);
    }

    // KIP-890: a marker that was sent twice must not end the transaction that the same epoch has begun since.
    [Fact]
    public void Repeated_marker_of_version_2_is_harmless_before_and_refused_within_the_next_transaction()
    {
        Send(Producer, sequence: 0);
        End(Producer, isCommit: true, epoch: 1, isVersion2: true);
        Assert.Equal(ErrorCode.None, End(Producer, isCommit: true, epoch: 1, isVersion2: true).Error);
        Send(Producer, sequence: 0, epoch: 1);
        Assert.Equal(
            ErrorCode.InvalidProducerEpoch, End(Producer, isCommit: true, epoch: 1, isVersion2: true).Error);
        Assert.Empty(_world.Log.AbortedIn(0, long.MaxValue));
    }

    [Fact]
    public void Marker_of_an_older_coordinator_or_producer_is_refused()
    {
        Send(Producer, sequence: 0, epoch: 4);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, End(Producer, isCommit: true, epoch: 3).Error);
        Assert.Equal(ErrorCode.None, End(Producer, isCommit: true, epoch: 4, coordinator: 9).Error);
        Assert.Equal(
            ErrorCode.TransactionCoordinatorFenced, End(Producer, isCommit: true, epoch: 4, coordinator: 8).Error);
    }

    [Fact]
    public void Truncation_forgets_the_markers_it_removes()
    {
        Send(Producer, sequence: 0);
        Send(7, sequence: 0);
        End(Producer, isCommit: false);
        _world.Log.TruncateTo(2);

        Assert.Empty(_world.Log.AbortedIn(0, long.MaxValue));
        Assert.Equal(0, _world.Log.LastStableOffset(highWatermark: 2));
    }

    private AppendResult Send(
        long producer, int sequence, int records = 1, short epoch = 0, long? verification = null)
    {
        var batch = TestBatch.Build(
            records, producerId: producer, epoch: epoch, sequence: sequence, attributes: BatchAttributes.Transactional);
        return _world.Log.Append(
            batch, 0, _world.Now, AppendOrigin.Client,
            verification ?? _world.Log.BeginVerification(producer, epoch));
    }

    private AppendResult End(
        long producer, bool isCommit, short epoch = 0, bool isVersion2 = false, int coordinator = 0) =>
        _world.Log.AppendMarker(
            new TransactionMarker(producer, epoch, coordinator, isCommit), isVersion2, leaderEpoch: 0, _world.Now);
}
