namespace TypedStreams.Protocol;

/// <summary>One partition of a topic by the topic's name.</summary>
/// <param name="Topic">Topic name.</param>
/// <param name="Partition">Partition index, from 0.</param>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    /// <summary>As Kafka prints it and names the directory: <c>topic-partition</c>.</summary>
    public override string ToString() => $"{Topic}-{Partition}";
}
