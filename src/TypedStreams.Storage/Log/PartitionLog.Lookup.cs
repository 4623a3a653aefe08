// Searching by time and by leader epoch (ListOffsets, OffsetForLeaderEpoch).
using System.Buffers;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

public sealed partial class PartitionLog
{
    /// <summary>
    /// The first record at or after the log start whose timestamp is not below the given one; null when there is none.
    /// </summary>
    /// <param name="timestampMs">Milliseconds since 1970.</param>
    public TimestampOffset? FindOffsetByTimestamp(long timestampMs)
    {
        for (var i = 0; i < _segments.Count; i++)
        {
            if (_segments[i].MaxTimestamp >= timestampMs && EndOf(i) > LogStartOffset
                && FindInSegment(_segments[i], timestampMs) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>
    /// The record with the largest timestamp (KIP-734), the earliest of several; null when the log is empty.
    /// </summary>
    public TimestampOffset? FindMaxTimestamp()
    {
        var max = RecordBatchHeader.NoTimestamp;
        foreach (var segment in _segments)
        {
            max = Math.Max(max, segment.MaxTimestamp);
        }

        return max < 0 ? null : FindOffsetByTimestamp(max);
    }

    /// <summary>
    /// Where a leader epoch ends in this log: the largest epoch not above the wanted one and the offset after its last
    /// record; both -1 when the epoch is newer than all (KIP-101, KIP-279).
    /// </summary>
    public (int Epoch, long EndOffset) EndOffsetForEpoch(int leaderEpoch) =>
        Epochs.EndOffsetFor(leaderEpoch, LogEndOffset);

    private TimestampOffset? FindInSegment(LogSegment segment, long timestampMs)
    {
        // The file of the index has no checksum: what it says is looked at before it is believed.
        var from = segment.TimeIndex.LastBelow(timestampMs) is { } entry && segment.Bears(entry)
            ? entry.Offset + 1
            : segment.BaseOffset;
        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        var start = segment.StartBefore(Math.Max(from, LogStartOffset));
        var walker = new BatchWalker(segment.File.File, start, segment.Size, window);
        while (walker.MoveNext())
        {
            if (walker.Header.MaxTimestamp >= timestampMs && walker.Header.LastOffset >= LogStartOffset
                && FindInBatch(segment, walker.Position, walker.Header, timestampMs) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private TimestampOffset? FindInBatch(
        LogSegment segment, long position, in RecordBatchHeader header, long timestampMs)
    {
        var epoch = header.PartitionLeaderEpoch;
        if (header.TimestampType == TimestampType.LogAppendTime)
        {
            return new TimestampOffset(header.MaxTimestamp, Math.Max(header.BaseOffset, LogStartOffset), epoch);
        }

        var size = (int)header.TotalSize;
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var batch = rented.AsMemory(0, segment.File.File.Read(position, rented.AsSpan(0, size)));
            return RecordSearch.ByTimestamp(batch, header, timestampMs, LogStartOffset) is { } found
                ? found with { LeaderEpoch = epoch }
                : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
