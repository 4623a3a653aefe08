namespace TypedStreams.Broker.Core.Groups;

/// <summary>A partition by its topic's id, which no later topic of the same name shares.</summary>
internal readonly record struct TopicPartitionId(Guid TopicId, int Partition) : IComparable<TopicPartitionId>
{
    /// <inheritdoc/>
    public int CompareTo(TopicPartitionId other)
    {
        int byTopic = TopicId.CompareTo(other.TopicId);
        return byTopic != 0 ? byTopic : Partition.CompareTo(other.Partition);
    }
}
