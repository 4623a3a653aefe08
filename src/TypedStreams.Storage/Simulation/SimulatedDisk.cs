// A disk with a memory of what was synced: the model that recovery is proved against. Each file and directory keeps its
// durable state and the operations since the last sync; Crash decides from a seed which of those survive. Faults are
// injected by count. Used by tests and the simulator; never by a server. One lock, any thread.
namespace TypedStreams.Storage.Simulation;

/// <summary>
/// A deterministic disk in memory that can lose power. After <see cref="Crash"/> every synced byte and directory entry
/// is there; of the rest a random part is: writes torn at 512-byte sectors, entries not covered by a directory sync.
/// </summary>
public sealed class SimulatedDisk : IDisk
{
    private readonly Lock _gate = new();
    private readonly DiskHealth _health = new();
    private readonly SimulatedDirectory _root = new();
    private readonly Dictionary<string, string> _locks = new(StringComparer.Ordinal);
    private int _generation;
    private long _failSyncAt = long.MaxValue;
    private long _failWriteAt = long.MaxValue;
    private long _cutPowerAt = long.MaxValue;

    /// <inheritdoc/>
    public DiskFailedException? Failure => _health.Failure;

    /// <summary>Syncs of files and directories so far.</summary>
    public long SyncCount { get; private set; }

    /// <summary>Writes and truncations so far.</summary>
    public long WriteCount { get; private set; }

    /// <summary>Everything that changed a file or a directory, or made a change durable, so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>
    /// Cuts the power during the nth step from now (1 = the next): a change of it may be on the disk after
    /// <see cref="Crash"/>, whole or torn; a sync has made nothing durable. Nothing more succeeds until then.
    /// </summary>
    public void CutPowerAt(long nth) => _cutPowerAt = StepCount + nth;

    /// <summary>Makes the nth sync from now fail with EIO (1 = the next).</summary>
    public void FailSync(int nth) => _failSyncAt = SyncCount + nth;

    /// <summary>Makes the nth write or truncation from now fail with EIO (1 = the next).</summary>
    public void FailWrite(int nth) => _failWriteAt = WriteCount + nth;

    /// <summary>
    /// Cuts the power and restarts the machine: open handles are dead, locks are free, an injected failure is over.
    /// </summary>
    /// <param name="seed">Decides what survives of the operations that were not synced.</param>
    public void Crash(int seed)
    {
        lock (_gate)
        {
            _generation++;
            _root.Crash(new Random(seed));
            _locks.Clear();
            Heal();
        }
    }

    /// <summary>Kills the process but not the machine: everything written stays, handles and locks are gone.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _generation++;
            _locks.Clear();
            Heal();
        }
    }

    /// <inheritdoc/>
    public IDiskFile Open(string path, DiskOpen mode)
    {
        lock (_gate)
        {
            var (directory, name) = Parent(path);
            if (directory.Find(name) is not SimulatedFile file)
            {
                if (mode == DiskOpen.Existing)
                {
                    throw new FileNotFoundException("The simulated disk has no such file.", path);
                }

                _health.Require();
                file = new SimulatedFile();
                directory.Link(name, file);
                CountStep(path);
            }
            else if (mode == DiskOpen.CreateEmpty)
            {
                _health.Require();
                file.Truncate(0);
                CountStep(path);
            }

            return new Handle(this, path, file, _generation);
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => Find(path) is SimulatedFile;

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Find(path) is SimulatedDirectory;

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        lock (_gate)
        {
            return FindDirectory(directory).Names();
        }
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            _health.Require();
            var directory = _root;
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (directory.Find(name) is not SimulatedDirectory child)
                {
                    child = new SimulatedDirectory();
                    directory.Link(name, child);
                    CountStep(path);
                }

                directory = child;
            }
        }
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string path) => Delete(path);

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            _health.Require();
            var (directory, name) = Parent(from);
            var (target, newName) = Parent(to);
            Invariant.Require(ReferenceEquals(directory, target), "A rename stays within one directory.");
            directory.Rename(name, newName);
            CountStep(from);
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        lock (_gate)
        {
            _health.Require();
            var (directory, name) = Parent(path);
            directory.Unlink(name);
            CountStep(path);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        lock (_gate)
        {
            CountSync(path);
            CountStep(path);
            FindDirectory(path).Sync();
        }
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

    private void Heal()
    {
        _failSyncAt = _failWriteAt = _cutPowerAt = long.MaxValue;
        _health.Reset();
    }

    private void CountSync(string path)
    {
        _health.Require();
        if (++SyncCount >= _failSyncAt)
        {
            throw _health.Fail("sync", path, errorNumber: 5);
        }
    }

    private void CountWrite(string path)
    {
        _health.Require();
        if (++WriteCount >= _failWriteAt)
        {
            throw _health.Fail("write", path, errorNumber: 5);
        }
    }

    private void CountStep(string path)
    {
        if (++StepCount >= _cutPowerAt)
        {
            throw _health.Fail("power", path, errorNumber: 5);
        }
    }

    private object? Find(string path)
    {
        lock (_gate)
        {
            object? node = _root;
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                node = (node as SimulatedDirectory)?.Find(name);
            }

            return node;
        }
    }

    private SimulatedDirectory FindDirectory(string path) =>
        Find(path) as SimulatedDirectory ?? throw new DirectoryNotFoundException($"No directory '{path}'.");

    private (SimulatedDirectory Directory, string Name) Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return (FindDirectory(path[..slash]), path[(slash + 1)..]);
    }

    private sealed class HeldLock(SimulatedDisk disk, string path) : IDisposable
    {
        public void Dispose() => disk._locks.Remove(path);
    }

    private sealed class Handle(SimulatedDisk disk, string path, SimulatedFile file, int generation) : IDiskFile
    {
        public string Path => path;

        public long Length
        {
            get
            {
                lock (disk._gate)
                {
                    RequireAlive();
                    return file.Length;
                }
            }
        }

        public int Read(long position, Span<byte> destination)
        {
            lock (disk._gate)
            {
                RequireAlive();
                return file.Read(position, destination);
            }
        }

        public void Write(long position, ReadOnlySpan<byte> source)
        {
            lock (disk._gate)
            {
                RequireAlive();
                disk.CountWrite(path);
                file.Write(position, source);
                disk.CountStep(path);
            }
        }

        public long Append(ReadOnlySpan<byte> source)
        {
            lock (disk._gate)
            {
                var position = file.Length;
                Write(position, source);
                return position;
            }
        }

        public void Truncate(long length)
        {
            lock (disk._gate)
            {
                RequireAlive();
                disk.CountWrite(path);
                file.Truncate(length);
                disk.CountStep(path);
            }
        }

        public void Sync()
        {
            lock (disk._gate)
            {
                RequireAlive();
                disk.CountSync(path);
                disk.CountStep(path);
                file.Sync();
            }
        }

        public void Dispose()
        {
        }

        private void RequireAlive() =>
            Invariant.Require(generation == disk._generation, "A file handle does not outlive its process.");
    }
}
