// One batch: its header and its bytes, and the door to its records.
using TypedStreams.Protocol.Compression;

namespace TypedStreams.Protocol.Records;

/// <summary>One record batch in memory. Valid as long as the memory it was read from.</summary>
/// <param name="Header">The header, whose shape was checked.</param>
/// <param name="Bytes">The whole batch, header included.</param>
public readonly record struct RecordBatch(RecordBatchHeader Header, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The records as stored, compressed or not.</summary>
    public ReadOnlyMemory<byte> Payload => Bytes[RecordBatchHeader.Size..];

    /// <summary>True when the stored CRC fits the bytes.</summary>
    public bool HasValidCrc => RecordBatchHeader.VerifyCrc(Bytes.Span);

    /// <summary>
    /// Starts to read the records, decompressing them first if need be. Does not check the CRC.
    /// </summary>
    /// <param name="scratch">
    /// Where compressed records are unpacked to, replacing what it holds; must live as long as the records are in use.
    /// </param>
    /// <param name="maxBytes">Most bytes to unpack to.</param>
    /// <exception cref="MalformedMessageException">The payload is corrupt or unpacks to more bytes.</exception>
    /// <exception cref="CodecUnavailableException">The system library of the codec is missing.</exception>
    public RecordReader ReadRecords(PooledBuffer scratch, int maxBytes)
    {
        if (Header.Compression == CompressionType.None)
            return new RecordReader(Header, Payload);

        scratch.Clear();
        RecordCompression.Decompress(Header.Compression, Payload, scratch, maxBytes);
        return new RecordReader(Header, scratch.WrittenMemory);
    }
}
