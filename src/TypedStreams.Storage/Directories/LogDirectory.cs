// The root of a node's data: lock, identity, checkpoints, the marker of a clean stop, and the partition directories in
// it. Owns the files in the root; the partition logs own theirs. One thread at a time.
using System.Globalization;
using TypedStreams.Protocol;

namespace TypedStreams.Storage;

/// <summary>A node's data directory, locked while this object lives.</summary>
public sealed class LogDirectory : IDisposable
{
    private const string LockName = ".lock";
    private const string CleanShutdownName = ".kafka_cleanshutdown";
    private const string DeleteSuffix = "-delete";
    private readonly IDisk _disk;
    private readonly IDisposable _lock;
    private readonly Dictionary<TopicPartition, long> _recoveryPoints;
    private readonly Dictionary<TopicPartition, long> _logStarts;
    private readonly Dictionary<TopicPartition, long> _cleaned;

    // Deleted partitions of which the checkpoint files may still speak.
    private readonly HashSet<TopicPartition> _forgotten = [];

    private LogDirectory(IDisk disk, string root, IDisposable heldLock)
    {
        _disk = disk;
        _lock = heldLock;
        Root = root;
        _recoveryPoints = OffsetCheckpoint.Read(disk, PathOf(OffsetCheckpoint.RecoveryPoint));
        _logStarts = OffsetCheckpoint.Read(disk, PathOf(OffsetCheckpoint.LogStart));
        _cleaned = OffsetCheckpoint.Read(disk, PathOf(OffsetCheckpoint.Cleaner));
        WasCleanShutdown = disk.FileExists(PathOf(CleanShutdownName));
    }

    /// <summary>Path of the directory.</summary>
    public string Root { get; }

    /// <summary>True when the last owner closed every log: nothing needs a scan.</summary>
    public bool WasCleanShutdown { get; }

    /// <summary>The directory's identity; null when it has none yet. See <see cref="WriteIdentity"/>.</summary>
    public MetaProperties? Identity { get; private set; }

    /// <summary>
    /// Creates the directory when missing, locks it, reads its state and takes the clean shutdown marker away.
    /// </summary>
    /// <param name="disk">Where the directory is.</param>
    /// <param name="root">Absolute path, '/' between names, none at the end.</param>
    /// <param name="owner">Text that tells others who holds the lock, such as "process 4711".</param>
    /// <exception cref="DirectoryLockedException">Another process has it.</exception>
    /// <exception cref="InvalidDataException">A checkpoint or meta.properties is damaged.</exception>
    public static LogDirectory Open(IDisk disk, string root, string owner)
    {
        if (!disk.DirectoryExists(root))
        {
            disk.CreateDirectory(root);
            disk.SyncDirectory(root[..Math.Max(1, root.LastIndexOf('/'))]);
        }

        var heldLock = disk.TryLock($"{root}/{LockName}", owner, out var holder)
            ?? throw new DirectoryLockedException(root, holder);
        try
        {
            var directory = new LogDirectory(disk, root, heldLock) { Identity = MetaProperties.Read(disk, root) };
            directory.DeleteLeftovers();
            directory.ForgetDeleted();
            disk.Delete(directory.PathOf(CleanShutdownName));
            disk.SyncDirectory(root);
            return directory;
        }
        catch
        {
            heldLock.Dispose();
            throw;
        }
    }

    /// <summary>Writes meta.properties.</summary>
    public void WriteIdentity(MetaProperties identity)
    {
        identity.Write(_disk, Root);
        Identity = identity;
    }

    /// <summary>The partitions that have a directory here.</summary>
    public IReadOnlyList<TopicPartition> ListPartitions()
    {
        var partitions = new List<TopicPartition>();
        foreach (var name in _disk.List(Root))
        {
            if (TryParse(name, out var partition) && _disk.DirectoryExists(PathOf(name)))
            {
                partitions.Add(partition);
            }
        }

        return partitions;
    }

    /// <summary>
    /// What the checkpoints say about a partition. When the files still speak of a deleted partition of this name, they
    /// are rewritten first: the new log must not be opened, after a crash, with what was known of the old one. May
    /// block.
    /// </summary>
    public LogOpenState StateOf(TopicPartition partition)
    {
        if (_forgotten.Contains(partition))
        {
            WriteCheckpoints();
        }

        return new LogOpenState(
            WasCleanShutdown,
            _recoveryPoints.GetValueOrDefault(partition),
            _logStarts.GetValueOrDefault(partition),
            _cleaned.GetValueOrDefault(partition));
    }

    /// <summary>
    /// Opens the log of a partition, creating it when missing, with what <see cref="StateOf"/> says about it. Other
    /// threads may use the directory meanwhile.
    /// </summary>
    public PartitionLog OpenLog(TopicPartition partition, LogConfig config, LogOpenState state, long nowMs) =>
        PartitionLog.Open(_disk, PathOf(partition.ToString()), config, state, nowMs);

    /// <inheritdoc cref="OpenLog(TopicPartition, LogConfig, LogOpenState, long)"/>
    public PartitionLog OpenLog(TopicPartition partition, LogConfig config, long nowMs) =>
        OpenLog(partition, config, StateOf(partition), nowMs);

    /// <summary>The topic id that a partition's directory belongs to; null when it does not say.</summary>
    public Guid? ReadTopicId(TopicPartition partition) =>
        PartitionMetadata.Read(_disk, PathOf(partition.ToString()));

    /// <summary>Binds a partition's directory to a topic id.</summary>
    public void WriteTopicId(TopicPartition partition, Guid topicId) =>
        PartitionMetadata.Write(_disk, PathOf(partition.ToString()), topicId);

    /// <summary>
    /// Replaces a small file in a partition's directory, which is created when missing; durable on return.
    /// </summary>
    public void WriteFile(TopicPartition partition, string name, ReadOnlySpan<byte> content)
    {
        var path = PathOf(partition.ToString());
        _disk.CreateDirectory(path);
        AtomicFile.Write(_disk, $"{path}/{name}", content);

        // Also when the directory is there: a log that created it makes it durable with its own first sync only.
        _disk.SyncDirectory(Root);
    }

    /// <summary>Reads a small file of a partition's directory; null when there is none.</summary>
    public byte[]? ReadFile(TopicPartition partition, string name) =>
        AtomicFile.ReadBytes(_disk, $"{PathOf(partition.ToString())}/{name}");

    /// <summary>
    /// Deletes a partition's directory: renamed first, so that a crash leaves it whole under its name or gone. Close
    /// the
    /// log before.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="uniqueId">Makes the name unique among deletions of the same partition.</param>
    public void DeletePartition(TopicPartition partition, Guid uniqueId) => DeletePartitions([partition], uniqueId);

    /// <summary>The same for many partitions, with one sync of the root for all of them.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="uniqueId">Makes their names unique among deletions of the same partitions.</param>
    public void DeletePartitions(IReadOnlyList<TopicPartition> partitions, Guid uniqueId)
    {
        var doomed = new List<string>(partitions.Count);
        foreach (var partition in partitions)
        {
            Forget(partition);
            var path = PathOf(partition.ToString());
            if (_disk.DirectoryExists(path))
            {
                doomed.Add($"{path}.{uniqueId:N}{DeleteSuffix}");
                _disk.Rename(path, doomed[^1]);
            }
        }

        if (doomed.Count > 0)
        {
            _disk.SyncDirectory(Root);
            doomed.ForEach(_disk.DeleteDirectory);
        }
    }

    /// <summary>Writes one of the checkpoint files named in <see cref="OffsetCheckpoint"/>, atomically.</summary>
    public void WriteCheckpoint(string name, IReadOnlyCollection<KeyValuePair<TopicPartition, long>> offsets) =>
        OffsetCheckpoint.Write(_disk, PathOf(name), offsets);

    /// <summary>Reads one of the checkpoint files named in <see cref="OffsetCheckpoint"/>.</summary>
    public Dictionary<TopicPartition, long> ReadCheckpoint(string name) => OffsetCheckpoint.Read(_disk, PathOf(name));

    /// <summary>
    /// Writes recovery points and log starts; those of other partitions stay. Files that would not change are
    /// left alone. Blocks.
    /// </summary>
    public void Checkpoint(IEnumerable<LogCheckpoint> positions)
    {
        var isNew = false;
        foreach (var position in positions)
        {
            isNew |= Set(_recoveryPoints, position.Partition, position.RecoveryPoint);
            isNew |= Set(_logStarts, position.Partition, position.LogStartOffset);
            isNew |= position.CleanedOffset > 0 && Set(_cleaned, position.Partition, position.CleanedOffset);
        }

        if (isNew)
        {
            WriteCheckpoints();
        }
    }

    /// <summary>Says that every log was closed; call it last, after <see cref="Checkpoint"/>.</summary>
    public void MarkCleanShutdown() =>
        AtomicFile.Write(_disk, PathOf(CleanShutdownName), "{\"version\":0,\"brokerEpoch\":-1}");

    /// <summary>Lets go of the lock.</summary>
    public void Dispose() => _lock.Dispose();

    internal static bool TryParse(string name, out TopicPartition partition)
    {
        partition = default;
        var dash = name.LastIndexOf('-');
        if (dash <= 0 || !int.TryParse(
            name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        partition = new TopicPartition(name[..dash], number);
        return true;
    }

    private void Forget(TopicPartition partition)
    {
        if (_recoveryPoints.Remove(partition) | _logStarts.Remove(partition) | _cleaned.Remove(partition))
        {
            _forgotten.Add(partition);
        }
    }

    // The last owner may have been killed between a deletion and the next checkpoint.
    private void ForgetDeleted()
    {
        foreach (var partition in _recoveryPoints.Keys.Union(_logStarts.Keys).Union(_cleaned.Keys).ToList())
        {
            if (!_disk.DirectoryExists(PathOf(partition.ToString())))
            {
                Forget(partition);
            }
        }
    }

    private void WriteCheckpoints()
    {
        WriteCheckpoint(OffsetCheckpoint.RecoveryPoint, _recoveryPoints);
        WriteCheckpoint(OffsetCheckpoint.LogStart, _logStarts);
        if (_cleaned.Count > 0 || _disk.FileExists(PathOf(OffsetCheckpoint.Cleaner)))
        {
            WriteCheckpoint(OffsetCheckpoint.Cleaner, _cleaned);
        }

        _forgotten.Clear();
    }

    private static bool Set(Dictionary<TopicPartition, long> offsets, TopicPartition partition, long offset)
    {
        var isNew = !offsets.TryGetValue(partition, out var present) || present != offset;
        offsets[partition] = offset;
        return isNew;
    }

    private string PathOf(string name) => $"{Root}/{name}";

    private void DeleteLeftovers()
    {
        foreach (var name in _disk.List(Root))
        {
            if (name.EndsWith(DeleteSuffix, StringComparison.Ordinal))
            {
                _disk.DeleteDirectory(PathOf(name));
            }
        }
    }
}
