using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

/// <summary>What is remembered of one appended batch of an idempotent producer.</summary>
/// <param name="LastSequence">Sequence number of its last record.</param>
/// <param name="LastOffset">Offset of its last record.</param>
/// <param name="OffsetDelta">Last offset minus first offset.</param>
/// <param name="Timestamp">Largest timestamp of its records, milliseconds since 1970.</param>
internal readonly record struct ProducerBatch(int LastSequence, long LastOffset, int OffsetDelta, long Timestamp)
{
    public long FirstOffset => LastOffset - OffsetDelta;

    /// <summary>Sequence number of the first record; sequences wrap from 2147483647 to 0.</summary>
    public int FirstSequence => LastSequence >= OffsetDelta
        ? LastSequence - OffsetDelta
        : int.MaxValue - (OffsetDelta - LastSequence) + 1;

    public static ProducerBatch Of(in RecordBatchHeader header) =>
        new(header.LastSequence, header.LastOffset, header.LastOffsetDelta, header.MaxTimestamp);
}
