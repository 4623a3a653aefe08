// Opens a compressed batch where a rule or a search needs its records. Bounded, so that a small batch cannot fill the
// memory.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Compression;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal static class CompressedRecords
{
    /// <summary>
    /// Most bytes that one batch may unpack to: 128 MiB, far above what max.message.bytes compresses.
    /// </summary>
    public const int MaxBytes = 128 * 1024 * 1024;

    /// <summary>
    /// Unpacks the records into the scratch buffer: None, CorruptMessage, or UnsupportedCompressionType when the
    /// codec's
    /// library is missing.
    /// </summary>
    public static ErrorCode Unpack(ReadOnlyMemory<byte> batch, in RecordBatchHeader header, PooledBuffer scratch)
    {
        try
        {
            RecordCompression.Decompress(
                header.Compression, batch[RecordBatchHeader.Size..], scratch, MaxBytes);
            return ErrorCode.None;
        }
        catch (MalformedMessageException)
        {
            return ErrorCode.CorruptMessage;
        }
        catch (CodecUnavailableException)
        {
            return ErrorCode.UnsupportedCompressionType;
        }
    }
}
