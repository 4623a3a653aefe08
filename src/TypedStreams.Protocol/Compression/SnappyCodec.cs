// Snappy. Java frames its blocks as the xerial library does: a 16-byte head, then blocks with a 4-byte length;
// librdkafka and others send one bare block. Both are read, the framed form is written.
using System.Buffers;
using System.Buffers.Binary;
using IronSnappy;

namespace TypedStreams.Protocol.Compression;

internal static class SnappyCodec
{
    // What Java writes; a larger block is legal.
    private const int BlockSize = 32 * 1024;

    // No element of the format makes more than 64 bytes out of fewer than two.
    private const int LargestRatio = 64;

    private static ReadOnlySpan<byte> Magic => [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]; // \x82 SNAPPY \0

    // Magic, then version 1 and lowest compatible version 1.
    private const int HeadSize = 16;

    public static void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> output)
    {
        Span<byte> head = output.GetSpan(HeadSize);
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32BigEndian(head[8..], 1);
        BinaryPrimitives.WriteInt32BigEndian(head[12..], 1);
        output.Advance(HeadSize);
        while (!source.IsEmpty)
        {
            int size = Math.Min(source.Length, BlockSize);
            byte[] block = Snappy.Encode(source[..size]);
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), block.Length);
            output.Advance(sizeof(int));
            output.Write(block);
            source = source[size..];
        }
    }

    public static void Decompress(ReadOnlySpan<byte> source, ref BoundedOutput output)
    {
        if (!source.StartsWith(Magic))
        {
            DecompressBlock(source, ref output);
            return;
        }

        if (source.Length < HeadSize)
            output.Throw("the head is cut off");

        source = source[HeadSize..];
        while (!source.IsEmpty)
        {
            if (source.Length < sizeof(int))
                output.Throw("the length of a block is cut off");

            int size = BinaryPrimitives.ReadInt32BigEndian(source);
            source = source[sizeof(int)..];
            if (size < 0 || size > source.Length)
                output.Throw($"a block of {size} bytes does not fit {source.Length} bytes");

            DecompressBlock(source[..size], ref output);
            source = source[size..];
        }
    }

    // The library allocates what the block says it unpacks to, so that number is checked first.
    private static void DecompressBlock(ReadOnlySpan<byte> block, ref BoundedOutput output)
    {
        long unpacked = UnpackedSize(block, ref output);
        output.RequireRoom(unpacked);
        if (unpacked > (long)block.Length * LargestRatio)
            output.Throw($"a block of {block.Length} bytes cannot hold {unpacked} bytes");

        if (unpacked == 0)
            return;

        byte[] bytes = [];
        try
        {
            bytes = Snappy.Decode(block);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            output.Throw("a block is corrupt", e);
        }

        output.Write(bytes);
    }

    private static long UnpackedSize(ReadOnlySpan<byte> block, ref BoundedOutput output)
    {
        long size = 0;
        for (int i = 0; i < 5 && i < block.Length; i++)
        {
            size |= (long)(block[i] & 0x7f) << (7 * i);
            if (block[i] < 0x80)
                return size;
        }

        output.Throw("a block has no size");
        return 0;
    }
}
