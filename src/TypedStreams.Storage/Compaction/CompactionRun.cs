// One compaction of a log: planned on the owner thread, executed on another, completed on the owner thread again, like
// a SyncTicket. Executing reads segments that no longer change and writes new ones beside them (".cleaned"); the log
// goes on meanwhile. Keys are learned from the segments that were never compacted, then everything is filtered.
using System.Buffers.Binary;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Storage;

/// <summary>
/// A compaction that was planned and is to be executed, then completed. See <see cref="PartitionLog"/>.
/// </summary>
public sealed class CompactionRun : IDisposable
{
    private const int WindowBytes = 64 * 1024;

    private readonly IDisk _disk;
    private readonly string _directory;
    private readonly LogConfig _config;
    private readonly long _firstDirtyOffset;
    private readonly long _nowMs;
    private readonly IReadOnlySet<long> _lastOffsetsOfProducers;
    private readonly NewestOffsets _newest = new();
    private readonly TransactionOutcomes _outcomes = new();
    private readonly PooledBuffer _batch = new();
    private readonly byte[] _window = new byte[WindowBytes];
    private int _sourceCount;

    internal CompactionRun(
        IDisk disk,
        string directory,
        LogConfig config,
        IReadOnlyList<LogSegment> sources,
        long endOffset,
        long firstDirtyOffset,
        IReadOnlySet<long> lastOffsetsOfProducers,
        long nowMs)
    {
        _disk = disk;
        _directory = directory;
        _config = config;
        _firstDirtyOffset = firstDirtyOffset;
        _nowMs = nowMs;
        _lastOffsetsOfProducers = lastOffsetsOfProducers;
        Sources = [.. sources.Select(segment => new Source(segment))];
        EndOffset = endOffset;
        _sourceCount = Sources.Count;
    }

    /// <summary>Offset up to which the log is clean once this was completed.</summary>
    public long EndOffset { get; private set; }

    internal IReadOnlyList<Source> Sources { get; }

    /// <summary>The new segments with the sources that each replaces; in log order.</summary>
    internal List<(LogSegment Cleaned, IReadOnlyList<Source> Replaced)> Results { get; } = [];

    /// <summary>Reads, filters and writes; what it wrote is on the disk on return. Blocks.</summary>
    /// <exception cref="InvalidDataException">A batch is damaged: the log cannot be compacted.</exception>
    /// <exception cref="DiskFailedException">The disk failed; the node must stop.</exception>
    public void Execute()
    {
        Learn();
        using var filter = new BatchFilter(
            _newest, _outcomes, _lastOffsetsOfProducers, _nowMs, _config.DeleteRetentionMs);
        foreach (var group in Groups())
        {
            Write(group, filter);
        }
    }

    /// <summary>Lets go of everything that was not taken over, and deletes what was written of it.</summary>
    public void Dispose()
    {
        foreach (var (cleaned, _) in Results)
        {
            cleaned.Delete();
        }

        Results.Clear();
        foreach (var source in Sources)
        {
            source.File.Release();
        }

        _batch.Dispose();
    }

    private void Learn()
    {
        foreach (var source in Sources)
        {
            LearnOutcomes(source);
        }

        // A transaction whose marker lies behind the sources is not judged yet; its segments wait for the next run.
        EndBefore(_outcomes.FirstUndecided);
        for (var i = 0; i < _sourceCount; i++)
        {
            if (Sources[i].BaseOffset < _firstDirtyOffset)
            {
                continue;
            }

            if (_newest.Count >= _config.CompactionMaxKeys)
            {
                EndBefore(Sources[i].BaseOffset);
                return;
            }

            LearnKeys(Sources[i]);
        }
    }

    private void EndBefore(long offset)
    {
        while (_sourceCount > 0 && offset < EndOffset)
        {
            EndOffset = Sources[--_sourceCount].BaseOffset;
        }
    }

    private void LearnOutcomes(Source source)
    {
        var walker = new BatchWalker(source.File.File, 0, source.Size, _window);
        while (walker.MoveNext())
        {
            var header = walker.Header;
            if (!header.IsControl)
            {
                _outcomes.NoteData(header);
            }
            else if (header.HasProducerId)
            {
                _outcomes.NoteMarker(header, IsAbort(Read(source, walker.Position, header)));
            }
        }
    }

    private static bool IsAbort(ReadOnlyMemory<byte> marker)
    {
        const int TypeAt = sizeof(short);
        const short Abort = 0;
        var at = RecordBatchHeader.Size;
        return BinaryPrimitives.ReadInt16BigEndian(RawRecord.Read(marker.Span, ref at).Key[TypeAt..]) == Abort;
    }

    private void LearnKeys(Source source)
    {
        using var unpacked = new PooledBuffer();
        var walker = new BatchWalker(source.File.File, 0, source.Size, _window);
        while (walker.MoveNext())
        {
            var header = walker.Header;
            if (header.IsControl || _outcomes.IsAborted(header))
            {
                continue;
            }

            var batch = new RecordBatch(header, Read(source, walker.Position, header));
            var records = batch.ReadRecords(unpacked, CompressedRecords.MaxBytes);
            while (records.MoveNext())
            {
                if (!records.IsKeyNull)
                {
                    _newest.Note(records.Key, records.Offset);
                }
            }
        }
    }

    // Neighbours are merged while their sizes before compaction fit one segment, so the result always does.
    private IEnumerable<ArraySegment<Source>> Groups()
    {
        var all = Sources.Take(_sourceCount).ToArray();
        for (int first = 0, next; first < all.Length; first = next)
        {
            long bytes = 0;
            for (next = first; next < all.Length; next++)
            {
                bytes += all[next].Size;
                var end = next + 1 < all.Length ? all[next + 1].BaseOffset : EndOffset;
                if (next > first && (bytes > _config.SegmentBytes || end - all[first].BaseOffset > int.MaxValue))
                {
                    break;
                }
            }

            yield return new ArraySegment<Source>(all, first, next - first);
        }
    }

    private void Write(ArraySegment<Source> group, BatchFilter filter)
    {
        var cleaned = new LogSegment(
            _disk, _directory, group[0].BaseOffset, group[^1].CreatedMs, LogFileNames.Cleaned);
        Results.Add((cleaned, group));
        cleaned.File.File.Truncate(0);
        cleaned.StartEmpty();
        foreach (var source in group)
        {
            var walker = new BatchWalker(source.File.File, 0, source.Size, _window);
            while (walker.MoveNext())
            {
                var kept = filter.Apply(Read(source, walker.Position, walker.Header), walker.Header);
                if (RecordBatchHeader.TryRead(kept.Span, out var header))
                {
                    cleaned.File.File.Append(kept.Span);
                    cleaned.Note(header, _config.IndexIntervalBytes);
                }
            }
        }

        Sync(cleaned);
    }

    private static void Sync(LogSegment cleaned)
    {
        var indexes = new List<SharedFile>();
        cleaned.Freeze(indexes);
        cleaned.File.File.Sync();
        foreach (var index in indexes)
        {
            index.File.Sync();
            index.Release();
        }
    }

    private ReadOnlyMemory<byte> Read(Source source, long position, in RecordBatchHeader header)
    {
        var size = (int)header.TotalSize;
        _batch.Clear();
        var read = source.File.File.Read(position, _batch.GetSpan(size)[..size]);
        _batch.Advance(read);

        // Rewritten, a damaged batch would get a checksum that fits.
        return read == size && RecordBatchHeader.VerifyCrc(_batch.WrittenSpan)
            ? _batch.WrittenMemory
            : throw new InvalidDataException(
                $"'{source.File.File.Path}' is damaged: the batch at {position} (offset {header.BaseOffset}) does " +
                "not match its checksum. The log is not compacted; restore the file or delete the records.");
    }

    /// <summary>A segment as it was when the run was planned; its file stays open until the run is disposed.</summary>
    internal sealed class Source(LogSegment segment)
    {
        public LogSegment Segment => segment;

        public long BaseOffset { get; } = segment.BaseOffset;

        public long CreatedMs { get; } = segment.CreatedMs;

        public long Size { get; } = segment.Size;

        public SharedFile File { get; } = segment.File.Retain();
    }
}
