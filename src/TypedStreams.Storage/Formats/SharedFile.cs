// A file handle with several owners: the segment that writes it, slices that are being sent, a sync that is under way.
// The last one to let go closes it, so that a deleted segment stays readable for those who hold it. Any thread.
namespace TypedStreams.Storage;

internal sealed class SharedFile(IDiskFile file)
{
    private int _owners = 1;

    public IDiskFile File => file;

    public SharedFile Retain()
    {
        var owners = Interlocked.Increment(ref _owners);
        Invariant.Require(owners > 1, "A closed file cannot be shared again.");
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            file.Dispose();
        }
    }
}
