// In-place edits that a log makes to a batch it is about to append, and the checksum over the whole batch.
using System.Buffers.Binary;

namespace TypedStreams.Protocol.Records;

public readonly partial struct RecordBatchHeader
{
    /// <summary>
    /// Writes this header to the first <see cref="Size"/> bytes of <paramref name="target"/>, CRC as it is.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is shorter than a header.</exception>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, BaseOffset);
        BinaryPrimitives.WriteInt32BigEndian(target[BatchLengthAt..], BatchLength);
        BinaryPrimitives.WriteInt32BigEndian(target[PartitionLeaderEpochAt..], PartitionLeaderEpoch);
        target[MagicAt] = Magic;
        BinaryPrimitives.WriteUInt32BigEndian(target[CrcAt..], Crc);
        BinaryPrimitives.WriteInt16BigEndian(target[AttributesAt..], Attributes);
        BinaryPrimitives.WriteInt32BigEndian(target[LastOffsetDeltaAt..], LastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(target[BaseTimestampAt..], BaseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(target[MaxTimestampAt..], MaxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(target[ProducerIdAt..], ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(target[ProducerEpochAt..], ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(target[BaseSequenceAt..], BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(target[RecordCountAt..], RecordCount);
    }

    /// <summary>Sets the offset of the first record. Outside the CRC.</summary>
    public static void SetBaseOffset(Span<byte> batch, long baseOffset) =>
        BinaryPrimitives.WriteInt64BigEndian(batch[BaseOffsetAt..], baseOffset);

    /// <summary>Sets the epoch of the leader that appends the batch. Outside the CRC.</summary>
    public static void SetPartitionLeaderEpoch(Span<byte> batch, int leaderEpoch) =>
        BinaryPrimitives.WriteInt32BigEndian(batch[PartitionLeaderEpochAt..], leaderEpoch);

    /// <summary>
    /// Stamps the batch with the broker's clock: sets the max timestamp and the timestamp type, then the CRC.
    /// </summary>
    /// <param name="batch">The whole batch, nothing behind it.</param>
    /// <param name="timestampMs">Milliseconds since 1970; every record of the batch then has this timestamp.</param>
    public static void SetLogAppendTime(Span<byte> batch, long timestampMs)
    {
        short attributes = BinaryPrimitives.ReadInt16BigEndian(batch[AttributesAt..]);
        SetMaxTimestamp(batch, timestampMs, (short)(attributes | BatchAttributes.LogAppendTime));
    }

    /// <summary>Sets max timestamp and attributes of a whole batch, then its CRC.</summary>
    public static void SetMaxTimestamp(Span<byte> batch, long maxTimestampMs, short attributes)
    {
        BinaryPrimitives.WriteInt16BigEndian(batch[AttributesAt..], attributes);
        BinaryPrimitives.WriteInt64BigEndian(batch[MaxTimestampAt..], maxTimestampMs);
        UpdateCrc(batch);
    }

    /// <summary>Computes and stores the CRC of a whole batch.</summary>
    public static void UpdateCrc(Span<byte> batch) =>
        BinaryPrimitives.WriteUInt32BigEndian(batch[CrcAt..], Crc32C.Compute(batch[AttributesAt..]));

    /// <summary>
    /// True when <paramref name="batch"/> is exactly one batch and its stored CRC fits its bytes. False for a span
    /// that is too short or longer than the batch says.
    /// </summary>
    public static bool VerifyCrc(ReadOnlySpan<byte> batch)
    {
        if (batch.Length < Size)
            return false;

        long totalSize = (long)BinaryPrimitives.ReadInt32BigEndian(batch[BatchLengthAt..]) + LogOverhead;
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(batch[CrcAt..]);
        return totalSize == batch.Length && stored == Crc32C.Compute(batch[AttributesAt..]);
    }
}
