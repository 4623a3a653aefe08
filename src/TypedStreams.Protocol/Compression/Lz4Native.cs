// The functions of liblz4's frame format (lz4frame.h) that the codec calls. Sizes are size_t.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TypedStreams.Protocol.Compression;

internal static unsafe partial class Lz4Native
{
    public const uint Version = 100;

    [LibraryImport(NativeCodecs.Lz4, EntryPoint = "LZ4F_createDecompressionContext")]
    public static partial nuint CreateDecompressionContext(out nint context, uint version);

    [LibraryImport(NativeCodecs.Lz4, EntryPoint = "LZ4F_freeDecompressionContext")]
    public static partial nuint FreeDecompressionContext(nint context);

    [LibraryImport(NativeCodecs.Lz4, EntryPoint = "LZ4F_resetDecompressionContext")]
    public static partial void ResetDecompressionContext(Context context);

    [LibraryImport(NativeCodecs.Lz4, EntryPoint = "LZ4F_decompress")]
    public static partial nuint Decompress(
        Context context, byte* target, ref nuint targetSize, byte* source, ref nuint sourceSize, nint options);

    [LibraryImport(NativeCodecs.Lz4, EntryPoint = "LZ4F_compressFrameBound")]
    public static partial nuint CompressFrameBound(nuint sourceSize, in Preferences preferences);

    [LibraryImport(NativeCodecs.Lz4, EntryPoint = "LZ4F_compressFrame")]
    public static partial nuint CompressFrame(
        byte* target, nuint targetSize, byte* source, nuint sourceSize, in Preferences preferences);

    [LibraryImport(NativeCodecs.Lz4, EntryPoint = "LZ4F_isError")]
    public static partial uint IsError(nuint code);

    // LZ4F_preferences_t: the frame information first, then the compressor's own settings.
    [StructLayout(LayoutKind.Sequential)]
    public struct Preferences
    {
        public int BlockSizeId;
        public int BlockMode;
        public int ContentChecksum;
        public int FrameType;
        public ulong ContentSize;
        public uint DictionaryId;
        public int BlockChecksum;
        public int CompressionLevel;
        public uint AutoFlush;
        public uint FavorDecompressionSpeed;
        public uint Reserved0;
        public uint Reserved1;
        public uint Reserved2;
    }

    public sealed class Context() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        public static Context Create()
        {
            nuint code = CreateDecompressionContext(out nint handle, Version);
            if (IsError(code) != 0)
                throw new OutOfMemoryException("liblz4 could not create a decompression context.");

            var context = new Context();
            context.SetHandle(handle);
            return context;
        }

        protected override bool ReleaseHandle() => FreeDecompressionContext(handle) == 0;
    }
}
