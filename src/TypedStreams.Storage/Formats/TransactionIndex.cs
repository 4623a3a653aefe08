// The .txnindex file of a segment: the transactions whose abort marker lies in it, in order of their markers. Most
// segments have none, and then no file. Entries are in memory while the segment is hot, and read when first asked for
// afterwards. Needs no sync of its own: after an unclean stop it is rebuilt with the other indexes. Owner thread only.
namespace TypedStreams.Storage;

internal sealed class TransactionIndex(IDisk disk, string path)
{
    private List<AbortedTransaction>? _entries;

    /// <summary>The aborted transactions, in ascending order of their markers.</summary>
    public IReadOnlyList<AbortedTransaction> Entries => _entries ??= Load();

    /// <summary>Starts with no entries.</summary>
    public void Clear() => _entries = [];

    public void Append(in AbortedTransaction transaction) => (_entries ??= Load()).Add(transaction);

    /// <summary>Drops the transactions whose marker lies at or behind an offset.</summary>
    public void TruncateToOffset(long offset) => (_entries ??= Load()).RemoveAll(entry => entry.LastOffset >= offset);

    /// <summary>
    /// Writes the entries to the file and keeps them in memory; adds the file to those that need a sync. Does nothing
    /// when there is nothing to say.
    /// </summary>
    public void WriteOut(List<SharedFile> toSync)
    {
        _entries ??= Load();
        if (_entries.Count == 0 && !disk.FileExists(path))
        {
            return;
        }

        var bytes = new byte[_entries.Count * AbortedTransaction.Size];
        for (var i = 0; i < _entries.Count; i++)
        {
            _entries[i].Write(bytes.AsSpan(i * AbortedTransaction.Size));
        }

        var file = disk.Open(path, DiskOpen.OpenOrCreate);
        file.Write(0, bytes);
        file.Truncate(bytes.Length);
        toSync.Add(new SharedFile(file));
    }

    private List<AbortedTransaction> Load()
    {
        var entries = new List<AbortedTransaction>();
        if (disk.FileExists(path) && AtomicFile.ReadBytes(disk, path) is { } bytes)
        {
            var rest = bytes.AsSpan();
            while (AbortedTransaction.TryRead(rest, out var entry))
            {
                entries.Add(entry);
                rest = rest[AbortedTransaction.Size..];
            }
        }

        return entries;
    }
}
