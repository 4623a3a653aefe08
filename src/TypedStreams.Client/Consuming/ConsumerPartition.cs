using TypedStreams.Client.Connections;
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>One assigned partition; every access is under the lock of the <see cref="PartitionTable"/>.</summary>
internal sealed class ConsumerPartition(TopicPartition partition, long start)
{
    public TopicPartition Partition { get; } = partition;

    /// <summary>Fetched and not handed out yet, oldest first.</summary>
    public Queue<FetchedChunk> Chunks { get; } = new();

    /// <summary>
    /// The offset to fetch next; negative while it must be looked up: see <see cref="TopicPartitionOffset"/>.
    /// </summary>
    public long Position { get; set; } = start;

    /// <summary>Counts seeks and resets, so that an answer to an older question is dropped.</summary>
    public int Moves { get; set; }

    /// <summary>
    /// The offset up to which records can be read, as the last fetch told it: the last stable offset, or the high
    /// watermark for a reader of uncommitted records; -1 before the first fetch.
    /// </summary>
    public long EndOffset { get; set; } = -1;

    /// <summary>False until the listener has heard of the assignment.</summary>
    public bool IsActive { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>True after an error that only a seek can clear: nothing is skipped silently.</summary>
    public bool IsStuck { get; set; }

    /// <summary>True while it stands in the queue of partitions that have chunks.</summary>
    public bool IsQueued { get; set; }

    public bool CanFetch => IsActive && !IsPaused && !IsStuck && Position >= 0;
}

/// <summary>A partition to ask for in a fetch.</summary>
internal readonly record struct FetchPlan(
    TopicPartition Partition, long Offset, int Moves, int LeaderEpoch, BrokerAddress Leader);

/// <summary>A partition whose position must be looked up; <paramref name="Start"/> says where.</summary>
internal readonly record struct UnknownPosition(TopicPartition Partition, long Start, int Moves);
