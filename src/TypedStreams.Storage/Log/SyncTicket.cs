// One group commit of a log: the files that were dirty when it was prepared. Prepared and completed on the owner
// thread, executed on a sync thread in between; the two never touch it at the same time.
namespace TypedStreams.Storage;

/// <summary>A sync that was prepared and is to be executed, then completed. See <see cref="PartitionLog"/>.</summary>
public sealed class SyncTicket
{
    private readonly IDisk _disk;
    private readonly string _directory;

    internal SyncTicket(IDisk disk, string directory)
    {
        _disk = disk;
        _directory = directory;
    }

    /// <summary>Offset up to which the log is durable once this was executed.</summary>
    public long EndOffset { get; internal set; }

    internal long SnapshotOffset { get; set; }

    internal List<SharedFile> Files { get; } = [];

    internal bool SyncsDirectory { get; set; }

    internal bool SyncsParent { get; set; }

    internal EpochEntry[]? Epochs { get; set; }

    /// <summary>Makes everything durable. Blocks; call it on a thread that may.</summary>
    /// <exception cref="DiskFailedException">The sync failed: do not complete the ticket, stop the node.</exception>
    public void Execute()
    {
        foreach (var file in Files)
        {
            file.File.Sync();
        }

        if (Epochs is not null)
        {
            LeaderEpochCache.Write(_disk, _directory, Epochs);
        }
        else if (SyncsDirectory)
        {
            _disk.SyncDirectory(_directory);
        }

        if (SyncsParent)
        {
            _disk.SyncDirectory(_directory[.._directory.LastIndexOf('/')]);
        }
    }

    internal void Reset()
    {
        foreach (var file in Files)
        {
            file.Release();
        }

        Files.Clear();
        SyncsDirectory = SyncsParent = false;
        Epochs = null;
    }
}
