// Opening: which segments are there, and after an unclean stop which bytes may be believed. From the recovery point on,
// every batch is checked against its CRC, the log is cut at the first bad one, and indexes, producer states and epochs
// are rebuilt; what was accepted is synced before anyone can read it (KAFKA-10101).
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

public sealed partial class PartitionLog
{
    private const int ScanWindowBytes = 64 * 1024;

    private void Load(LogOpenState state, long nowMs)
    {
        LogStartOffset = Math.Max(0, state.LogStartOffset);
        ListFiles(nowMs);
        FinishSwaps(nowMs);
        DropSegmentsBelowStart(state);
        var isRecovered = _segments.Count > 0 && !TryLoadClean(state);
        var scannedFrom = long.MaxValue;
        if (isRecovered)
        {
            scannedFrom = Recover(state.CleanShutdown ? _segments[^1].BaseOffset : state.RecoveryPoint);
        }

        if (_segments.Count == 0)
        {
            AddSegment(LogStartOffset, nowMs);
            LogEndOffset = LogStartOffset;
        }

        _active = _segments[^1];
        LogStartOffset = Math.Max(LogStartOffset, _segments[0].BaseOffset);
        if (LogEndOffset < LogStartOffset)
        {
            // The log start outlived records that were never synced; nothing readable is lost.
            TruncateFullyAndStartAt(LogStartOffset, nowMs);
        }

        Epochs.TruncateFromEnd(LogEndOffset);
        Epochs.TruncateFromStart(LogStartOffset);
        DeleteSnapshotsAbove(Math.Min(LogEndOffset, scannedFrom));
        RebuildProducers(snapshotsFrom: scannedFrom);
        ExpireProducers(nowMs);
        FinishLoad(isRecovered, state.CleanedOffset);
        DeleteSegmentsBefore(LogStartOffset);
    }

    private void FinishLoad(bool isRecovered, long cleanedOffset)
    {
        SyncedOffset = Math.Min(SyncedOffset, LogEndOffset);
        if (isRecovered)
        {
            TakeSnapshot(LogEndOffset);
            Epochs.MarkDirty();
            SyncNow();
        }

        SyncedOffset = _durableSnapshot = _newestSnapshot = LogEndOffset;
        if (Wrong.Is(WrongVariant.RecoveryForgetsOpenTransactions))
        {
            _producers.Transactions.Clear();
        }

        CleanedOffset = cleanedOffset <= LogEndOffset ? cleanedOffset : 0;
    }

    private void ListFiles(long nowMs)
    {
        foreach (var name in _disk.List(Directory))
        {
            if (name.EndsWith(LogFileNames.Deleted, StringComparison.Ordinal)
                || name.EndsWith(LogFileNames.Cleaned, StringComparison.Ordinal)
                || name.EndsWith(LogFileNames.Temporary, StringComparison.Ordinal))
            {
                _disk.Delete($"{Directory}/{name}");
            }
            else if (LogFileNames.TryParse(name, LogFileNames.Log, out var baseOffset))
            {
                _segments.Add(new LogSegment(_disk, Directory, baseOffset, nowMs));
            }
            else if (LogFileNames.TryParse(name, LogFileNames.Snapshot, out var snapshotOffset))
            {
                _snapshots.Add(snapshotOffset);
            }
        }
    }

    // A crash may bring back segments that retention had unlinked; others were kept below the start until a snapshot of
    // their producers was synced. Were those dropped, open transactions and sequences in them would be forgotten.
    private void DropSegmentsBelowStart(LogOpenState state)
    {
        var count = 0;
        while (count < _segments.Count - 1 && _segments[count + 1].BaseOffset <= LogStartOffset)
        {
            count++;
        }

        var covered = count == 0 || state.CleanShutdown ? long.MaxValue : NewestSnapshotBelow(state.RecoveryPoint);
        while (count > 0 && _segments[count].BaseOffset > covered && IsContinued(count - 1))
        {
            count--;
        }

        RemoveSegments(0, count);
    }

    // The newest one that the load will use: those above the place where the scan begins are taken anew.
    private long NewestSnapshotBelow(long recoveryPoint)
    {
        var scanned = _segments[Math.Max(0, FindSegment(recoveryPoint - 1))].BaseOffset;
        return _snapshots.Where(offset => offset <= scanned && IsReadable(offset)).DefaultIfEmpty(-1).Max();
    }

    private bool IsReadable(long snapshot)
    {
        var path = LogFileNames.At(Directory, snapshot, LogFileNames.Snapshot);
        return AtomicFile.ReadBytes(_disk, path) is { } bytes && ProducerSnapshot.TryRead(bytes, new ProducerStates());
    }

    // False when what lay between a segment and the next one is gone.
    private bool IsContinued(int index)
    {
        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        var segment = _segments[index];
        var walker = new BatchWalker(segment.File.File, 0, segment.Size, window);
        var end = segment.BaseOffset;
        while (walker.MoveNext())
        {
            end = walker.Header.NextOffset;
        }

        return _segments[index + 1].BaseOffset == end || (Config.IsCompacted && _segments[index + 1].BaseOffset > end);
    }

    private bool TryLoadClean(LogOpenState state)
    {
        if (!state.CleanShutdown)
        {
            return false;
        }

        foreach (var segment in _segments)
        {
            if (!segment.HasIndexes)
            {
                return false;
            }
        }

        var isWhole = _segments[^1].TryThaw(Config.IndexIntervalBytes, out var nextOffset);
        LogEndOffset = nextOffset;
        return isWhole && _segments[^1].EndsWithTrueTime();
    }

    /// <summary>Scans and cuts; returns where the scan began.</summary>
    private long Recover(long recoveryPoint)
    {
        var first = FirstToScan(recoveryPoint);
        LogEndOffset = _segments[first].BaseOffset;
        Epochs.TruncateFromEnd(LogEndOffset);
        var window = new byte[ScanWindowBytes];
        var isWhole = true;
        var count = first;
        while (count < _segments.Count && isWhole && Continues(_segments[count], isFirst: count == first))
        {
            if (count > first)
            {
                _segments[count - 1].FreezeOffsets(_filesToSync);
            }

            isWhole = Scan(_segments[count++], recoveryPoint, window);
        }

        RemoveSegments(count, _segments.Count - count);
        return _segments[first].BaseOffset;
    }

    // A rolled segment's indexes were synced once the recovery point has passed its end, not when it merely reached it.
    private int FirstToScan(long recoveryPoint)
    {
        var first = Math.Max(0, FindSegment(recoveryPoint - 1));
        for (var i = 0; i < first; i++)
        {
            if (!_segments[i].HasIndexes)
            {
                return i;
            }
        }

        return first;
    }

    // Rolling begins a segment exactly at the log end, so a gap means that bytes in between were lost. Compaction may
    // have emptied the end of a segment, and leaves a gap there.
    private bool Continues(LogSegment segment, bool isFirst) =>
        isFirst || segment.BaseOffset == LogEndOffset || (Config.IsCompacted && segment.BaseOffset > LogEndOffset);

    /// <summary>Takes note of the segment's good batches and cuts the rest off. False when something was cut.</summary>
    private bool Scan(LogSegment segment, long recoveryPoint, byte[] window)
    {
        var length = segment.File.File.Length;
        segment.StartEmpty();
        LogEndOffset = segment.BaseOffset;
        var walker = new BatchWalker(segment.File.File, 0, length, window);
        while (walker.MoveNext() && IsGood(segment, walker.Position, walker.Header, recoveryPoint))
        {
            segment.Note(walker.Header, Config.IndexIntervalBytes);
            if (walker.Header.PartitionLeaderEpoch > Epochs.LatestEpoch)
            {
                Epochs.Assign(walker.Header.PartitionLeaderEpoch, walker.Header.BaseOffset);
            }

            LogEndOffset = walker.Header.NextOffset;
        }

        segment.IsDirty = true;
        if (segment.Size == length)
        {
            return true;
        }

        segment.File.File.Truncate(segment.Size);
        return false;
    }

    // Below the recovery point the bytes were synced; above it a batch must prove itself. An epoch that goes back is
    // what remains of a tail that had been truncated.
    private bool IsGood(LogSegment segment, long position, in RecordBatchHeader header, long recoveryPoint)
    {
        if (header.BaseOffset < LogEndOffset)
        {
            return false;
        }

        return header.LastOffset < recoveryPoint
            || (!(header.PartitionLeaderEpoch >= 0 && header.PartitionLeaderEpoch < Epochs.LatestEpoch)
                && HasGoodCrc(segment.File.File, position, header));
    }

    private static bool HasGoodCrc(IDiskFile file, long position, in RecordBatchHeader header)
    {
        Span<byte> part = stackalloc byte[BatchWalker.WindowBytes];
        var from = position + RecordBatchHeader.AttributesAt;
        var end = position + header.TotalSize;
        uint crc = 0;
        while (from < end)
        {
            var read = file.Read(from, part[..(int)Math.Min(part.Length, end - from)]);
            if (read == 0)
            {
                return false;
            }

            crc = Crc32C.Append(crc, part[..read]);
            from += read;
        }

        return crc == header.Crc;
    }

    // Snapshots above the place where a recovery began may never have been synced, so the replay takes them anew: the
    // snapshot at a segment's start must be durable before the segments below it may go.
    private void RebuildProducers(long snapshotsFrom = long.MaxValue)
    {
        _producers.Clear();
        var from = LoadNewestSnapshot();
        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        for (var i = Math.Max(0, FindSegment(from)); i < _segments.Count; i++)
        {
            var segment = _segments[i];
            if (segment.BaseOffset > snapshotsFrom)
            {
                TakeSnapshot(segment.BaseOffset);
            }

            var start = segment.StartBefore(from);
            var walker = new BatchWalker(segment.File.File, start, segment.Size, window);
            while (walker.MoveNext())
            {
                if (walker.Header.BaseOffset >= from)
                {
                    var isRescanned = segment.BaseOffset >= snapshotsFrom;
                    LearnProducer(segment, walker.Header, walker.Position, indexesAborted: isRescanned);
                }
            }

            if (segment.BaseOffset >= snapshotsFrom && segment != _active)
            {
                segment.TransactionIndex.WriteOut(_filesToSync);
            }
        }
    }

    private long LoadNewestSnapshot()
    {
        foreach (var offset in _snapshots.Reverse().ToList())
        {
            var path = LogFileNames.At(Directory, offset, LogFileNames.Snapshot);
            if (AtomicFile.ReadBytes(_disk, path) is { } bytes && ProducerSnapshot.TryRead(bytes, _producers))
            {
                return offset;
            }

            DeleteSnapshot(offset);
        }

        return 0;
    }
}
