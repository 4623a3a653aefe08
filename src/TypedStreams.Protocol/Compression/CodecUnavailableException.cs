namespace TypedStreams.Protocol.Compression;

/// <summary>The system library of a compression codec is not installed. Nothing was read or written.</summary>
public sealed class CodecUnavailableException : Exception
{
    /// <summary>Names the codec, the library and the package that has it.</summary>
    public CodecUnavailableException(string codec, string library, string package, Exception inner)
        : base(
            $"Compression '{codec}' needs the system library {library}, which could not be loaded. Install it (Debian "
                + $"and Ubuntu: apt install {package}) or use gzip or snappy, which need none.",
            inner)
    {
        Codec = codec;
        Library = library;
    }

    /// <summary>Name of the codec: lz4 or zstd.</summary>
    public string Codec { get; }

    /// <summary>File name of the library.</summary>
    public string Library { get; }
}
