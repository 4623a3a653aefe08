using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol.Tests.Records;

public class RecordBatchBuilderTests
{
    [Fact]
    public void Records_written_in_place_have_the_bytes_of_appended_ones() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            using var appended = new RecordBatchBuilder();
            using var inPlace = new RecordBatchBuilder(initialCapacity: 64);
            for (int i = random.Next(1, 20); i > 0; i--)
            {
                long timestamp = random.NextInt64(1L << random.Next(1, 60));
                byte[]? key = Bytes(random);
                byte[]? value = Bytes(random);
                RecordHeader[] headers = random.Next(3) == 0 ? [new("h", Bytes(random)), new("é", null)] : [];
                appended.Append(timestamp, key, key is null, value, value is null, headers);
                WriteInPlace(inPlace, timestamp, key, value, headers);
            }

            var options = new RecordBatchOptions { ProducerId = 5, ProducerEpoch = 1, BaseSequence = 2 };
            return appended.Build(options).Span.SequenceEqual(inPlace.Build(options).Span);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Cancelled_record_leaves_no_trace()
    {
        using var expected = new RecordBatchBuilder();
        expected.Append(2_000, "k"u8, "v"u8);
        using var builder = new RecordBatchBuilder();
        builder.BeginRecord(1_000);
        builder.BeginKey();
        builder.Write("half"u8);
        builder.CancelRecord();
        builder.Append(2_000, "k"u8, "v"u8);

        Assert.Equal(expected.Build(new()).ToArray(), builder.Build(new()).ToArray());
    }

    [Fact]
    public void Build_with_an_open_record_is_refused()
    {
        using var builder = new RecordBatchBuilder();
        builder.BeginRecord(1);
        Assert.Throws<InvalidOperationException>(() => builder.Build(new()));
    }

    [Fact]
    public void Builder_after_reset_builds_as_if_new()
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(1, "a"u8, "b"u8);
        byte[] first = builder.Build(new()).ToArray();
        builder.Reset();
        Assert.Equal((0, RecordBatchHeader.Size, -1L), (builder.Count, builder.Length, builder.MaxTimestampMs));
        builder.Append(1, "a"u8, "b"u8);
        Assert.Equal(first, builder.Build(new()).ToArray());
    }

    [Fact]
    public void Compacted_batch_keeps_offsets_and_last_offset_delta()
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(5, "a"u8, false, "b"u8, false, [], offsetDelta: 3);
        builder.Append(6, "c"u8, false, "d"u8, false, [], offsetDelta: 9);
        var batches = new RecordBatchReader(builder.Build(new() { BaseOffset = 100, LastOffsetDelta = 12 }));
        Assert.True(batches.MoveNext());
        Assert.Equal(112, batches.Current.Header.LastOffset);
        var records = new RecordReader(batches.Current.Header, batches.Current.Payload);
        Assert.True(records.MoveNext());
        Assert.Equal(103, records.Offset);
        Assert.True(records.MoveNext());
        Assert.Equal(109, records.Offset);
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public void Batch_with_any_codec_gives_its_records_back(CompressionType compression)
    {
        using var builder = new RecordBatchBuilder();
        for (int i = 0; i < 2_000; i++)
            builder.Append(i, BitConverter.GetBytes(i), new byte[i % 100]);
        ReadOnlyMemory<byte> batch = builder.Build(new() { Compression = compression });

        Assert.True(RecordBatchHeader.VerifyCrc(batch.Span));
        var batches = new RecordBatchReader(batch);
        Assert.True(batches.MoveNext());
        using var scratch = new PooledBuffer();
        RecordReader records = batches.Current.ReadRecords(scratch, maxBytes: 1 << 20);
        for (int i = 0; i < 2_000; i++)
        {
            Assert.True(records.MoveNext());
            Assert.Equal((i, (long)i), (BitConverter.ToInt32(records.Key), records.Offset));
            Assert.Equal(i % 100, records.Value.Length);
        }

        Assert.False(records.MoveNext());
    }

    [Fact]
    public void Varints_survive_at_every_magnitude()
    {
        Span<byte> bytes = stackalloc byte[Varint.MaxLongSize];
        for (int bit = 0; bit < 64; bit++)
        {
            foreach (long value in (long[])[1L << bit, -(1L << bit), (1L << bit) - 1])
            {
                int written = Varint.Write(bytes, value);
                int position = 0;
                Assert.True(Varint.TryRead(bytes, ref position, out long read));
                Assert.Equal((value, written, written), (read, position, Varint.SizeOf(value)));
                Assert.Equal(Varint.SizeOf((long)(int)value), Varint.SizeOf((int)value));
            }
        }
    }

    private static void WriteInPlace(
        RecordBatchBuilder builder, long timestamp, byte[]? key, byte[]? value, RecordHeader[] headers)
    {
        builder.BeginRecord(timestamp);
        if (key is null)
        {
            builder.NullKey();
        }
        else
        {
            builder.BeginKey();
            builder.Write(key);
            builder.EndKey();
        }

        if (value is null)
        {
            builder.NullValue();
        }
        else
        {
            builder.BeginValue();
            builder.Write(value);
            builder.EndValue();
        }

        foreach (RecordHeader header in headers)
            builder.AddHeader(header);
        builder.EndRecord();
    }

    private static byte[]? Bytes(Random random)
    {
        if (random.Next(5) == 0)
            return null;

        byte[] bytes = new byte[random.Next(1 << random.Next(1, 15))];
        random.NextBytes(bytes);
        return bytes;
    }
}
