namespace TypedStreams.Storage;

/// <summary>
/// The only door to durable bytes. Paths are absolute and separated with '/'. Every member may be called from any
/// thread; one file's writes come from one thread at a time. Failures are <see cref="DiskFailedException"/>: a failed
/// write or sync marks the whole disk as failed, and every later write or sync refuses with the first failure.
/// </summary>
public interface IDisk
{
    /// <summary>The failure that stopped this disk, or null while it is healthy.</summary>
    DiskFailedException? Failure { get; }

    /// <summary>Opens a file for reading and writing.</summary>
    /// <param name="path">Path of the file; its directory must exist.</param>
    /// <param name="mode">Whether the file must exist, may be created, or is emptied.</param>
    /// <exception cref="FileNotFoundException">The file is missing and <see cref="DiskOpen.Existing"/> was
    /// asked.</exception>
    IDiskFile Open(string path, DiskOpen mode);

    /// <summary>True when a file of this name exists.</summary>
    bool FileExists(string path);

    /// <summary>True when a directory of this name exists.</summary>
    bool DirectoryExists(string path);

    /// <summary>Names (without the directory) of all files and directories directly inside, in ordinal order.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Creates a directory and its parents; nothing happens when it exists.</summary>
    void CreateDirectory(string path);

    /// <summary>Deletes a directory and everything inside it; nothing happens when it is missing.</summary>
    void DeleteDirectory(string path);

    /// <summary>Renames a file or directory within one directory, replacing an existing file atomically.</summary>
    void Rename(string from, string to);

    /// <summary>Unlinks a file; nothing happens when it is missing. Open handles stay readable.</summary>
    void Delete(string path);

    /// <summary>Makes creations, renames and deletions directly inside a directory survive a power cut.</summary>
    void SyncDirectory(string path);

    /// <summary>
    /// Takes an exclusive lock that ends with the process or with disposal.
    /// </summary>
    /// <param name="path">The lock file; created when missing.</param>
    /// <param name="owner">Text that names the owner, written into the lock file.</param>
    /// <param name="holder">The text of the present owner when the lock is taken already.</param>
    /// <returns>The held lock, or null when another holds it.</returns>
    IDisposable? TryLock(string path, string owner, out string holder);
}
