namespace TypedStreams.Protocol.Records;

/// <summary>How the records of a batch are compressed; the number is bits 0-2 of the batch's attributes.</summary>
public enum CompressionType : byte
{
    /// <summary>The records follow the header as they are.</summary>
    None = 0,

    /// <summary>RFC 1952.</summary>
    Gzip = 1,

    /// <summary>Snappy blocks in the xerial stream framing that the Java client writes.</summary>
    Snappy = 2,

    /// <summary>The LZ4 frame format.</summary>
    Lz4 = 3,

    /// <summary>RFC 8878. Needs Produce 7 and Fetch 10.</summary>
    Zstd = 4,
}
