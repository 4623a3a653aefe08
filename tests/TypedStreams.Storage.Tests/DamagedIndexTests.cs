using System.Buffers.Binary;

namespace TypedStreams.Storage.Tests;

public sealed class DamagedIndexTests
{
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
