// The log of one partition: segments in offset order, the last of them active. Owns the files of its directory, the
// producer states and the leader epochs; decides nothing about leadership. One owner thread calls everything; only
// slices and an executing SyncTicket are touched by others. Bytes as in Kafka's log directory, format version 2.

namespace TypedStreams.Storage;

/// <summary>
/// One partition's log. Not thread-safe: one owner calls it. Opened with <see cref="Open"/>, appended with
/// <see cref="Append"/>, made durable with <see cref="PrepareSync"/>, ended with <see cref="Close"/>.
/// </summary>
public sealed partial class PartitionLog : IDisposable
{
    private readonly IDisk _disk;
    private readonly List<LogSegment> _segments = [];
    private readonly ProducerStates _producers = new();
    private readonly SortedSet<long> _snapshots = [];
    private LogSegment _active = null!;
    private long _newestSnapshot;
    private long _durableSnapshot;

    private PartitionLog(IDisk disk, string directory, LogConfig config)
    {
        _disk = disk;
        Directory = directory;
        Config = config;
        Epochs = LeaderEpochCache.Load(disk, directory);
        _ticket = new SyncTicket(disk, directory);
    }

    /// <summary>Path of the partition's directory.</summary>
    public string Directory { get; }

    /// <summary>The settings; may be replaced at any time and hold for what comes after.</summary>
    public LogConfig Config { get; set; }

    /// <summary>First offset that may be read.</summary>
    public long LogStartOffset { get; private set; }

    /// <summary>Offset that the next record will get.</summary>
    public long LogEndOffset { get; private set; }

    /// <summary>Offset below which everything survives a power cut: the recovery point.</summary>
    public long SyncedOffset { get; private set; }

    /// <summary>The leader epochs of the records.</summary>
    public LeaderEpochCache Epochs { get; }

    /// <summary>Bytes of all segments, indexes not counted.</summary>
    public long SizeBytes
    {
        get
        {
            long total = 0;
            foreach (var segment in _segments)
            {
                total += segment.Size;
            }

            return total;
        }
    }

    /// <summary>Segments, the active one included.</summary>
    public int SegmentCount => _segments.Count;

    /// <summary>Idempotent producers that are remembered.</summary>
    public int ProducerCount => _producers.Count;

    internal IReadOnlyList<LogSegment> Segments => _segments;

    internal ProducerStates Producers => _producers;

    /// <summary>
    /// Opens the log in a directory, creating both when missing, and recovers it after an unclean stop.
    /// </summary>
    /// <param name="disk">Where the files are.</param>
    /// <param name="directory">Absolute path, '/' between names; the parent must exist.</param>
    /// <param name="config">The topic's settings.</param>
    /// <param name="state">What the log directory knows; after an unclean stop the scan begins at its recovery
    /// point.</param>
    /// <param name="nowMs">Present time, milliseconds since 1970.</param>
    /// <exception cref="DiskFailedException">The disk failed; the node must stop.</exception>
    public static PartitionLog Open(IDisk disk, string directory, LogConfig config, LogOpenState state, long nowMs)
    {
        var isNew = !disk.DirectoryExists(directory);
        disk.CreateDirectory(directory);
        var log = new PartitionLog(disk, directory, config) { _parentIsDirty = isNew };
        log.Load(state, nowMs);
        return log;
    }

    /// <summary>Forgets producers that wrote nothing for <see cref="LogConfig.ProducerIdExpirationMs"/>.</summary>
    /// <returns>How many were forgotten.</returns>
    public int ExpireProducers(long nowMs) => _producers.RemoveExpired(nowMs, Config.ProducerIdExpirationMs);

    /// <summary>
    /// Syncs everything, writes indexes and a producer snapshot, and closes the files: the clean end. Blocks. No sync
    /// may
    /// be under way.
    /// </summary>
    /// <exception cref="DiskFailedException">The disk failed: do not write the clean shutdown marker.</exception>
    public void Close()
    {
        _active.WriteIndexes(_filesToSync);
        TakeSnapshot(LogEndOffset);
        Epochs.MarkDirty();
        SyncNow();
        Dispose();
    }

    /// <summary>Lets go of all files without syncing them: what a killed process would do.</summary>
    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            segment.Dispose();
        }

        _segments.Clear();
    }

    private LogSegment AddSegment(long baseOffset, long nowMs)
    {
        var segment = new LogSegment(_disk, Directory, baseOffset, nowMs);
        if (segment.Size > 0)
        {
            segment.File.File.Truncate(0);
        }

        segment.StartEmpty();
        segment.IsDirty = true;
        _directoryIsDirty = true;
        _segments.Add(segment);
        return _active = segment;
    }

    /// <summary>Index of the segment whose range holds an offset; -1 below the first.</summary>
    private int FindSegment(long offset)
    {
        int low = -1, high = _segments.Count;
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (_segments[middle].BaseOffset <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The offset after a segment: the base of the next one, or the end of the log.</summary>
    private long EndOf(int segment) =>
        segment + 1 < _segments.Count ? _segments[segment + 1].BaseOffset : LogEndOffset;

    private bool MustRoll(long bytes, long lastOffset, long maxTimestamp, long nowMs)
    {
        var active = _active;
        if (active.Size == 0)
        {
            return lastOffset - active.BaseOffset > int.MaxValue;
        }

        var waited = active.FirstTimestamp >= 0 && maxTimestamp >= 0
            ? maxTimestamp - active.FirstTimestamp
            : nowMs - active.CreatedMs;
        return active.Size + bytes > Config.SegmentBytes
            || waited > Config.SegmentMs
            || (active.OffsetIndex.Count + 1) * (long)OffsetIndex.EntryBytes > Config.SegmentIndexBytes
            || (active.TimeIndex.Count + 2) * (long)TimeIndex.EntryBytes > Config.SegmentIndexBytes
            || lastOffset - active.BaseOffset > int.MaxValue;
    }

    private void Roll(long nowMs)
    {
        _active.Freeze(_filesToSync);
        AddSegment(LogEndOffset, nowMs);
        TakeSnapshot(LogEndOffset);
    }

    // One snapshot belongs to the start of every segment; one that a clean stop took in between is replaced by the
    // next.
    private void TakeSnapshot(long at)
    {
        var file = _disk.Open(LogFileNames.At(Directory, at, LogFileNames.Snapshot), DiskOpen.CreateEmpty);
        file.Write(0, ProducerSnapshot.Write(_producers));
        _filesToSync.Add(new SharedFile(file));
        _directoryIsDirty = true;
        _snapshots.Add(at);
        _newestSnapshot = at;
        foreach (var offset in _snapshots.Where(o => o != at && !IsSegmentBase(o)).ToList())
        {
            DeleteSnapshot(offset);
        }
    }

    private bool IsSegmentBase(long offset) =>
        FindSegment(offset) is >= 0 and var index && _segments[index].BaseOffset == offset;

    private void DeleteSnapshotsAbove(long limit)
    {
        foreach (var offset in _snapshots.Where(o => o > limit).ToList())
        {
            DeleteSnapshot(offset);
        }
    }

    private void DeleteSnapshot(long offset)
    {
        _disk.Delete(LogFileNames.At(Directory, offset, LogFileNames.Snapshot));
        _snapshots.Remove(offset);
    }
}
