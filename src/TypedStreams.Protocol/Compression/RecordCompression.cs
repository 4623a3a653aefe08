// Compresses and unpacks the records of a batch. Unpacking is bounded: it stops with an error as soon as the output
// would pass the limit, so a small batch cannot fill the memory.
using System.Buffers;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol.Compression;

/// <summary>The four codecs of Kafka's record batches. Safe from any thread.</summary>
public static class RecordCompression
{
    /// <summary>Appends <paramref name="source"/>, compressed as the Java client does it, to the output.</summary>
    /// <exception cref="CodecUnavailableException">The system library of lz4 or zstd is missing.</exception>
    public static void Compress(CompressionType type, ReadOnlyMemory<byte> source, IBufferWriter<byte> output)
    {
        switch (type)
        {
            case CompressionType.None:
                output.Write(source.Span);
                break;
            case CompressionType.Gzip:
                GzipCodec.Compress(source.Span, output);
                break;
            case CompressionType.Snappy:
                SnappyCodec.Compress(source.Span, output);
                break;
            case CompressionType.Lz4:
                Lz4Codec.Compress(source.Span, output);
                break;
            case CompressionType.Zstd:
                ZstdCodec.Compress(source.Span, output);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such codec.");
        }
    }

    /// <summary>Appends the unpacked bytes to the output.</summary>
    /// <param name="type">The codec of the batch.</param>
    /// <param name="source">The compressed records, all of them.</param>
    /// <param name="output">Where to; on an error it holds what was unpacked until then.</param>
    /// <param name="maxBytes">Most bytes to append.</param>
    /// <exception cref="MalformedMessageException">
    /// The bytes are corrupt, end too early, or unpack to more than <paramref name="maxBytes"/>.
    /// </exception>
    /// <exception cref="CodecUnavailableException">The system library of lz4 or zstd is missing.</exception>
    public static void Decompress(
        CompressionType type, ReadOnlyMemory<byte> source, PooledBuffer output, int maxBytes)
    {
        var bounded = new BoundedOutput(output, type, maxBytes);
        switch (type)
        {
            case CompressionType.None:
                bounded.Write(source.Span);
                break;
            case CompressionType.Gzip:
                GzipCodec.Decompress(source.Span, ref bounded);
                break;
            case CompressionType.Snappy:
                SnappyCodec.Decompress(source.Span, ref bounded);
                break;
            case CompressionType.Lz4:
                Lz4Codec.Decompress(source.Span, ref bounded);
                break;
            case CompressionType.Zstd:
                ZstdCodec.Decompress(source.Span, ref bounded);
                break;
            default:
                throw new MalformedMessageException("record batch", 0, $"compression {(int)type} is not known");
        }
    }
}
