// Reading: find the batch that holds an offset, then as many whole batches as fit. A few hints make both the tail and a
// consumer that reads on from where its last answer ended O(1); everything else is an index search and a walk of at
// most one index interval.
using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

public sealed partial class PartitionLog
{
    private const int Hints = 4;

    private readonly Hint[] _hints = new Hint[Hints];
    private int _nextHint;

    /// <summary>
    /// Reads whole batches, beginning with the one that contains the offset.
    /// </summary>
    /// <param name="startOffset">First offset wanted; the log end gives an empty result.</param>
    /// <param name="maxBytes">Most bytes of batches to return.</param>
    /// <param name="upperBoundExclusive">Batches that reach this offset are left out (high watermark or log
    /// end).</param>
    /// <param name="minOneBatch">Returns the first batch even when it is larger than the limit (KIP-74).</param>
    public ReadResult Read(long startOffset, int maxBytes, long upperBoundExclusive, bool minOneBatch)
    {
        if (startOffset < LogStartOffset || startOffset > LogEndOffset)
        {
            return new ReadResult(ErrorCode.OffsetOutOfRange, Slice: null);
        }

        var upper = Math.Min(upperBoundExclusive, LogEndOffset);
        if (startOffset >= upper || !TryLocate(startOffset, out var index, out var position, out var first)
            || first.NextOffset > upper || (first.TotalSize > maxBytes && !minOneBatch))
        {
            return default;
        }

        var (end, nextOffset) = FindEnd(index, position, first, maxBytes, upper);
        _hints[_nextHint++ % Hints] = new Hint(nextOffset, _segments[index], end);
        var slice = new LogSlice(_segments[index].File, position, (int)(end - position));
        return new ReadResult(ErrorCode.None, slice, nextOffset);
    }

    /// <summary>
    /// Finds the batch that contains an offset, or the first one after it where compaction left a gap.
    /// </summary>
    private bool TryLocate(long offset, out int index, out long position, out RecordBatchHeader header)
    {
        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        for (index = Math.Max(0, FindSegment(offset)); index < _segments.Count; index++)
        {
            var segment = _segments[index];
            var walker = new BatchWalker(segment.File.File, StartOf(segment, offset), segment.Size, window);
            while (walker.MoveNext())
            {
                if (walker.Header.LastOffset >= offset)
                {
                    position = walker.Position;
                    header = walker.Header;
                    return true;
                }
            }

            Invariant.Require(!walker.IsBroken, "Every byte of an open segment belongs to a whole batch.");
        }

        position = 0;
        header = default;
        return false;
    }

    private long StartOf(LogSegment segment, long offset)
    {
        if (segment == _active && segment.LastBatch.Position >= 0 && offset >= segment.LastBatch.BaseOffset)
        {
            return segment.LastBatch.Position;
        }

        foreach (ref readonly var hint in _hints.AsSpan())
        {
            if (hint.Offset == offset && hint.Segment == segment)
            {
                return hint.Position;
            }
        }

        return segment.StartBefore(offset);
    }

    private (long End, long NextOffset) FindEnd(
        int index, long position, in RecordBatchHeader first, int maxBytes, long upper)
    {
        var segment = _segments[index];
        var segmentEnd = EndOf(index);
        var limit = position + Math.Max(maxBytes, first.TotalSize);
        if (upper >= segmentEnd && segment.Size <= limit)
        {
            return (segment.Size, segmentEnd);
        }

        // Skip to the last index entry that is surely within both limits, then walk.
        var byOffset = upper >= segmentEnd ? segment.Size : segment.StartBefore(upper - 1);
        var bySize = segment.OffsetIndex.BatchStartAtOrBefore(limit);
        var start = Math.Max(position, Math.Min(byOffset, bySize));
        start = start > position && !segment.HasBatchAt(start, first.NextOffset, upper) ? position : start;
        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        var walker = new BatchWalker(segment.File.File, start, segment.Size, window);
        var (end, nextOffset) = (start, -1L);
        while (walker.MoveNext())
        {
            if (walker.NextPosition > limit || walker.Header.NextOffset > upper)
            {
                // The index led to the very end: what is behind it begins where the slice ends.
                return (end, nextOffset < 0 ? walker.Header.BaseOffset : nextOffset);
            }

            end = walker.NextPosition;
            nextOffset = walker.Header.NextOffset;
        }

        return (end, nextOffset < 0 ? segmentEnd : nextOffset);
    }

    private void ForgetHints() => Array.Clear(_hints);

    private readonly record struct Hint(long Offset, LogSegment? Segment, long Position);
}
