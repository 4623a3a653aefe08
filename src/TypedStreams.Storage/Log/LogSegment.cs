// One segment: a .log file with its two sparse indexes. Owns the files and what is known of their end; knows nothing of
// other segments. Hot (the active one) keeps its indexes in memory; a rolled segment is frozen. Owner thread only.
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

internal sealed class LogSegment : IDisposable
{
    private static readonly string[] Suffixes =
        [LogFileNames.Log, LogFileNames.OffsetIndex, LogFileNames.TimeIndex, LogFileNames.TransactionIndex];

    private readonly IDisk _disk;
    private readonly string _directory;
    private readonly string _marker;
    private long _maxTimestamp = RecordBatchHeader.NoTimestamp;
    private long _offsetOfMaxTimestamp;
    private bool _knowsMaxTimestamp;
    private int _bytesSinceIndexEntry;

    /// <param name="disk">Where the files are.</param>
    /// <param name="directory">The partition's directory.</param>
    /// <param name="baseOffset">Offset of the first record that may be in it.</param>
    /// <param name="nowMs">Present time, milliseconds since 1970.</param>
    /// <param name="marker">Behind every file name while the segment is no part of the log yet.</param>
    public LogSegment(IDisk disk, string directory, long baseOffset, long nowMs, string marker = "")
    {
        _disk = disk;
        _directory = directory;
        _marker = marker;
        BaseOffset = baseOffset;
        CreatedMs = nowMs;
        var file = disk.Open(PathOf(LogFileNames.Log, marker), DiskOpen.OpenOrCreate);
        File = new SharedFile(file);
        Size = file.Length;
        OffsetIndex = new OffsetIndex(disk, PathOf(LogFileNames.OffsetIndex, marker), baseOffset);
        TimeIndex = new TimeIndex(disk, PathOf(LogFileNames.TimeIndex, marker), baseOffset);
        TransactionIndex = new TransactionIndex(disk, PathOf(LogFileNames.TransactionIndex, marker));
    }

    public long BaseOffset { get; }

    public SharedFile File { get; }

    public OffsetIndex OffsetIndex { get; }

    public TimeIndex TimeIndex { get; }

    public TransactionIndex TransactionIndex { get; }

    /// <summary>Bytes of whole batches.</summary>
    public long Size { get; private set; }

    public long CreatedMs { get; }

    /// <summary>Largest timestamp of the first batch, -1 while empty: where segment.ms counts from.</summary>
    public long FirstTimestamp { get; private set; } = RecordBatchHeader.NoTimestamp;

    /// <summary>Where the newest batch begins, and its base offset; -1 while empty.</summary>
    public (long Position, long BaseOffset) LastBatch { get; private set; } = (-1, -1);

    /// <summary>True when bytes of the log file may not have been synced.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Largest record timestamp, -1 while empty.</summary>
    public long MaxTimestamp
    {
        get
        {
            LearnMaxTimestamp();
            return _maxTimestamp;
        }
    }

    /// <summary>Last offset of the batch that holds the largest timestamp.</summary>
    public long OffsetOfMaxTimestamp
    {
        get
        {
            LearnMaxTimestamp();
            return _offsetOfMaxTimestamp;
        }
    }

    /// <summary>True when both index files are there.</summary>
    public bool HasIndexes => _disk.FileExists(OffsetIndex.File.Path) && _disk.FileExists(TimeIndex.File.Path);

    /// <summary>
    /// Where to begin to look for the batch that contains an offset: at the batch that the index names, or at the start
    /// when that is not there. The files of indexes have no checksum: what they say is looked at before it is believed.
    /// </summary>
    public long StartBefore(long offset) =>
        OffsetIndex.LastBefore(offset) is { } entry && HasBatchAt(entry.Position, BaseOffset, offset + 1, entry.Offset)
            ? entry.Position
            : 0;

    /// <summary>
    /// Whether a batch begins at a position whose records lie between two offsets, the later one excluded.
    /// </summary>
    public bool HasBatchAt(long position, long from, long before, long? lastOffset = null)
    {
        Span<byte> bytes = stackalloc byte[RecordBatchHeader.Size];
        return position >= 0 && position + RecordBatchHeader.Size <= Size
            && File.File.Read(position, bytes) == bytes.Length
            && RecordBatchHeader.TryRead(bytes, out var header) && header.IsValidShape
            && header.BaseOffset >= from && header.LastOffset < before
            && header.TotalSize <= Size - position
            && (lastOffset is null || header.LastOffset == lastOffset);
    }

    /// <summary>
    /// Whether an entry of the time index says what the batch that holds its offset says. One that does is where a
    /// search may begin, whatever its neighbours are; one that does not is damaged.
    /// </summary>
    public bool Bears((long Timestamp, long Offset) entry)
    {
        if (entry.Offset < BaseOffset)
        {
            return false;
        }

        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        var walker = new BatchWalker(File.File, StartBefore(entry.Offset), Size, window);
        while (walker.MoveNext())
        {
            if (walker.Header.LastOffset >= entry.Offset)
            {
                return walker.Header.MaxTimestamp == entry.Timestamp;
            }
        }

        return false;
    }

    /// <summary>False when the last entry of the time index is damaged: then the largest time is not known.</summary>
    public bool EndsWithTrueTime() => TimeIndex.Count == 0 || Bears(TimeIndex[TimeIndex.Count - 1]);

    /// <summary>
    /// Starts with empty indexes and nothing known of the bytes: for a new segment and before a scan.
    /// </summary>
    public void StartEmpty()
    {
        OffsetIndex.File.Clear();
        TimeIndex.File.Clear();
        TransactionIndex.Clear();
        Forget();
        _knowsMaxTimestamp = true;
        Size = 0;
    }

    /// <summary>Takes note of a batch that lies at the end of what is known.</summary>
    public void Note(in RecordBatchHeader header, int indexIntervalBytes)
    {
        if (LastBatch.Position < 0 && FirstTimestamp < 0)
        {
            FirstTimestamp = header.MaxTimestamp;
        }

        if (header.MaxTimestamp > _maxTimestamp)
        {
            _maxTimestamp = header.MaxTimestamp;
            _offsetOfMaxTimestamp = header.LastOffset;
        }

        if (_bytesSinceIndexEntry > indexIntervalBytes)
        {
            OffsetIndex.Append(header.LastOffset, (int)Size);
            TimeIndex.MaybeAppend(_maxTimestamp, _offsetOfMaxTimestamp);
            _bytesSinceIndexEntry = 0;
        }

        LastBatch = (Size, header.BaseOffset);
        Size += header.TotalSize;
        _bytesSinceIndexEntry = (int)Math.Min(int.MaxValue, _bytesSinceIndexEntry + header.TotalSize);
    }

    /// <summary>
    /// Makes the segment hot again: loads the indexes and walks from the last entry to the end. Returns the offset
    /// after
    /// the last whole batch, and false when bytes behind it are not a batch.
    /// </summary>
    public bool TryThaw(int indexIntervalBytes, out long nextOffset)
    {
        var length = File.File.Length;
        OffsetIndex.File.Thaw();
        TimeIndex.File.Thaw();
        Forget();
        _knowsMaxTimestamp = true;
        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        FirstTimestamp = FirstBatchTimestamp(length, window);
        nextOffset = BaseOffset;
        Size = length;
        if (OffsetIndex.Count > 0 && OffsetIndex[OffsetIndex.Count - 1] is var last
            && !HasBatchAt(last.Position, BaseOffset, long.MaxValue, last.Offset))
        {
            // The index is damaged. Were it believed, what lies behind would be overwritten.
            return false;
        }

        if (TimeIndex.Count > 0)
        {
            (_maxTimestamp, _offsetOfMaxTimestamp) = TimeIndex[TimeIndex.Count - 1];
        }

        Size = OffsetIndex.Count > 0 ? OffsetIndex[OffsetIndex.Count - 1].Position : 0;
        var walker = new BatchWalker(File.File, Size, length, window);
        while (walker.MoveNext())
        {
            Note(walker.Header, indexIntervalBytes);
            nextOffset = walker.Header.NextOffset;
        }

        return !walker.IsBroken;
    }

    /// <summary>Cuts the file and the indexes; the segment is hot afterwards.</summary>
    public long TruncateTo(long position, int indexIntervalBytes)
    {
        File.File.Truncate(position);
        OffsetIndex.TruncateToPosition(position);
        _ = TryThaw(indexIntervalBytes, out var nextOffset);
        TimeIndex.TruncateToOffset(nextOffset);
        TransactionIndex.TruncateToOffset(nextOffset);
        if (!EndsWithTrueTime())
        {
            OffsetIndex.File.Clear();
            TimeIndex.File.Clear();
        }

        _ = TryThaw(indexIntervalBytes, out nextOffset);
        IsDirty = true;
        return nextOffset;
    }

    /// <summary>
    /// Ends the hot time: the time index gets its last entry and both indexes are written out. The files are to be
    /// synced before the recovery point passes the segment.
    /// </summary>
    public void Freeze(List<SharedFile> toSync)
    {
        TransactionIndex.WriteOut(toSync);
        FreezeOffsets(toSync);
    }

    /// <summary>
    /// As <see cref="Freeze"/>, before the producers of the segment are replayed: its aborted transactions are not
    /// known yet.
    /// </summary>
    public void FreezeOffsets(List<SharedFile> toSync)
    {
        WriteOffsets(toSync);
        OffsetIndex.File.Freeze();
        TimeIndex.File.Freeze();
    }

    /// <summary>Writes the indexes out and stays hot.</summary>
    public void WriteIndexes(List<SharedFile> toSync)
    {
        TransactionIndex.WriteOut(toSync);
        WriteOffsets(toSync);
    }

    private void WriteOffsets(List<SharedFile> toSync)
    {
        TimeIndex.MaybeAppend(_maxTimestamp, _offsetOfMaxTimestamp);
        toSync.Add(OffsetIndex.File.WriteOut());
        toSync.Add(TimeIndex.File.WriteOut());
    }

    /// <summary>Unlinks all files. Handles that others hold stay readable.</summary>
    public void Delete()
    {
        foreach (var suffix in Suffixes)
        {
            var path = PathOf(suffix, _marker);
            if (_disk.FileExists(path))
            {
                _disk.Rename(path, path + LogFileNames.Deleted);
                _disk.Delete(path + LogFileNames.Deleted);
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        OffsetIndex.Dispose();
        TimeIndex.Dispose();
        File.Release();
    }

    /// <summary>
    /// Gives the files another marker in place of the present one. The object goes on with the old names: close it, and
    /// open the segment anew.
    /// </summary>
    public void RenameFiles(string from, string to)
    {
        foreach (var suffix in Suffixes)
        {
            if (_disk.FileExists(PathOf(suffix, from)))
            {
                _disk.Rename(PathOf(suffix, from), PathOf(suffix, to));
            }
        }
    }

    private string PathOf(string suffix, string marker) =>
        LogFileNames.At(_directory, BaseOffset, suffix) + marker;

    private void Forget()
    {
        _maxTimestamp = RecordBatchHeader.NoTimestamp;
        _offsetOfMaxTimestamp = BaseOffset;
        _bytesSinceIndexEntry = 0;
        FirstTimestamp = RecordBatchHeader.NoTimestamp;
        LastBatch = (-1, -1);
    }

    private long FirstBatchTimestamp(long length, Span<byte> window)
    {
        var walker = new BatchWalker(File.File, 0, length, window[..RecordBatchHeader.Size]);
        return walker.MoveNext() ? walker.Header.MaxTimestamp : RecordBatchHeader.NoTimestamp;
    }

    // A frozen segment's largest timestamp is the last entry of its time index; it is read when it is first asked for.
    // When that entry is damaged, the batches are asked: retention and searches must not go by what it says.
    private void LearnMaxTimestamp()
    {
        if (_knowsMaxTimestamp)
        {
            return;
        }

        _knowsMaxTimestamp = true;
        if (TimeIndex.Count > 0 && TimeIndex[TimeIndex.Count - 1] is var last && Bears(last))
        {
            (_maxTimestamp, _offsetOfMaxTimestamp) = last;
            return;
        }

        Span<byte> window = stackalloc byte[BatchWalker.WindowBytes];
        var walker = new BatchWalker(File.File, 0, Size, window);
        while (walker.MoveNext())
        {
            if (walker.Header.MaxTimestamp > _maxTimestamp)
            {
                (_maxTimestamp, _offsetOfMaxTimestamp) = (walker.Header.MaxTimestamp, walker.Header.LastOffset);
            }
        }
    }
}
