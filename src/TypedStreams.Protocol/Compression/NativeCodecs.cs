// Finds the system libraries of lz4 and zstd under the names they have on Linux, macOS and Windows.
using System.Reflection;
using System.Runtime.InteropServices;

namespace TypedStreams.Protocol.Compression;

internal static class NativeCodecs
{
    public const string Lz4 = "typedstreams-lz4";
    public const string Zstd = "typedstreams-zstd";

    private static readonly string[] Lz4Names = ["liblz4.so.1", "liblz4.so", "liblz4.1.dylib", "liblz4.dylib", "lz4"];
    private static readonly string[] ZstdNames =
        ["libzstd.so.1", "libzstd.so", "libzstd.1.dylib", "libzstd.dylib", "zstd"];

    static NativeCodecs() => NativeLibrary.SetDllImportResolver(typeof(NativeCodecs).Assembly, Resolve);

    // A codec calls this before its first import, so that the static constructor has run by then.
    public static void EnsureResolver()
    {
    }

    public static CodecUnavailableException Missing(string library, Exception inner) => library == Lz4
        ? new CodecUnavailableException("lz4", Lz4Names[0], "liblz4-1", inner)
        : new CodecUnavailableException("zstd", ZstdNames[0], "libzstd1", inner);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (string candidate in name switch { Lz4 => Lz4Names, Zstd => ZstdNames, _ => [] })
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out nint handle))
                return handle;
        }

        return 0;
    }
}
