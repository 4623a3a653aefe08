// What partitions that are handled at least once have in common: the position up to which everything is handled. It
// only grows, and only behind handled records, so committing it never skips one. The worker's task moves it, the
// group's committer reads it.

using TypedStreams.Client;
using TypedStreams.Protocol;

namespace TypedStreams.Consuming;

internal abstract class AtLeastOnceWorker(TopicPartition partition, IPartitionOwner owner, int bufferedLimit)
    : PartitionWorker(partition, owner, bufferedLimit)
{
    private const long Nothing = -1;

    private long _position = Nothing;
    private long _committed = Nothing;

    /// <summary>What to commit: the next offset to handle; null when that is committed already.</summary>
    internal TopicPartitionOffset? Uncommitted
    {
        get
        {
            var position = Volatile.Read(ref _position);
            return position > Volatile.Read(ref _committed)
                ? new TopicPartitionOffset(Partition.Topic, Partition.Partition, position)
                : null;
        }
    }

    internal void Committed(long position) => Volatile.Write(ref _committed, position);

    /// <summary>Everything before <paramref name="position"/> is handled.</summary>
    protected void MoveTo(long position)
    {
        if (position > _position)
        {
            Volatile.Write(ref _position, position);
        }
    }
}
