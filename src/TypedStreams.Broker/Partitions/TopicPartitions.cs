namespace TypedStreams.Broker.Partitions;

/// <summary>The partitions of one topic on this node, by index. Immutable; safe from any thread.</summary>
internal sealed class TopicPartitions(string name, Guid id, PartitionHost[] hosts)
{
    internal string Name { get; } = name;

    internal Guid Id { get; } = id;

    internal int Count => hosts.Length;

    internal IReadOnlyList<PartitionHost> All => hosts;

    /// <summary>A partition, or null when the index does not exist.</summary>
    internal PartitionHost? Find(int index) => (uint)index < (uint)hosts.Length ? hosts[index] : null;
}
