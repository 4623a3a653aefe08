// What was handled, and when, in a file mapped into memory: the pages are the kernel's, so an entry that is written
// outlives the process, however it ends. Any thread adds.

using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace TypedStreams.System.KeyWorker;

public sealed class HandlingLog : IDisposable
{
    /// <summary>
    /// Bytes of an entry: its time (8, zero while it is not complete), key, number, partition, offset.
    /// </summary>
    public const int EntryBytes = 24;

    private const int MaxEntries = 4_000_000;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private int _count;

    public HandlingLog(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.CreateNew, mapName: null, (long)MaxEntries * EntryBytes);
        _view = _file.CreateViewAccessor();
    }

    public void Add(Job job, RecordPosition origin)
    {
        // The system's monotonic clock, which all processes share. It is read inside the handler, so that two jobs of
        // one key, which are never handled at once, cannot have their times in the wrong order.
        var time = Stopwatch.GetTimestamp();
        var at = (long)(Interlocked.Increment(ref _count) - 1) * EntryBytes;
        _view.Write(at + 8, job.Key);
        _view.Write(at + 12, job.Number);
        _view.Write(at + 16, origin.Partition);
        _view.Write(at + 20, (int)origin.Offset);
        _view.Write(at, time);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
