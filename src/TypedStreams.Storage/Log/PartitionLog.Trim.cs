// Shortening the log at either end: truncation of a follower, deletion by retention or by request. Truncations are
// durable before they return, so that a crash cannot bring back what a newer leader has contradicted.

namespace TypedStreams.Storage;

public sealed partial class PartitionLog
{
    /// <summary>
    /// Removes everything from an offset on, to the start of the batch that contains it. Blocks for a sync.
    /// </summary>
    /// <returns>
    /// True when the recovery point moved back: write the recovery point checkpoint before the log is appended to
    /// again.
    /// </returns>
    /// <exception cref="DiskFailedException">The disk failed; the node must stop.</exception>
    public bool TruncateTo(long offset)
    {
        if (offset >= LogEndOffset)
        {
            return false;
        }

        if (offset <= _segments[0].BaseOffset)
        {
            return TruncateFullyAndStartAt(offset, _active.CreatedMs);
        }

        var synced = SyncedOffset;
        var keep = FindSegment(offset - 1);
        if (keep + 1 < _segments.Count)
        {
            // Before the one that stays is cut: a removed segment that a crash brings back would leave a hole between.
            RemoveSegments(keep + 1, _segments.Count - keep - 1);
            _disk.SyncDirectory(Directory);
        }

        _active = _segments[^1];
        LogEndOffset = CutActive(offset);
        LogStartOffset = Math.Min(LogStartOffset, LogEndOffset);
        AfterTruncation();
        return SyncedOffset < synced;
    }

    /// <summary>
    /// Removes everything; the next record gets the given offset. Blocks for a sync.
    /// </summary>
    /// <returns>True when the recovery point moved back: write its checkpoint before the log is appended to
    /// again.</returns>
    /// <exception cref="DiskFailedException">The disk failed; the node must stop.</exception>
    public bool TruncateFullyAndStartAt(long offset, long nowMs)
    {
        var synced = SyncedOffset;
        RemoveSegments(0, _segments.Count);
        DeleteSnapshotsAbove(-1);

        LogEndOffset = LogStartOffset = offset;
        AddSegment(offset, nowMs);
        AfterTruncation();
        SyncedOffset = offset;
        return offset < synced;
    }

    /// <summary>
    /// Moves the log start up and deletes the segments that lie wholly below it. The active segment stays, and so does
    /// one
    /// whose producers are not in a synced snapshot yet: the next call gets it.
    /// </summary>
    /// <param name="offset">New log start; ignored when not above the present one, at most the log end.</param>
    /// <returns>Segments deleted.</returns>
    public int DeleteSegmentsBefore(long offset)
    {
        LogStartOffset = Math.Max(LogStartOffset, Math.Min(offset, LogEndOffset));
        var count = 0;
        var limit = Math.Min(LogStartOffset, _durableSnapshot);
        while (count < _segments.Count - 1 && _segments[count + 1].BaseOffset <= limit)
        {
            count++;
        }

        RemoveSegments(0, count);
        Epochs.TruncateFromStart(LogStartOffset);
        return count;
    }

    /// <summary>
    /// Deletes segments by age and by size. Nothing at or above the high watermark is touched. An active segment that
    /// is
    /// too old is closed first.
    /// </summary>
    /// <param name="nowMs">Present time, milliseconds since 1970.</param>
    /// <param name="highWatermark">Offset below which every record is committed.</param>
    /// <returns>Segments deleted.</returns>
    public int ApplyRetention(long nowMs, long highWatermark)
    {
        if (!Config.DeletesOldSegments)
        {
            return 0;
        }

        if (highWatermark >= LogEndOffset && _active.Size > 0 && IsExpired(_active, nowMs))
        {
            Roll(nowMs);
        }

        var excess = Config.RetentionBytes < 0 ? 0 : SizeBytes - Config.RetentionBytes;
        var newStart = LogStartOffset;
        for (var i = 0; i < _segments.Count - 1 && EndOf(i) <= highWatermark; i++)
        {
            excess -= _segments[i].Size;
            if (excess < 0 && !IsExpired(_segments[i], nowMs) && _segments[i].Size > 0)
            {
                break;
            }

            newStart = EndOf(i);
        }

        return DeleteSegmentsBefore(newStart);
    }

    private bool IsExpired(LogSegment segment, long nowMs) =>
        Config.RetentionMs >= 0 && segment.MaxTimestamp >= 0 && nowMs - segment.MaxTimestamp > Config.RetentionMs;

    private long CutActive(long offset)
    {
        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        var active = _active;
        active.OffsetIndex.File.Thaw();
        var start = active.StartBefore(offset);
        var walker = new BatchWalker(active.File.File, start, active.File.File.Length, window);
        long cut = start;
        while (walker.MoveNext() && walker.Header.NextOffset <= offset)
        {
            cut = walker.NextPosition;
        }

        return active.TruncateTo(cut, Config.IndexIntervalBytes);
    }

    private void AfterTruncation()
    {
        ForgetHints();
        Epochs.TruncateFromEnd(LogEndOffset);
        DeleteSnapshotsAbove(LogEndOffset);

        RebuildProducers();
        LowerSyncedOffset();
        CleanedOffset = Math.Min(CleanedOffset, LogEndOffset);
        SyncTruncation();
    }

    // A sync may be under way, and its ticket must stay untouched; so this one goes to the disk directly.
    private void SyncTruncation()
    {
        _active.File.File.Sync();
        _disk.SyncDirectory(Directory);
        if (Epochs.IsDirty)
        {
            LeaderEpochCache.Write(_disk, Directory, Epochs.Capture());
        }
    }

    // From the outside in, so that a crash half-way leaves a log without a hole.
    private void RemoveSegments(int index, int count)
    {
        ForgetHints();
        var isHead = index == 0;
        for (var i = 0; i < count; i++)
        {
            var segment = _segments[isHead ? i : index + count - 1 - i];
            segment.Delete();
            DeleteSnapshot(segment.BaseOffset);
        }

        _segments.RemoveRange(index, count);
    }
}
