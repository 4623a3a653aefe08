using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

public sealed class LogTests
{
    private readonly TestLog _world = new();

    [Fact]
    public void Read_returns_the_batch_that_contains_the_offset_even_above_the_limit()
    {
        _world.Append(TestBatch.Build(records: 5));
        _world.Append(TestBatch.Build(records: 5));

        var result = _world.Log.Read(7, maxBytes: 1, long.MaxValue, minOneBatch: true);
        Assert.Equal(5, result.Slice!.ToBytes().LastBatch().BaseOffset);
        Assert.Null(_world.Log.Read(7, maxBytes: 1, long.MaxValue, minOneBatch: false).Slice);
    }

    [Fact]
    public void Read_outside_the_log_is_out_of_range_and_at_its_end_is_empty()
    {
        Fill(30);
        _world.Sync();
        _world.Log.DeleteSegmentsBefore(15);

        Assert.Equal(ErrorCode.OffsetOutOfRange, _world.Log.Read(14, 100, 30, true).Error);
        Assert.Equal(ErrorCode.OffsetOutOfRange, _world.Log.Read(31, 100, 30, true).Error);
        Assert.Equal(default, _world.Log.Read(30, 100, 30, true));
        Assert.Equal(default, _world.Log.Read(20, 100, 20, true));
    }

    [Fact]
    public void Read_that_its_size_cuts_names_the_offset_behind_its_last_batch()
    {
        const int Count = 40;
        var world = new TestLog(TestLog.Small with { SegmentBytes = 1 << 20, IndexIntervalBytes = 1 });
        for (var i = 0; i < Count; i++)
        {
            world.Append(TestBatch.Build(records: 1 + (i % 3), valueBytes: 10 + (i * 7 % 50)));
        }

        var end = world.Log.LogEndOffset;
        for (var maxBytes = 1; maxBytes < 1500; maxBytes += 13)
        {
            for (var from = 0L; from < end; from += 3)
            {
                var read = world.Log.Read(from, maxBytes, end, minOneBatch: true);
                using var slice = read.Slice!;
                Assert.Equal(slice.ToBytes().LastBatch().NextOffset, read.NextOffset);
            }
        }
    }

    [Fact]
    public void Slice_stays_readable_when_its_segment_is_deleted()
    {
        Fill(60);
        var expected = _world.ReadAll(0, upper: 5);
        using var slice = _world.Log.Read(0, int.MaxValue, 5, minOneBatch: true).Slice!;
        _world.Sync();
        Assert.NotEqual(0, _world.Log.DeleteSegmentsBefore(50));

        var output = new System.Buffers.ArrayBufferWriter<byte>();
        slice.WriteTo(output);
        Assert.Equal(expected, output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Segment_rolls_on_size_time_and_full_index()
    {
        var bySize = new TestLog(TestLog.Small with { SegmentBytes = 300 });
        var byTime = new TestLog(TestLog.Small with { SegmentMs = 10 });
        var byIndex = new TestLog(TestLog.Small with { SegmentIndexBytes = 16, IndexIntervalBytes = 1 });
        foreach (var world in new[] { bySize, byTime, byIndex })
        {
            for (var i = 0; i < 8; i++)
            {
                Assert.Equal(ErrorCode.None, world.Append(TestBatch.Build(timestamp: 1_000 + (i * 4))).Error);
            }

            Assert.InRange(world.Log.SegmentCount, 2, 8);
            Assert.Equal(8, world.ReadAll(0).Batches().Count);
        }
    }

    [Fact]
    public void Offset_is_found_by_time_to_the_record()
    {
        for (var i = 0; i < 60; i++)
        {
            _world.Append(TestBatch.Build(records: 3, timestamp: 1_000 + (i * 10)));
        }

        Assert.Equal(new TimestampOffset(1_000, 0, 0), _world.Log.FindOffsetByTimestamp(0));
        for (var i = 0; i < 60; i++)
        {
            var time = 1_001 + (i * 10);
            Assert.Equal(new TimestampOffset(time, (i * 3) + 1, 0), _world.Log.FindOffsetByTimestamp(time));
            Assert.Equal((i * 3) + 3, _world.Log.FindOffsetByTimestamp(1_003 + (i * 10))?.Offset ?? 180);
        }

        Assert.Null(_world.Log.FindOffsetByTimestamp(1_593));
        Assert.Equal(new TimestampOffset(1_592, 179, 0), _world.Log.FindMaxTimestamp());
    }

    [Fact]
    public void Max_timestamp_may_lie_before_the_end()
    {
        _world.Append(TestBatch.Build(timestamp: 10));
        _world.Append(TestBatch.Build(timestamp: 90));
        _world.Append(TestBatch.Build(timestamp: 50));
        Assert.Equal(1, _world.Log.FindMaxTimestamp()!.Value.Offset);
    }

    [Theory]
    [InlineData(1, 1, 0)] // before the first
    [InlineData(2, 2, 2)]
    [InlineData(3, 2, 2)] // an epoch that wrote nothing
    [InlineData(5, 5, 4)] // the newest ends at the log end
    [InlineData(6, -1, -1)]
    public void End_of_a_leader_epoch_is_the_start_of_the_next(int epoch, int expectedEpoch, long expectedEnd)
    {
        _world.Append(TestBatch.Build(records: 2), epoch: 2);
        _world.Append(TestBatch.Build(records: 2), epoch: 5);
        Assert.Equal((expectedEpoch, expectedEnd), _world.Log.EndOffsetForEpoch(epoch));
        _world.KillAndReopen();
        Assert.Equal((expectedEpoch, expectedEnd), _world.Log.EndOffsetForEpoch(epoch));
    }

    [Fact]
    public void Retention_by_size_keeps_the_newest_segments_and_what_is_not_committed()
    {
        var world = new TestLog(TestLog.Small with { RetentionBytes = 4096 });
        FillLog(world, 300);
        world.Sync();

        Assert.Equal(0, world.Log.ApplyRetention(world.Now, highWatermark: 0));
        Assert.NotEqual(0, world.Log.ApplyRetention(world.Now, highWatermark: 300));
        Assert.InRange(world.Log.SizeBytes, 4096, 4096 + 2048);
        Assert.Equal(world.Log.LogStartOffset, world.ReadAll(world.Log.LogStartOffset).Batches()[0].BaseOffset);
    }

    [Fact]
    public void Retention_by_time_closes_and_deletes_an_old_active_segment()
    {
        var world = new TestLog(TestLog.Small with { RetentionMs = 100 });
        FillLog(world, 3);
        Assert.Equal(0, world.Log.ApplyRetention(1_050, highWatermark: 3));
        world.Log.ApplyRetention(1_200, highWatermark: 3);
        world.Sync();
        world.Log.ApplyRetention(1_200, highWatermark: 3);

        Assert.Equal((3, 3, 1), (world.Log.LogStartOffset, world.Log.LogEndOffset, world.Log.SegmentCount));
    }

    [Fact]
    public void Log_truncated_fully_starts_empty_at_the_offset_after_restart_too()
    {
        Fill(20);
        _world.Sync();
        Assert.False(_world.Log.TruncateFullyAndStartAt(500, _world.Now));
        _world.Checkpoint();
        _world.CrashAndReopen(seed: 3);

        Assert.Equal((500, 500), (_world.Log.LogStartOffset, _world.Log.LogEndOffset));
        Assert.Equal(500, _world.Append(TestBatch.Build()).BaseOffset);
    }

    [Fact]
    public void Sync_covers_what_was_there_when_it_was_prepared()
    {
        _world.Append(TestBatch.Build());
        var ticket = _world.Log.PrepareSync()!;
        _world.Append(TestBatch.Build());
        ticket.Execute();
        _world.Log.CompleteSync(ticket);

        Assert.Equal(1, _world.Log.SyncedOffset);
        _world.Sync();
        Assert.Equal(2, _world.Log.SyncedOffset);
        Assert.Null(_world.Log.PrepareSync());
    }

    [Fact]
    public void Sync_under_way_does_not_cover_what_replaced_a_truncated_tail()
    {
        Fill(10);
        var ticket = _world.Log.PrepareSync()!;
        ticket.Execute();
        _world.Log.TruncateTo(4);
        Fill(10);
        _world.Log.CompleteSync(ticket);

        Assert.Equal(4, _world.Log.SyncedOffset);
    }

    [Fact]
    public void Failed_sync_stops_the_disk_and_a_restart_has_every_acknowledged_batch()
    {
        Fill(5);
        _world.Sync();
        _world.Disk.FailSync(1);
        _world.Append(TestBatch.Build());

        Assert.Throws<DiskFailedException>(() => _world.Log.PrepareSync()!.Execute());
        Assert.Throws<DiskFailedException>(() => _world.Append(TestBatch.Build()));
        Assert.Equal(5, _world.Log.SyncedOffset);
        _world.CrashAndReopen(seed: 1);
        Assert.InRange(_world.Log.LogEndOffset, 5, 6);
        Assert.Equal(ErrorCode.None, _world.Append(TestBatch.Build()).Error);
    }

    [Fact]
    public void Fault_at_any_disk_call_loses_no_acknowledged_batch()
    {
        for (var nth = 1; nth < 60; nth++)
        {
            var world = new TestLog();
            world.Disk.FailWrite(nth);
            world.Disk.FailSync(Math.Max(1, nth / 3));
            long acknowledged = 0;
            Assert.Throws<DiskFailedException>(() => AppendUntilFailure(world, out acknowledged));
            world.CrashAndReopen(nth);
            Assert.InRange(world.Log.LogEndOffset, acknowledged, long.MaxValue);
            Assert.Equal(world.Log.LogEndOffset, world.ReadAll(0).Batches().Count);
        }
    }

    [Fact]
    public void Torn_tail_is_cut_at_the_first_bad_batch()
    {
        Fill(10);
        _world.Sync();
        var size = _world.Log.SizeBytes;
        using (var file = _world.Disk.Open(TestLog.Root + "/orders-0/00000000000000000000.log", DiskOpen.Existing))
        {
            var good = _world.ReadAll(9);
            var bad = (byte[])good.Clone();
            RecordBatchHeader.SetBaseOffset(bad, 10);
            bad[^1] ^= 1;
            RecordBatchHeader.SetBaseOffset(good, 11);
            file.Append([.. bad, .. good]);
        }

        _world.Checkpoint();
        _world.KillAndReopen();
        Assert.Equal(10, _world.Log.LogEndOffset);
        Assert.Equal(size, _world.Log.SizeBytes);
    }

    [Fact]
    public void Clean_restart_reads_no_more_than_the_tail()
    {
        Fill(200);
        var before = _world.ReadAll(0);
        _world.CloseAndReopen();

        Assert.True(_world.Directory.WasCleanShutdown);
        Assert.Equal(before, _world.ReadAll(0));
        Assert.Equal(200, _world.Append(TestBatch.Build()).BaseOffset);
        _world.KillAndReopen();
        Assert.False(_world.Directory.WasCleanShutdown);
    }

    [Fact]
    public void Log_on_the_real_disk_survives_being_left_open()
    {
        var root = Directory.CreateTempSubdirectory("typedstreams-").FullName;
        try
        {
            var disk = new NativeDisk();
            var state = new LogOpenState(CleanShutdown: false, RecoveryPoint: 0, LogStartOffset: 0);
            var left = PartitionLog.Open(disk, root + "/t-0", TestLog.Small, state, 0);
            for (var i = 0; i < 100; i++)
            {
                left.Append(TestBatch.Build(valueBytes: 100), 0, 0);
            }

            using var log = PartitionLog.Open(disk, root + "/t-0", TestLog.Small, state, 0);
            Assert.Equal((100, 100), (log.LogEndOffset, log.SyncedOffset));
            Assert.Equal(left.SegmentCount, log.SegmentCount);
            left.Dispose();
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void AppendUntilFailure(TestLog world, out long acknowledged)
    {
        acknowledged = 0;
        for (var i = 0; i < 1_000; i++)
        {
            world.Append(TestBatch.Build(valueBytes: 300));
            if (i % 3 == 0)
            {
                world.Sync();
                acknowledged = world.Log.SyncedOffset;
            }
        }
    }

    private static void FillLog(TestLog world, int batches)
    {
        for (var i = 0; i < batches; i++)
        {
            world.Append(TestBatch.Build(valueBytes: 20));
        }
    }

    private void Fill(int batches) => FillLog(_world, batches);
}
