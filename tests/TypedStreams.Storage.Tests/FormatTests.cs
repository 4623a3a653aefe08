using System.Text;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage.Tests;

public sealed class FormatTests
{
    private readonly MemoryDisk _disk = new();

    public FormatTests() => _disk.CreateDirectory("/d");

    [Fact]
    public void Offset_index_entry_is_relative_offset_and_position()
    {
        var index = new OffsetIndex(_disk, "/d/i", baseOffset: 100);
        index.File.Clear();
        index.Append(lastOffset: 107, position: 0x01020304);
        index.File.WriteOut().Release();

        Assert.Equal("0000000701020304", Hex("/d/i"));
        Assert.Equal(0x01020304, index.PositionBefore(107));
        Assert.Equal(0, index.PositionBefore(106));
    }

    [Fact]
    public void Time_index_entry_is_timestamp_and_relative_offset()
    {
        var index = new TimeIndex(_disk, "/d/t", baseOffset: 100);
        index.File.Clear();
        index.MaybeAppend(timestamp: 0x0102030405060708, offset: 109);
        index.MaybeAppend(timestamp: 0x0102030405060708, offset: 110);
        index.File.WriteOut().Release();

        Assert.Equal("010203040506070800000009", Hex("/d/t"));
    }

    [Fact]
    public void Index_that_was_frozen_answers_from_its_file_as_it_did_from_memory()
    {
        var index = new OffsetIndex(_disk, "/d/i", baseOffset: 0);
        index.File.Clear();
        for (var i = 1; i <= 500; i++)
        {
            index.Append(i * 10, i * 100);
        }

        var hot = Enumerable.Range(0, 5_100).Select(o => index.PositionBefore(o)).ToList();
        index.File.WriteOut().Release();
        index.File.Freeze();

        Assert.Equal(hot, Enumerable.Range(0, 5_100).Select(o => index.PositionBefore(o)));
        Assert.Equal(500, index.Count);
    }

    [Fact]
    public void Aborted_transaction_is_34_bytes_in_kafkas_order()
    {
        var bytes = new byte[AbortedTransaction.Size];
        new AbortedTransaction(1, 2, 3, 4).Write(bytes);

        Assert.Equal(
            "0000" + "0000000000000001" + "0000000000000002" + "0000000000000003" + "0000000000000004",
            Convert.ToHexStringLower(bytes));
        Assert.True(AbortedTransaction.TryRead(bytes, out var read));
        Assert.Equal(new AbortedTransaction(1, 2, 3, 4), read);
        Assert.False(AbortedTransaction.TryRead(bytes.AsSpan(1), out _));
    }

    [Fact]
    public void Producer_snapshot_holds_the_last_batch_of_each_producer()
    {
        var states = new ProducerStates();
        states.Apply(Header(producerId: 5, sequence: 0, records: 3, offset: 40));
        var bytes = ProducerSnapshot.Write(states);

        Assert.Equal(
            "0001" + Convert.ToHexStringLower(bytes.AsSpan(2, 4)) + "00000001"
            + "0000000000000005" + "0007" + "00000002" + "000000000000002a" + "00000002"
            + "00000000000003ea" + "ffffffff" + "ffffffffffffffff",
            Convert.ToHexStringLower(bytes));
        var read = new ProducerStates();
        Assert.True(ProducerSnapshot.TryRead(bytes, read));
        Assert.Equal(bytes, ProducerSnapshot.Write(read));
    }

    [Fact]
    public void Producer_snapshot_with_any_byte_changed_is_refused()
    {
        var states = new ProducerStates();
        states.Apply(Header(producerId: 5, sequence: 0, records: 3, offset: 40));
        var good = ProducerSnapshot.Write(states);
        for (var i = 0; i < good.Length; i++)
        {
            var bad = good.ToArray();
            bad[i] ^= 0x10;
            Assert.False(ProducerSnapshot.TryRead(bad, new ProducerStates()));
            Assert.False(ProducerSnapshot.TryRead(good.AsSpan(0, i), new ProducerStates()));
        }
    }

    [Fact]
    public void Offset_checkpoint_is_version_count_and_lines()
    {
        OffsetCheckpoint.Write(
            _disk, "/d/c", [new(new TopicPartition("a-b", 3), 12), new(new TopicPartition("c", 0), 0)]);

        Assert.Equal("0\n2\na-b 3 12\nc 0 0\n", Encoding.UTF8.GetString(AtomicFile.ReadBytes(_disk, "/d/c")!));
        Assert.Equal(12, OffsetCheckpoint.Read(_disk, "/d/c")[new TopicPartition("a-b", 3)]);
    }

    [Theory]
    [InlineData("1\n0\n")]
    [InlineData("0\n2\na 0 1\n")]
    [InlineData("0\n1\na 0\n")]
    [InlineData("0\n")]
    public void Offset_checkpoint_that_is_damaged_is_refused(string text)
    {
        AtomicFile.Write(_disk, "/d/c", text);
        Assert.Throws<InvalidDataException>(() => OffsetCheckpoint.Read(_disk, "/d/c"));
    }

    [Fact]
    public void Leader_epoch_checkpoint_is_epoch_and_start_offset()
    {
        LeaderEpochCache.Write(_disk, "/d", [new EpochEntry(2, 0), new EpochEntry(5, 77)]);

        var text = Encoding.UTF8.GetString(AtomicFile.ReadBytes(_disk, "/d/leader-epoch-checkpoint")!);
        Assert.Equal("0\n2\n2 0\n5 77\n", text);
        Assert.Equal([new EpochEntry(2, 0), new EpochEntry(5, 77)], LeaderEpochCache.Load(_disk, "/d").Entries);
    }

    [Fact]
    public void Topic_id_that_is_no_base_64_is_no_topic_id() =>
        Assert.Null(PartitionMetadata.DecodeId("92233720368547758070\n"));

    [Fact]
    public void Partition_metadata_names_the_topic_id_in_kafkas_letters()
    {
        var id = new Guid("0dbe7b23-b33c-4b2c-8e49-3f7a1a2d4c5e");
        PartitionMetadata.Write(_disk, "/d", id);

        var text = Encoding.UTF8.GetString(AtomicFile.ReadBytes(_disk, "/d/partition.metadata")!);
        Assert.Equal("version: 0\ntopic_id: Db57I7M8SyyOST96Gi1MXg\n", text);
        Assert.Equal(id, PartitionMetadata.Read(_disk, "/d"));
    }

    private static RecordBatchHeader Header(long producerId, int sequence, int records, long offset) => new()
    {
        BaseOffset = offset,
        LastOffsetDelta = records - 1,
        RecordCount = records,
        ProducerId = producerId,
        ProducerEpoch = 7,
        BaseSequence = sequence,
        MaxTimestamp = 1_002,
    };

    private string Hex(string path) => Convert.ToHexStringLower(AtomicFile.ReadBytes(_disk, path)!);
}
