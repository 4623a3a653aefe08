// Zstandard through the system's libzstd. Contexts are dear to make, so each thread keeps one of each kind. Frames that
// ask for a window above libzstd's own limit of 128 MiB are refused by it.
using System.Buffers;

namespace TypedStreams.Protocol.Compression;

internal static unsafe class ZstdCodec
{
    // Kafka's default for compression.zstd.level.
    private const int Level = 3;

    [ThreadStatic]
    private static ZstdNative.Compressor? _compressor;

    [ThreadStatic]
    private static ZstdNative.Decompressor? _decompressor;

    static ZstdCodec() => NativeCodecs.EnsureResolver();

    public static void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> output)
    {
        try
        {
            ZstdNative.Compressor context = _compressor ??= ZstdNative.Compressor.Create();
            Span<byte> target = output.GetSpan(checked((int)ZstdNative.CompressBound((nuint)source.Length)));
            fixed (byte* from = source, to = target)
            {
                nuint written = ZstdNative.Compress(
                    context, to, (nuint)target.Length, from, (nuint)source.Length, Level);
                if (ZstdNative.IsError(written) != 0)
                    throw new InvalidOperationException($"libzstd could not compress {source.Length} bytes.");

                output.Advance((int)written);
            }
        }
        catch (DllNotFoundException e)
        {
            throw NativeCodecs.Missing(NativeCodecs.Zstd, e);
        }
    }

    public static void Decompress(ReadOnlySpan<byte> source, ref BoundedOutput output)
    {
        try
        {
            ZstdNative.Decompressor context = _decompressor ??= ZstdNative.Decompressor.Create();
            ZstdNative.ResetDecompressor(context, ZstdNative.ResetSession);
            Decompress(context, source, ref output);
        }
        catch (DllNotFoundException e)
        {
            throw NativeCodecs.Missing(NativeCodecs.Zstd, e);
        }
    }

    private static void Decompress(ZstdNative.Decompressor context, ReadOnlySpan<byte> source, ref BoundedOutput output)
    {
        nuint hint = 1;
        bool full = false;
        fixed (byte* from = source)
        {
            var input = new ZstdNative.Buffer { Start = from, Size = (nuint)source.Length };
            while (input.Position < input.Size || full)
            {
                Span<byte> target = output.GetSpan();
                fixed (byte* to = target)
                {
                    nuint before = input.Position;
                    var step = new ZstdNative.Buffer { Start = to, Size = (nuint)target.Length };
                    hint = ZstdNative.DecompressStream(context, ref step, ref input);
                    if (ZstdNative.IsError(hint) != 0)
                        output.Throw("they are not a zstd frame or a checksum is wrong");

                    if (input.Position == before && step.Position == 0 && before < input.Size)
                        output.Throw("the codec makes no progress");

                    output.Advance((int)step.Position);
                    full = step.Position == step.Size && hint != 0;
                }
            }
        }

        if (hint != 0)
            output.Throw("the frame ends too early");
    }
}
