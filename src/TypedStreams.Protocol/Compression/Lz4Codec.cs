// The LZ4 frame format through the system's liblz4. Written as Java does: blocks of 64 KiB, independent, no checksums
// besides the head's. Read with any block size, linked or independent, with or without checksums, several frames.
// A decompression context belongs to one thread and lives as long as it.
using System.Buffers;

namespace TypedStreams.Protocol.Compression;

internal static unsafe class Lz4Codec
{
    private const int Blocks64KiB = 4;
    private const int IndependentBlocks = 1;

    [ThreadStatic]
    private static Lz4Native.Context? _context;

    static Lz4Codec() => NativeCodecs.EnsureResolver();

    public static void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> output)
    {
        var preferences = new Lz4Native.Preferences { BlockSizeId = Blocks64KiB, BlockMode = IndependentBlocks };
        try
        {
            int bound = checked((int)Lz4Native.CompressFrameBound((nuint)source.Length, preferences));
            Span<byte> target = output.GetSpan(bound);
            fixed (byte* from = source, to = target)
            {
                nuint written = Lz4Native.CompressFrame(
                    to, (nuint)target.Length, from, (nuint)source.Length, preferences);
                if (Lz4Native.IsError(written) != 0)
                    throw new InvalidOperationException($"liblz4 could not compress {source.Length} bytes.");

                output.Advance((int)written);
            }
        }
        catch (DllNotFoundException e)
        {
            throw NativeCodecs.Missing(NativeCodecs.Lz4, e);
        }
    }

    public static void Decompress(ReadOnlySpan<byte> source, ref BoundedOutput output)
    {
        try
        {
            Lz4Native.Context context = _context ??= Lz4Native.Context.Create();
            Lz4Native.ResetDecompressionContext(context);
            Decompress(context, source, ref output);
        }
        catch (DllNotFoundException e)
        {
            throw NativeCodecs.Missing(NativeCodecs.Lz4, e);
        }
    }

    private static void Decompress(Lz4Native.Context context, ReadOnlySpan<byte> source, ref BoundedOutput output)
    {
        nuint hint = 1;
        bool full = false;
        while (!source.IsEmpty || full)
        {
            Span<byte> target = output.GetSpan();
            nuint read = (nuint)source.Length;
            nuint written = (nuint)target.Length;
            fixed (byte* from = source, to = target)
                hint = Lz4Native.Decompress(context, to, ref written, from, ref read, options: 0);

            if (Lz4Native.IsError(hint) != 0)
                output.Throw("they are not an LZ4 frame or a checksum is wrong");

            if (read == 0 && written == 0 && !source.IsEmpty)
                output.Throw("the codec makes no progress");

            output.Advance((int)written);
            full = (int)written == target.Length && hint != 0;
            source = source[(int)read..];
        }

        if (hint != 0)
            output.Throw("the frame ends too early");
    }
}
