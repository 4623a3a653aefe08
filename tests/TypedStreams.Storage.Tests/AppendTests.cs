using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

public sealed class AppendTests
{
    private readonly TestLog _world = new();

    public static TheoryData<string, ErrorCode> BadBatches => new()
    {
        { "empty", ErrorCode.InvalidRecord },
        { "short header", ErrorCode.CorruptMessage },
        { "short body", ErrorCode.CorruptMessage },
        { "bit flip", ErrorCode.CorruptMessage },
        { "magic 1", ErrorCode.UnsupportedForMessageFormat },
        { "negative length", ErrorCode.CorruptMessage },
        { "count", ErrorCode.InvalidRecord },
        { "count zero", ErrorCode.InvalidRecord },
        { "delta", ErrorCode.InvalidRecord },
        { "base offset", ErrorCode.InvalidRecord },
        { "control", ErrorCode.InvalidRecord },
        { "unknown codec", ErrorCode.CorruptMessage },
        { "append time", ErrorCode.InvalidTimestamp },
        { "transaction without producer", ErrorCode.InvalidRecord },
        { "producer without sequence", ErrorCode.InvalidRecord },
        { "too large", ErrorCode.MessageTooLarge },
        { "record length", ErrorCode.InvalidRecord },
    };

    [Theory]
    [MemberData(nameof(BadBatches))]
    public void Bad_batch_is_refused_and_leaves_the_log_as_it_was(string what, ErrorCode expected)
    {
        _world.Append(TestBatch.Build());
        _world.Log.Config = _world.Config with { MaxMessageBytes = 1000 };

        var result = _world.Append(Bad(what));

        Assert.Equal(expected, result.Error);
        Assert.NotNull(result.Detail);
        Assert.Equal(1, _world.Log.LogEndOffset);
        Assert.Equal(TestBatch.Build().Length, _world.Log.SizeBytes);
    }

    [Fact]
    public void Appended_batch_carries_offset_and_epoch_and_is_else_unchanged()
    {
        _world.Append(TestBatch.Build(records: 3));
        var sent = TestBatch.Build(records: 2, fill: 9);
        var result = _world.Append([.. sent], epoch: 4);

        Assert.Equal(new AppendResult(ErrorCode.None, 3, 4, -1), result);
        var stored = _world.ReadAll(3);
        Assert.Equal((3, 4), (stored.LastBatch().BaseOffset, stored.LastBatch().PartitionLeaderEpoch));
        Assert.Equal(sent[RecordBatchHeader.MagicAt..], stored[RecordBatchHeader.MagicAt..]);
    }

    [Fact]
    public void Log_append_time_replaces_the_producers_times()
    {
        var world = new TestLog(TestLog.Small with { TimestampType = TimestampType.LogAppendTime });
        var result = world.Append(TestBatch.Build(records: 2));

        var stored = world.ReadAll(0).LastBatch();
        Assert.Equal(world.Now, result.LogAppendTimeMs);
        Assert.Equal((world.Now, TimestampType.LogAppendTime), (stored.MaxTimestamp, stored.TimestampType));
    }

    [Fact]
    public void Wrong_max_timestamp_in_the_header_is_put_right()
    {
        var batch = TestBatch.Build(records: 2, timestamp: 500);
        RecordBatchHeader.SetMaxTimestamp(batch, 9_999, attributes: 0);
        _world.Append(batch);

        Assert.Equal(501, _world.ReadAll(0).LastBatch().MaxTimestamp);
    }

    [Theory]
    [InlineData(0, ErrorCode.None)]
    [InlineData(101, ErrorCode.InvalidTimestamp)]
    [InlineData(-51, ErrorCode.InvalidTimestamp)]
    public void Create_time_far_from_now_is_refused(long distance, ErrorCode expected)
    {
        var world = new TestLog(TestLog.Small with { TimestampAfterMaxMs = 100, TimestampBeforeMaxMs = 50 });
        Assert.Equal(expected, world.Append(TestBatch.Build(timestamp: world.Now + distance)).Error);
    }

    [Fact]
    public void Compacted_topic_refuses_a_record_without_key()
    {
        var world = new TestLog(TestLog.Small with { IsCompacted = true });
        Assert.Equal(ErrorCode.InvalidRecord, world.Append(TestBatch.Build(keys: false)).Error);
        Assert.Equal(ErrorCode.None, world.Append(TestBatch.Build(keys: true)).Error);
    }

    [Fact]
    public void Internal_origin_may_write_control_batches()
    {
        var batch = TestBatch.Build(attributes: BatchAttributes.Control);
        Assert.Equal(ErrorCode.None, _world.Log.Append(batch, 0, _world.Now, AppendOrigin.Internal).Error);
    }

    [Fact]
    public void Follower_takes_over_offsets_and_epochs_of_the_leader()
    {
        var leader = new TestLog();
        leader.Append(TestBatch.Build(records: 2), epoch: 1);
        leader.Append(TestBatch.Build(records: 2), epoch: 3);
        var fetched = leader.ReadAll(0);

        Assert.Equal(ErrorCode.None, _world.Log.AppendAsFollower(fetched, _world.Now).Error);
        Assert.Equal(fetched, _world.ReadAll(0));
        Assert.Equal(leader.Log.Epochs.Entries, _world.Log.Epochs.Entries);
        Assert.Equal(ErrorCode.InvalidRecord, _world.Log.AppendAsFollower(fetched, _world.Now).Error);
    }

    [Fact]
    public void Appending_allocates_nothing_per_record()
    {
        var world = new TestLog(TestLog.Small with { SegmentBytes = 1 << 20, IndexIntervalBytes = 1 << 20 });
        var disk = new MemoryDisk();
        disk.CreateDirectory("/d");
        using var log = PartitionLog.Open(disk, "/d/t-0", world.Config, new LogOpenState(true, 0, 0), 0);
        var batch = TestBatch.Build(records: 400, valueBytes: 100);
        log.Append(batch, 0, 0);
        RecordBatchHeader.SetBaseOffset(batch, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        log.Append(batch, 0, 0);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A chunk of the memory disk, and nothing that grows with the records.
        Assert.InRange(allocated, 0, 66_000);
    }

    private static byte[] Bad(string what) => what switch
    {
        "empty" => [],
        "short header" => TestBatch.Build()[..60],
        "short body" => TestBatch.Build()[..^1],
        "bit flip" => Flip(TestBatch.Build()),
        "magic 1" => WithByte(TestBatch.Build(), RecordBatchHeader.MagicAt, 1),
        "negative length" => WithByte(TestBatch.Build(), RecordBatchHeader.BatchLengthAt, 0xff),
        "count" => TestBatch.Build(records: 2).Patch(RecordBatchHeader.RecordCountAt, 3),
        "count zero" => TestBatch.Build(records: 2).Patch(RecordBatchHeader.RecordCountAt, 0),
        "delta" => TestBatch.Build(records: 2).Patch(RecordBatchHeader.LastOffsetDeltaAt, 7),
        "base offset" => WithByte(TestBatch.Build(), 7, 1),
        "control" => TestBatch.Build(attributes: BatchAttributes.Control),
        "unknown codec" => TestBatch.Build(attributes: 6),
        "append time" => TestBatch.Build(attributes: BatchAttributes.LogAppendTime),
        "transaction without producer" => TestBatch.Build(attributes: BatchAttributes.Transactional),
        "producer without sequence" => TestBatch.Build(producerId: 4, epoch: 0),
        "too large" => TestBatch.Build(valueBytes: 1000),
        _ => BadRecordLength(),
    };

    private static byte[] BadRecordLength()
    {
        var batch = WithByte(TestBatch.Build(), RecordBatchHeader.Size, 2);
        RecordBatchHeader.UpdateCrc(batch);
        return batch;
    }

    private static byte[] Flip(byte[] batch) => WithByte(batch, batch.Length - 1, 0x55);

    private static byte[] WithByte(byte[] batch, int at, byte value)
    {
        batch[at] = value;
        return batch;
    }
}
