using System.Text;
using TypedStreams.Protocol.Records;
using TypedStreams.Protocol.Tests.Messages;

namespace TypedStreams.Protocol.Tests.Records;

public class RecordBatchHeaderTests
{
    [Fact]
    public void Crc32C_of_the_check_string_is_that_of_RFC_3720() =>
        Assert.Equal(0xe3069283u, Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Crc32C_continues_over_any_cut()
    {
        byte[] data = Enumerable.Range(0, 100).Select(i => (byte)i).ToArray();
        for (int cut = 0; cut <= data.Length; cut++)
            Assert.Equal(Crc32C.Compute(data), Crc32C.Append(Crc32C.Compute(data.AsSpan(0, cut)), data.AsSpan(cut)));
    }

    [Fact]
    public void Header_of_a_Java_batch_has_the_values_it_was_built_with()
    {
        Assert.True(RecordBatchHeader.TryRead(Golden("java-none"), out RecordBatchHeader header));
        Assert.Equal((42, 45, 46), (header.BaseOffset, header.LastOffset, header.NextOffset));
        Assert.Equal((7000L, (short)3), (header.ProducerId, header.ProducerEpoch));
        Assert.Equal((17, 20), (header.BaseSequence, header.LastSequence));
        Assert.Equal((5, 4, 2), (header.PartitionLeaderEpoch, header.RecordCount, header.Magic));
        Assert.Equal((1_700_000_000_000, 1_700_000_000_500), (header.BaseTimestamp, header.MaxTimestamp));
        Assert.Equal((TimestampType.CreateTime, CompressionType.None), (header.TimestampType, header.Compression));
        Assert.False(header.IsTransactional || header.IsControl || header.HasDeleteHorizon);
    }

    [Fact]
    public void Header_written_back_is_the_header_read()
    {
        byte[] batch = Golden("java-commit");
        RecordBatchHeader.TryRead(batch, out RecordBatchHeader header);
        byte[] copy = new byte[RecordBatchHeader.Size];
        header.Write(copy);
        Assert.Equal(batch[..RecordBatchHeader.Size], copy);
        Assert.True(header.IsControl && header.IsTransactional);
    }

    [Fact]
    public void Offset_and_leader_epoch_change_without_the_crc()
    {
        byte[] batch = Golden("java-zstd");
        RecordBatchHeader.SetBaseOffset(batch, 123_456_789_012);
        RecordBatchHeader.SetPartitionLeaderEpoch(batch, 77);
        RecordBatchHeader.TryRead(batch, out RecordBatchHeader header);
        Assert.Equal((123_456_789_012, 77), (header.BaseOffset, header.PartitionLeaderEpoch));
        Assert.True(RecordBatchHeader.VerifyCrc(batch));
    }

    [Fact]
    public void Append_time_stamps_the_batch_and_keeps_it_valid()
    {
        byte[] batch = Golden("java-none");
        RecordBatchHeader.SetLogAppendTime(batch, 1_800_000_000_000);
        RecordBatchHeader.TryRead(batch, out RecordBatchHeader header);
        Assert.Equal((TimestampType.LogAppendTime, 1_800_000_000_000), (header.TimestampType, header.MaxTimestamp));
        Assert.True(RecordBatchHeader.VerifyCrc(batch));
    }

    [Fact]
    public void Any_flipped_bit_behind_the_crc_fails_it()
    {
        byte[] batch = Golden("java-none");
        for (int bit = RecordBatchHeader.AttributesAt * 8; bit < batch.Length * 8; bit++)
        {
            batch[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(RecordBatchHeader.VerifyCrc(batch));
            batch[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Sequence_wraps_from_the_largest_number_to_zero()
    {
        Assert.Equal(0, RecordBatchHeader.AddSequence(int.MaxValue, 1));
        Assert.Equal(4, RecordBatchHeader.AddSequence(int.MaxValue - 5, 10));
        Assert.Equal(int.MaxValue, RecordBatchHeader.AddSequence(int.MaxValue - 1, 1));
    }

    [Fact]
    public void Fewer_bytes_than_a_header_are_no_batch()
    {
        byte[] batch = Golden("java-none");
        Assert.False(RecordBatchHeader.TryRead(batch.AsSpan(0, 60), out _));
        Assert.False(RecordBatchHeader.VerifyCrc(batch.AsSpan(0, 60)));
        Assert.False(RecordBatchHeader.VerifyCrc(batch.AsSpan(0, batch.Length - 1)));
    }

    internal static byte[] Golden(string name) =>
        GoldenFile.Read("batches.txt").First(line => line.Words[0] == name).Bytes;
}
