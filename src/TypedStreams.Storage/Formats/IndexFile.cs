// A file of fixed-size big-endian entries in ascending order: what offset and time index have in common. "Hot" keeps
// the entries in memory in their form on disk and appends there; Freeze writes them out. "Cold" reads entries from the
// file. Needs no sync of its own: after an unclean stop the indexes from the recovery point on are rebuilt. Owner
// thread only.
using System.Buffers.Binary;

namespace TypedStreams.Storage;

internal sealed class IndexFile(IDisk disk, string path, int entryBytes) : IDisposable
{
    private const int FirstEntries = 8;

    private byte[]? _entries;
    private int _count = -1;
    private SharedFile? _file;

    public string Path => path;

    public int Count
    {
        get
        {
            if (_count < 0)
            {
                _count = (int)(Cold().File.Length / entryBytes);
            }

            return _count;
        }
    }

    /// <summary>True when the file is there and its length is a whole number of entries.</summary>
    public bool LooksSane() => disk.FileExists(path) && Cold().File.Length % entryBytes == 0;

    /// <summary>Starts with no entries, in memory.</summary>
    public void Clear()
    {
        _entries = [];
        _count = 0;
    }

    /// <summary>
    /// Loads the entries into memory so that more can be appended; zeros that a crash left are dropped.
    /// </summary>
    public void Thaw()
    {
        if (_entries is not null)
        {
            return;
        }

        var file = Cold().File;
        _entries = new byte[file.Length / entryBytes * entryBytes];
        _count = file.Read(0, _entries) / entryBytes;
        while (_count > 0 && !_entries.AsSpan((_count - 1) * entryBytes, entryBytes).ContainsAnyExcept((byte)0))
        {
            _count--;
        }

        Dispose();
    }

    /// <summary>Lets go of the memory once the entries were written out.</summary>
    public void Freeze() => _entries = null;

    /// <summary>
    /// Writes the entries to the file and keeps them in memory. The caller owns the handle, for a sync.
    /// </summary>
    public SharedFile WriteOut()
    {
        Invariant.Require(_entries is not null, "Only a hot index is written out.");
        var file = Cold();
        var length = _count * entryBytes;
        file.File.Write(0, _entries.AsSpan(0, length));
        file.File.Truncate(length);
        _file = null;
        return file;
    }

    public void Append(ReadOnlySpan<byte> entry)
    {
        Invariant.Require(_entries is not null, "Only a hot index is appended to.");
        var at = _count * entryBytes;
        if (at + entryBytes > _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(FirstEntries * entryBytes, _entries.Length * 2));
        }

        entry.CopyTo(_entries.AsSpan(at));
        _count++;
    }

    /// <summary>Drops the entries from an index on.</summary>
    public void RemoveFrom(int count)
    {
        Thaw();
        _count = Math.Min(_count, count);
    }

    /// <summary>The 8-byte field at a place within an entry.</summary>
    public long Int64At(int index, int at)
    {
        Span<byte> field = stackalloc byte[sizeof(long)];
        Read((index * entryBytes) + at, field);
        return BinaryPrimitives.ReadInt64BigEndian(field);
    }

    /// <summary>The 4-byte field at a place within an entry.</summary>
    public int Int32At(int index, int at)
    {
        Span<byte> field = stackalloc byte[sizeof(int)];
        Read((index * entryBytes) + at, field);
        return BinaryPrimitives.ReadInt32BigEndian(field);
    }

    /// <summary>Index of the last entry whose 4-byte field is not above the key; -1 when there is none.</summary>
    public int LastAtMost(int key, int at)
    {
        int low = -1, high = Count;
        while (high - low > 1)
        {
            var middle = low + ((high - low) >> 1);
            if (Int32At(middle, at) <= key)
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

    /// <summary>Index of the last entry whose 8-byte first field is below the key; -1 when there is none.</summary>
    public int LastBelow(long key)
    {
        int low = -1, high = Count;
        while (high - low > 1)
        {
            var middle = low + ((high - low) >> 1);
            if (Int64At(middle, at: 0) < key)
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

    public void Dispose()
    {
        _file?.Release();
        _file = null;
    }

    private void Read(int position, Span<byte> field)
    {
        if (_entries is not null)
        {
            _entries.AsSpan(position, field.Length).CopyTo(field);
            return;
        }

        var read = Cold().File.Read(position, field);
        Invariant.Require(read == field.Length, "An index entry lies within its file.");
    }

    private SharedFile Cold() => _file ??= new SharedFile(disk.Open(path, DiskOpen.OpenOrCreate));
}
