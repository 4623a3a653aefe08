// The fail-stop switch of a disk: remembers the first failure and refuses everything after it. Shared by all disks so
// that the real one and the simulated one refuse in the same way. Any thread.
namespace TypedStreams.Storage;

internal sealed class DiskHealth
{
    private DiskFailedException? _failure;

    public DiskFailedException? Failure => Volatile.Read(ref _failure);

    /// <summary>Throws when the disk has failed before.</summary>
    public void Require()
    {
        if (Volatile.Read(ref _failure) is { } first)
        {
            throw new DiskFailedException(first.Operation, first.Path, first.ErrorNumber, first);
        }
    }

    /// <summary>Marks the disk as failed (the first failure wins) and returns the exception to throw.</summary>
    public DiskFailedException Fail(string operation, string path, int errorNumber, Exception? inner = null)
    {
        var failure = new DiskFailedException(operation, path, errorNumber, inner);
        Interlocked.CompareExchange(ref _failure, failure, null);
        return failure;
    }

    /// <summary>Forgets the failure: only a simulated restart may do this.</summary>
    public void Reset() => Volatile.Write(ref _failure, null);
}
