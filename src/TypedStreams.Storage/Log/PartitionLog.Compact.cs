// Compaction of the log: planned here, executed elsewhere, taken over here. The active segment and everything from the
// last stable offset on is never touched. New segments take the place of old ones in three steps that a restart can
// finish or undo: ".cleaned" (not valid yet), ".swap" (valid, old ones may be there too), no marker.
namespace TypedStreams.Storage;

public sealed partial class PartitionLog
{
    private CompactionRun? _compaction;

    /// <summary>Offset below which the log was compacted; 0 when it never was.</summary>
    public long CleanedOffset { get; private set; }

    /// <summary>
    /// Plans a compaction when the log has enough that was never compacted, or something too old. One at a time.
    /// </summary>
    /// <param name="nowMs">Present time, milliseconds since 1970.</param>
    /// <param name="stableEndOffset">Offset below which every record is committed and every transaction has
    /// ended.</param>
    /// <returns>
    /// The run to execute on another thread, then to complete and dispose here; null when there is nothing to do.
    /// </returns>
    public CompactionRun? PlanCompaction(long nowMs, long stableEndOffset)
    {
        if (!Config.IsCompacted || _compaction is not null)
        {
            return null;
        }

        var isOverdue = RollWhenOverdue(nowMs, stableEndOffset);
        var count = 0;
        long dirtyBytes = 0, cleanBytes = 0;
        while (count < _segments.Count - 1 && EndOf(count) <= stableEndOffset && !IsTooYoung(_segments[count], nowMs))
        {
            var segment = _segments[count++];
            if (segment.BaseOffset < CleanedOffset)
            {
                cleanBytes += segment.Size;
            }
            else
            {
                dirtyBytes += segment.Size;
                isOverdue |= IsOverdue(segment, nowMs);
            }
        }

        if (dirtyBytes == 0 || (!isOverdue && dirtyBytes < Config.MinCleanableDirtyRatio * (dirtyBytes + cleanBytes)))
        {
            return null;
        }

        var lastOffsets = _producers.Entries.Select(producer => producer.Last.LastOffset).ToHashSet();
        return _compaction = new CompactionRun(
            _disk, Directory, Config, _segments[..count], EndOf(count - 1), CleanedOffset, lastOffsets, nowMs);
    }

    /// <summary>
    /// Puts the segments of an executed run in the place of those it read. Nothing is changed, and false returned, when
    /// the log lost one of them in the meantime (retention, truncation): the next run sees the log as it is.
    /// </summary>
    /// <exception cref="DiskFailedException">The disk failed; the node must stop.</exception>
    public bool CompleteCompaction(CompactionRun run)
    {
        Invariant.Require(ReferenceEquals(run, _compaction), "Only the run under way is completed.");
        _compaction = null;
        var replaced = run.Results.SelectMany(result => result.Replaced).Select(source => source.Segment).ToList();
        if (!_segments.Take(replaced.Count).SequenceEqual(replaced) || _segments.Count <= replaced.Count)
        {
            return false;
        }

        ForgetHints();
        for (var i = 0; i < run.Results.Count; i++)
        {
            Replace(at: i, run.Results[i].Cleaned, run.Results[i].Replaced.Count);
        }

        run.Results.Clear();
        CleanedOffset = run.EndOffset;
        _directoryIsDirty = true;
        return true;
    }

    /// <summary>Forgets a run that could not be executed; dispose it as well.</summary>
    public void AbandonCompaction(CompactionRun run)
    {
        Invariant.Require(ReferenceEquals(run, _compaction), "Only the run under way is abandoned.");
        _compaction = null;
    }

    private void Replace(int at, LogSegment cleaned, int count)
    {
        cleaned.Dispose();
        cleaned.RenameFiles(LogFileNames.Cleaned, LogFileNames.Swap);
        _disk.SyncDirectory(Directory);
        foreach (var segment in _segments[at..(at + count)])
        {
            segment.Delete();
            if (segment.BaseOffset != cleaned.BaseOffset)
            {
                DeleteSnapshot(segment.BaseOffset);
            }
        }

        // An old segment that a crash brings back beside the new one would hold some records twice.
        _disk.SyncDirectory(Directory);
        cleaned.RenameFiles(LogFileNames.Swap, to: "");
        _segments.RemoveRange(at, count);
        _segments.Insert(at, new LogSegment(_disk, Directory, cleaned.BaseOffset, cleaned.CreatedMs));
    }

    // A segment of a quiet topic may never fill up; what must be compacted by now lets it be closed.
    private bool RollWhenOverdue(long nowMs, long stableEndOffset)
    {
        var isOverdue = _active.Size > 0 && stableEndOffset >= LogEndOffset && IsOverdue(_active, nowMs);
        if (isOverdue)
        {
            Roll(nowMs);
        }

        return isOverdue;
    }

    private bool IsOverdue(LogSegment segment, long nowMs) =>
        Config.MaxCompactionLagMs != long.MaxValue && FirstTimestampOf(segment) is >= 0 and var first
        && nowMs - first > Config.MaxCompactionLagMs;

    private bool IsTooYoung(LogSegment segment, long nowMs) =>
        Config.MinCompactionLagMs > 0 && nowMs - segment.MaxTimestamp < Config.MinCompactionLagMs;

    // Only the active segment knows its first timestamp; of a frozen one the largest is a bound that errs to waiting.
    private static long FirstTimestampOf(LogSegment segment) =>
        segment.FirstTimestamp >= 0 ? segment.FirstTimestamp : segment.MaxTimestamp;

    // A restart in the middle of taking a compaction over: what bears ".swap" is whole and on the disk, so it takes its
    // place, and the segments whose records it holds go.
    private void FinishSwaps(long nowMs)
    {
        foreach (var name in _disk.List(Directory))
        {
            if (!LogFileNames.TryParse(name, LogFileNames.Log + LogFileNames.Swap, out var baseOffset))
            {
                continue;
            }

            var end = EndOfSwap(baseOffset, nowMs);
            foreach (var segment in _segments.Where(s => s.BaseOffset >= baseOffset && s.BaseOffset < end).ToList())
            {
                segment.Delete();
                _segments.Remove(segment);
            }

            _disk.SyncDirectory(Directory);
            var swapped = new LogSegment(_disk, Directory, baseOffset, nowMs, LogFileNames.Swap);
            swapped.Dispose();
            swapped.RenameFiles(LogFileNames.Swap, to: "");
            _directoryIsDirty = true;
            _segments.Add(new LogSegment(_disk, Directory, baseOffset, nowMs));
        }

        _segments.Sort((one, other) => one.BaseOffset.CompareTo(other.BaseOffset));
    }

    // Where the records of a swapped segment end; at least one offset behind its base, because it replaces that segment
    // even when nothing was left of it.
    private long EndOfSwap(long baseOffset, long nowMs)
    {
        using var swapped = new LogSegment(_disk, Directory, baseOffset, nowMs, LogFileNames.Swap);
        var walker = new BatchWalker(swapped.File.File, 0, swapped.Size, new byte[ScanWindowBytes]);
        var end = baseOffset + 1;
        while (walker.MoveNext())
        {
            end = walker.Header.NextOffset;
        }

        return end;
    }
}
