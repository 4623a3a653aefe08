using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>A place in a partition.</summary>
/// <param name="Topic">Topic name.</param>
/// <param name="Partition">Partition index, from 0.</param>
/// <param name="Offset">
/// Offset of the next record to read; -1 the end, -2 the oldest record, -1001 the committed offset or else the reset
/// policy (the numbers of <c>ListOffsets</c> and of librdkafka).
/// </param>
public readonly record struct TopicPartitionOffset(string Topic, int Partition, long Offset)
{
    /// <summary>The end of the partition, when it is looked up.</summary>
    public const long End = -1;

    /// <summary>The oldest record that is kept, when it is looked up.</summary>
    public const long Beginning = -2;

    /// <summary>The group's committed offset; without one the reset policy decides.</summary>
    public const long Stored = -1001;

    /// <summary>The partition alone.</summary>
    public TopicPartition TopicPartition => new(Topic, Partition);
}
