// Files that live in the process: --in-memory brokers and tests. Syncs do nothing. Directory operations take one lock;
// reads and appends of a file take none (one writer, readers see what was published before the length).
namespace TypedStreams.Storage;

/// <summary>A disk without a disk: nothing survives the process, syncs cost nothing.</summary>
public sealed class MemoryDisk : IDisk
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _locks = new(StringComparer.Ordinal);

    /// <summary>Always null: memory does not fail.</summary>
    public DiskFailedException? Failure => null;

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskOpen mode)
    {
        lock (_gate)
        {
            if (mode == DiskOpen.CreateEmpty || !_files.TryGetValue(path, out var file))
            {
                if (mode == DiskOpen.Existing)
                {
                    throw new FileNotFoundException("The memory disk has no such file.", path);
                }

                _files[path] = file = new MemoryFile(path);
            }

            return file;
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path)
    {
        lock (_gate)
        {
            return _files.ContainsKey(path);
        }
    }

    /// <inheritdoc/>
    public bool DirectoryExists(string path)
    {
        lock (_gate)
        {
            return _directories.Contains(path);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        var names = new List<string>();
        lock (_gate)
        {
            AddChildren(_files.Keys, directory, names);
            AddChildren(_directories, directory, names);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
            {
                _directories.Add(path[..end]);
            }
        }
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string path)
    {
        var prefix = path + "/";
        lock (_gate)
        {
            foreach (var file in _files.Keys.Where(f => f.StartsWith(prefix, StringComparison.Ordinal)).ToList())
            {
                _files.Remove(file);
            }

            _directories.RemoveWhere(d => d == path || d.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            if (_files.Remove(from, out var file))
            {
                _files[to] = file;
                return;
            }

            var prefix = from + "/";
            foreach (var path in _files.Keys.Where(f => f.StartsWith(prefix, StringComparison.Ordinal)).ToList())
            {
                _files.Remove(path, out var child);
                _files[to + path[from.Length..]] = child!;
            }

            _directories.Remove(from);
            _directories.Add(to);
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        lock (_gate)
        {
            _files.Remove(path);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
    }

    /// <inheritdoc/>
    public IDisposable? TryLock(string path, string owner, out string holder)
    {
        lock (_gate)
        {
            if (_locks.TryGetValue(path, out var present))
            {
                holder = present;
                return null;
            }

            _locks[path] = holder = owner;
            return new HeldLock(this, path);
        }
    }

    private static void AddChildren(IEnumerable<string> paths, string directory, List<string> names)
    {
        foreach (var path in paths)
        {
            if (path.Length > directory.Length + 1 && path[directory.Length] == '/'
                && path.StartsWith(directory, StringComparison.Ordinal) && path.IndexOf('/', directory.Length + 1) < 0)
            {
                names.Add(path[(directory.Length + 1)..]);
            }
        }
    }

    private sealed class HeldLock(MemoryDisk disk, string path) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._gate)
            {
                disk._locks.Remove(path);
            }
        }
    }
}
