namespace TypedStreams.Storage;

/// <summary>Another process uses the data directory. Stop it, or give this server a directory of its own.</summary>
public sealed class DirectoryLockedException : IOException
{
    /// <summary>Names the directory and who holds it.</summary>
    public DirectoryLockedException(string root, string holder)
        : base($"The data directory '{root}' is in use by {holder}. Stop that process or choose another directory.") =>
        Holder = holder;

    /// <summary>The text that the other process left in the lock file, such as "process 4711".</summary>
    public string Holder { get; }
}
