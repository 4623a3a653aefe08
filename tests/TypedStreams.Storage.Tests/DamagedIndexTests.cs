using System.Buffers.Binary;

namespace TypedStreams.Storage.Tests;

public sealed class DamagedIndexTests
{
    private LogDirectory? _directory;

    // Into the middle of a batch, behind the batch that is looked for, behind the end of the file.
    [Theory]
    [InlineData(4, 1)]
    [InlineData(0, -1)]
    [InlineData(4, 1 << 20)]
    public void Damaged_offset_index_leads_no_reader_astray_after_a_clean_stop(int at, int change)
    {
        var world = new TestLog();
        for (int i = 0; i < 60; i++)
        {
            world.Append(TestBatch.Build(records: 2, valueBytes: 60, fill: (byte)i));
        }

        world.Log.Close();
        world.Checkpoint();
        world.Directory.MarkCleanShutdown();
        world.Directory.Dispose();
        Damage(world, at, change);
        using LogDirectory directory = LogDirectory.Open(world.Disk, TestLog.Root, "test");
        PartitionLog log = directory.OpenLog(TestLog.Partition, world.Config, world.Now);

        for (long offset = 0; offset < 120; offset++)
        {
            using var slice = log.Read(offset, maxBytes: 500, 120, minOneBatch: true).Slice;
            Assert.NotNull(slice);
            byte[] bytes = slice.ToBytes();
            Assert.Equal(offset / 2 * 2, BinaryPrimitives.ReadInt64BigEndian(bytes));
        }
    }

    // Every byte of every entry of every time index, one after the other: searches and retention go by the records.
    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void Time_index_with_a_damaged_byte_answers_as_one_without(int flipped)
    {
        var world = new TestLog(TestLog.Small with { RetentionMs = 1_000_000_000 });
        for (int i = 0; i < 60; i++)
        {
            // Times go forth and back, so that not every batch holds the largest so far.
            long time = 1_000 + (i * 10) - (i % 4 * 25);
            world.Append(TestBatch.Build(records: 2, valueBytes: 60, time, fill: (byte)i));
        }

        CloseCleanly(world);
        (PartitionLog whole, IReadOnlyList<TimestampOffset?> expected) = Reopen(world);
        int segments = whole.SegmentCount;
        CloseCleanly(world, whole);
        string folder = $"{TestLog.Root}/{TestLog.Partition}";
        var indexes = world.Disk.List(folder).Where(name => name.EndsWith(".timeindex", StringComparison.Ordinal));
        int damaged = 0;
        foreach (string name in indexes.ToList())
        {
            byte[] good = BytesOf(world, $"{folder}/{name}");
            for (int at = 0; at < good.Length; at++, damaged++)
            {
                Write(world, $"{folder}/{name}", at, [(byte)(good[at] ^ flipped)]);
                (PartitionLog log, IReadOnlyList<TimestampOffset?> found) = Reopen(world);
                Assert.Equal(expected, found);
                Assert.Equal(0, log.ApplyRetention(1_000_001_000, log.LogEndOffset));
                Assert.Equal(segments, log.SegmentCount);
                CloseCleanly(world, log);
                Write(world, $"{folder}/{name}", 0, good);
            }
        }

        Assert.True(damaged > 12 * segments, $"Only {damaged} bytes were damaged.");
    }

    private void CloseCleanly(TestLog world, PartitionLog? log = null)
    {
        (log ?? world.Log).Close();
        LogDirectory directory = log is null ? world.Directory : _directory!;
        directory.Checkpoint([LogCheckpoint.Of(TestLog.Partition, log ?? world.Log)]);
        directory.MarkCleanShutdown();
        directory.Dispose();
    }

    private (PartitionLog Log, IReadOnlyList<TimestampOffset?> Found) Reopen(TestLog world)
    {
        _directory = LogDirectory.Open(world.Disk, TestLog.Root, "test");
        PartitionLog log = _directory.OpenLog(TestLog.Partition, world.Config, world.Now);
        var found = new List<TimestampOffset?> { log.FindMaxTimestamp() };
        for (long time = 900; time < 1_700; time += 5)
        {
            found.Add(log.FindOffsetByTimestamp(time));
        }

        return (log, found);
    }

    private static byte[] BytesOf(TestLog world, string path)
    {
        using IDiskFile file = world.Disk.Open(path, DiskOpen.Existing);
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }

    private static void Write(TestLog world, string path, long at, ReadOnlySpan<byte> bytes)
    {
        using IDiskFile file = world.Disk.Open(path, DiskOpen.Existing);
        file.Write(at, bytes);
    }

    private static void Damage(TestLog world, int at, int change)
    {
        string folder = $"{TestLog.Root}/{TestLog.Partition}";
        var indexes = world.Disk.List(folder).Where(name => name.EndsWith(".index", StringComparison.Ordinal)).ToList();
        Assert.True(indexes.Count > 3);
        byte[] field = new byte[4];
        foreach (string name in indexes)
        {
            using IDiskFile file = world.Disk.Open($"{folder}/{name}", DiskOpen.Existing);
            for (long position = at; position < file.Length; position += 8)
            {
                file.Read(position, field);
                BinaryPrimitives.WriteInt32BigEndian(field, BinaryPrimitives.ReadInt32BigEndian(field) + change);
                file.Write(position, field);
            }
        }
    }
}
