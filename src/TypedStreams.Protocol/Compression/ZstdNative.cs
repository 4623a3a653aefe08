// The functions of libzstd (zstd.h, stable part) that the codec calls. Sizes are size_t.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TypedStreams.Protocol.Compression;

internal static unsafe partial class ZstdNative
{
    // ZSTD_reset_session_only
    public const int ResetSession = 1;

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_createDCtx")]
    public static partial nint CreateDecompressor();

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_freeDCtx")]
    public static partial nuint FreeDecompressor(nint context);

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_DCtx_reset")]
    public static partial nuint ResetDecompressor(Decompressor context, int directive);

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint DecompressStream(Decompressor context, ref Buffer output, ref Buffer input);

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_createCCtx")]
    public static partial nint CreateCompressor();

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompressor(nint context);

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_compressBound")]
    public static partial nuint CompressBound(nuint sourceSize);

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_compressCCtx")]
    public static partial nuint Compress(
        Compressor context, byte* target, nuint targetSize, byte* source, nuint sourceSize, int level);

    [LibraryImport(NativeCodecs.Zstd, EntryPoint = "ZSTD_isError")]
    public static partial uint IsError(nuint code);

    // ZSTD_inBuffer and ZSTD_outBuffer: both are pointer, size and position.
    [StructLayout(LayoutKind.Sequential)]
    public struct Buffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }

    public sealed class Decompressor() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        public static Decompressor Create()
        {
            var context = new Decompressor();
            context.SetHandle(CreateDecompressor());
            return !context.IsInvalid ? context : throw new OutOfMemoryException("libzstd has no memory left.");
        }

        protected override bool ReleaseHandle() => FreeDecompressor(handle) == 0;
    }

    public sealed class Compressor() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        public static Compressor Create()
        {
            var context = new Compressor();
            context.SetHandle(CreateCompressor());
            return !context.IsInvalid ? context : throw new OutOfMemoryException("libzstd has no memory left.");
        }

        protected override bool ReleaseHandle() => FreeCompressor(handle) == 0;
    }
}
