// Finds a record by time inside one batch. Bytes only.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal static class RecordSearch
{
    /// <summary>The first record at or after an offset and a time; null when the batch has none. Records that
    /// cannot be unpacked give the batch's start.</summary>
    public static TimestampOffset? ByTimestamp(
        ReadOnlyMemory<byte> batch, in RecordBatchHeader header, long timestampMs, long fromOffset)
    {
        if (header.Compression == CompressionType.None)
        {
            return Scan(batch.Span[RecordBatchHeader.Size..], header, timestampMs, fromOffset);
        }

        using var scratch = new PooledBuffer();
        return CompressedRecords.Unpack(batch, header, scratch) == ErrorCode.None
            ? Scan(scratch.WrittenSpan, header, timestampMs, fromOffset)
            : new TimestampOffset(header.MaxTimestamp, Math.Max(header.BaseOffset, fromOffset), LeaderEpoch: -1);
    }

    private static TimestampOffset? Scan(
        ReadOnlySpan<byte> records, in RecordBatchHeader header, long timestampMs, long fromOffset)
    {
        var scan = new RecordScan(records);
        while (scan.MoveNext())
        {
            var timestamp = header.BaseTimestamp + scan.Current.TimestampDelta;
            var offset = header.BaseOffset + scan.Current.OffsetDelta;
            if (timestamp >= timestampMs && offset >= fromOffset)
            {
                return new TimestampOffset(timestamp, offset, LeaderEpoch: -1);
            }
        }

        return null;
    }
}
