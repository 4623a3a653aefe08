namespace TypedStreams.Storage;

/// <summary>
/// A write, sync or directory operation failed. Never retry: after a failed sync the kernel may report the next one as
/// good although the bytes are gone. Stop the node without acknowledging; a restart recovers what is really there.
/// </summary>
public sealed class DiskFailedException : IOException
{
    /// <summary>Describes one failed operation.</summary>
    /// <param name="operation">The operation, such as "sync" or "write".</param>
    /// <param name="path">File or directory it was for.</param>
    /// <param name="errorNumber">The system's error number (errno), 0 when it is not known.</param>
    /// <param name="inner">The exception that reported it, if any.</param>
    public DiskFailedException(string operation, string path, int errorNumber, Exception? inner = null)
        : base(Describe(operation, path, errorNumber, inner), inner)
    {
        Operation = operation;
        Path = path;
        ErrorNumber = errorNumber;
    }

    /// <summary>The operation that failed: "write", "sync", "truncate", "rename", "sync directory" and so on.</summary>
    public string Operation { get; }

    /// <summary>The file or directory.</summary>
    public string Path { get; }

    /// <summary>The system's error number; 0 when unknown.</summary>
    public int ErrorNumber { get; }

    private static string Describe(string operation, string path, int errorNumber, Exception? inner) =>
        $"Disk {operation} of '{path}' failed with error {errorNumber}{(inner is null ? "" : $" ({inner.Message})")}. "
        + "The node must stop: what was not yet acknowledged may be lost. "
        + "Check the device and free space, then restart.";
}
