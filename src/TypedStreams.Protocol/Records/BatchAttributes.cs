namespace TypedStreams.Protocol.Records;

/// <summary>The bits of a batch's attributes.</summary>
public static class BatchAttributes
{
    /// <summary>Bits 0-2: the <see cref="CompressionType"/>.</summary>
    public const short CompressionMask = 0x07;

    /// <summary>Bit 3: the broker set the timestamps.</summary>
    public const short LogAppendTime = 0x08;

    /// <summary>Bit 4: the batch belongs to a transaction.</summary>
    public const short Transactional = 0x10;

    /// <summary>Bit 5: the batch holds control records.</summary>
    public const short Control = 0x20;

    /// <summary>Bit 6: the base timestamp is the delete horizon of the batch's tombstones (KIP-534).</summary>
    public const short DeleteHorizon = 0x40;
}
