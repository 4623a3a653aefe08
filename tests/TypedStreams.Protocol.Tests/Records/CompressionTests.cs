using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using TypedStreams.Protocol.Compression;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol.Tests.Records;

public class CompressionTests
{
    public static TheoryData<CompressionType> Codecs =>
        new(CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd);

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Bytes_survive_compression(CompressionType codec) =>
        Prop.ForAll<int>(seed =>
        {
            byte[] data = Data(new Random(seed));
            return Unpack(codec, Pack(codec, data), data.Length).AsSpan().SequenceEqual(data);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Output_of_one_byte_more_than_the_limit_is_malformed(CompressionType codec)
    {
        byte[] packed = Pack(codec, new byte[100_000]);
        Assert.Equal(100_000, Unpack(codec, packed, 100_000).Length);
        Assert.Throws<MalformedMessageException>(() => Unpack(codec, packed, 99_999));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Bomb_is_stopped_at_the_limit(CompressionType codec)
    {
        byte[] bomb = Pack(codec, new byte[64 << 20]);
        using var output = new PooledBuffer();
        Assert.Throws<MalformedMessageException>(
            () => RecordCompression.Decompress(codec, bomb, output, maxBytes: 1 << 16));
        Assert.InRange(output.Length, 0, 1 << 16);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Compressed_bytes_cut_anywhere_are_malformed(CompressionType codec)
    {
        byte[] packed = Pack(codec, Data(new Random(7)));
        for (int length = 0; length < packed.Length; length += Math.Max(1, packed.Length / 200))
        {
            // A framed snappy stream may end behind any block.
            Exception? fault = Record.Exception(() => Unpack(codec, packed[..length], 1 << 24));
            Assert.True(fault is MalformedMessageException || codec == CompressionType.Snappy, $"{length}: {fault}");
        }
    }

    [Fact]
    public void Bare_snappy_block_is_read_too()
    {
        byte[] data = Data(new Random(3));
        Assert.Equal(data, Unpack(CompressionType.Snappy, IronSnappy.Snappy.Encode(data), data.Length));
    }

    [Fact]
    public void Snappy_block_that_claims_a_gigabyte_is_malformed_before_it_is_allocated()
    {
        byte[] bomb = [0x80, 0x80, 0x80, 0x80, 0x04, 0x00, 0x00];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MalformedMessageException>(() => Unpack(CompressionType.Snappy, bomb, int.MaxValue));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Missing_library_is_named_with_its_package()
    {
        var fault = new CodecUnavailableException("lz4", "liblz4.so.1", "liblz4-1", new DllNotFoundException());
        Assert.Contains("liblz4.so.1", fault.Message);
        Assert.Contains("apt install liblz4-1", fault.Message);
    }

    [Fact]
    public void Unknown_codec_is_malformed() =>
        Assert.Throws<MalformedMessageException>(() => Unpack((CompressionType)5, [1, 2, 3], 100));

    private static byte[] Pack(CompressionType codec, byte[] data)
    {
        var output = new ArrayBufferWriter<byte>();
        RecordCompression.Compress(codec, data, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Unpack(CompressionType codec, byte[] packed, int maxBytes)
    {
        using var output = new PooledBuffer();
        RecordCompression.Decompress(codec, packed, output, maxBytes);
        return output.WrittenMemory.ToArray();
    }

    // Runs and noise, up to a few hundred kilobytes.
    private static byte[] Data(Random random)
    {
        byte[] data = new byte[1 + random.Next(1 << random.Next(1, 19))];
        random.NextBytes(data);
        for (int at = 0; at < data.Length; at += random.Next(1, 2_000))
            data.AsSpan(at, Math.Min(random.Next(2_000), data.Length - at)).Fill((byte)at);
        return data;
    }
}
