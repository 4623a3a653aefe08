// The 61 bytes in front of every record batch (magic 2), read from and patched in a span of the batch.
// Owns the field offsets; never looks at the records behind it. The CRC covers everything from the attributes on, so
// base offset and leader epoch may be set without touching it. Layout: Kafka's DefaultRecordBatch, log format v2.
using System.Buffers.Binary;

namespace TypedStreams.Protocol.Records;

/// <summary>The header of one record batch, as parsed by <see cref="TryRead"/>.</summary>
public readonly partial struct RecordBatchHeader
{
    /// <summary>Bytes of the header; the smallest legal batch.</summary>
    public const int Size = 61;

    /// <summary>Bytes of base offset and batch length, which the batch length does not count.</summary>
    public const int LogOverhead = 12;

    /// <summary>The only record format version there is since Kafka 4.0.</summary>
    public const byte CurrentMagic = 2;

    /// <summary>Producer id of a batch from a producer without idempotence.</summary>
    public const long NoProducerId = -1;

    /// <summary>Producer epoch of a batch from a producer without idempotence.</summary>
    public const short NoProducerEpoch = -1;

    /// <summary>Base sequence of a batch without idempotence, and of control batches.</summary>
    public const int NoSequence = -1;

    /// <summary>Timestamp of a batch that has none, in milliseconds.</summary>
    public const long NoTimestamp = -1;

    /// <summary>Position of the base offset.</summary>
    public const int BaseOffsetAt = 0;

    /// <summary>Position of the batch length.</summary>
    public const int BatchLengthAt = 8;

    /// <summary>Position of the partition leader epoch.</summary>
    public const int PartitionLeaderEpochAt = 12;

    /// <summary>Position of the magic byte.</summary>
    public const int MagicAt = 16;

    /// <summary>Position of the checksum.</summary>
    public const int CrcAt = 17;

    /// <summary>Position of the attributes, and of the first byte that the checksum covers.</summary>
    public const int AttributesAt = 21;

    /// <summary>Position of the last offset delta.</summary>
    public const int LastOffsetDeltaAt = 23;

    /// <summary>Position of the base timestamp.</summary>
    public const int BaseTimestampAt = 27;

    /// <summary>Position of the max timestamp.</summary>
    public const int MaxTimestampAt = 35;

    /// <summary>Position of the producer id.</summary>
    public const int ProducerIdAt = 43;

    /// <summary>Position of the producer epoch.</summary>
    public const int ProducerEpochAt = 51;

    /// <summary>Position of the base sequence.</summary>
    public const int BaseSequenceAt = 53;

    /// <summary>Position of the record count.</summary>
    public const int RecordCountAt = 57;

    /// <summary>Offset of the first record.</summary>
    public long BaseOffset { get; init; }

    /// <summary>
    /// Bytes that follow this field: at least <see cref="Size"/> - <see cref="LogOverhead"/> when valid.
    /// </summary>
    public int BatchLength { get; init; }

    /// <summary>Epoch of the leader that appended the batch; -1 until a leader did.</summary>
    public int PartitionLeaderEpoch { get; init; }

    /// <summary>
    /// Record format version; anything but <see cref="CurrentMagic"/> makes the other fields meaningless.
    /// </summary>
    public byte Magic { get; init; }

    /// <summary>CRC-32C of the bytes from the attributes to the end of the batch.</summary>
    public uint Crc { get; init; }

    /// <summary>Bit field: 0-2 compression, 3 timestamp type, 4 transactional, 5 control, 6 delete horizon.</summary>
    public short Attributes { get; init; }

    /// <summary>Offset of the last record minus the base offset; survives compaction of that record.</summary>
    public int LastOffsetDelta { get; init; }

    /// <summary>
    /// Timestamp that the records' deltas count from, in milliseconds since 1970; the delete horizon when
    /// <see cref="HasDeleteHorizon"/>.
    /// </summary>
    public long BaseTimestamp { get; init; }

    /// <summary>Largest timestamp of the records, in milliseconds since 1970.</summary>
    public long MaxTimestamp { get; init; }

    /// <summary>The idempotent producer that wrote the batch, or <see cref="NoProducerId"/>.</summary>
    public long ProducerId { get; init; }

    /// <summary>That producer's epoch, or <see cref="NoProducerEpoch"/>.</summary>
    public short ProducerEpoch { get; init; }

    /// <summary>Sequence number of the first record, or <see cref="NoSequence"/>.</summary>
    public int BaseSequence { get; init; }

    /// <summary>
    /// Records in the batch; smaller than the offset range after compaction, 0 when all were removed.
    /// </summary>
    public int RecordCount { get; init; }

    /// <summary>
    /// Bytes of the whole batch on disk and on the wire; long because a hostile length may overflow an int.
    /// </summary>
    public long TotalSize => (long)BatchLength + LogOverhead;

    /// <summary>Offset of the last record.</summary>
    public long LastOffset => BaseOffset + LastOffsetDelta;

    /// <summary>Offset of the record that follows the batch.</summary>
    public long NextOffset => LastOffset + 1;

    /// <summary>Sequence number of the last record, wrapping from 2147483647 to 0; -1 without sequence.</summary>
    public int LastSequence => BaseSequence == NoSequence ? NoSequence : AddSequence(BaseSequence, LastOffsetDelta);

    /// <summary>
    /// The codec named by the attributes; values past <see cref="CompressionType.Zstd"/> are invalid.
    /// </summary>
    public CompressionType Compression => (CompressionType)(Attributes & BatchAttributes.CompressionMask);

    /// <summary>Whose clock the timestamps come from.</summary>
    public TimestampType TimestampType => (TimestampType)((Attributes & BatchAttributes.LogAppendTime) >> 3);

    /// <summary>True when the batch belongs to a transaction.</summary>
    public bool IsTransactional => (Attributes & BatchAttributes.Transactional) != 0;

    /// <summary>True when the records are control records (transaction markers, quorum records).</summary>
    public bool IsControl => (Attributes & BatchAttributes.Control) != 0;

    /// <summary>True when the base timestamp is the time from which tombstones may be removed.</summary>
    public bool HasDeleteHorizon => (Attributes & BatchAttributes.DeleteHorizon) != 0;

    /// <summary>True when an idempotent producer wrote the batch.</summary>
    public bool HasProducerId => ProducerId > NoProducerId;

    /// <summary>True when magic is 2 and the length can hold a header.</summary>
    public bool IsValidShape => Magic == CurrentMagic && BatchLength >= Size - LogOverhead;

    /// <summary>
    /// Reads the header at the start of <paramref name="source"/>. False when fewer than <see cref="Size"/> bytes are
    /// there. The values are as found: check <see cref="IsValidShape"/> and <see cref="VerifyCrc"/>.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out RecordBatchHeader header)
    {
        if (source.Length < Size)
        {
            header = default;
            return false;
        }

        header = new RecordBatchHeader
        {
            BaseOffset = BinaryPrimitives.ReadInt64BigEndian(source),
            BatchLength = BinaryPrimitives.ReadInt32BigEndian(source[BatchLengthAt..]),
            PartitionLeaderEpoch = BinaryPrimitives.ReadInt32BigEndian(source[PartitionLeaderEpochAt..]),
            Magic = source[MagicAt],
            Crc = BinaryPrimitives.ReadUInt32BigEndian(source[CrcAt..]),
            Attributes = BinaryPrimitives.ReadInt16BigEndian(source[AttributesAt..]),
            LastOffsetDelta = BinaryPrimitives.ReadInt32BigEndian(source[LastOffsetDeltaAt..]),
            BaseTimestamp = BinaryPrimitives.ReadInt64BigEndian(source[BaseTimestampAt..]),
            MaxTimestamp = BinaryPrimitives.ReadInt64BigEndian(source[MaxTimestampAt..]),
            ProducerId = BinaryPrimitives.ReadInt64BigEndian(source[ProducerIdAt..]),
            ProducerEpoch = BinaryPrimitives.ReadInt16BigEndian(source[ProducerEpochAt..]),
            BaseSequence = BinaryPrimitives.ReadInt32BigEndian(source[BaseSequenceAt..]),
            RecordCount = BinaryPrimitives.ReadInt32BigEndian(source[RecordCountAt..]),
        };
        return true;
    }

    /// <summary>
    /// The sequence number <paramref name="increment"/> steps after <paramref name="sequence"/>; after 2147483647
    /// comes 0.
    /// </summary>
    public static int AddSequence(int sequence, int increment) =>
        sequence > int.MaxValue - increment ? increment - (int.MaxValue - sequence) - 1 : sequence + increment;
}
