namespace TypedStreams.Broker.Shards;

/// <summary>The shards of a node, one a processor by default.</summary>
internal sealed class ShardSet : IDisposable
{
    private readonly Shard[] _shards;

    internal ShardSet(int count, TimeProvider time, NodeFailure failure) =>
        _shards = [.. Enumerable.Range(0, count).Select(index => new Shard(index, time, failure))];

    /// <summary>How many there are.</summary>
    internal int Count => _shards.Length;

    /// <summary>The shard that owns the metadata log.</summary>
    internal Shard Metadata => _shards[0];

    /// <summary>All of them.</summary>
    internal IReadOnlyList<Shard> All => _shards;

    /// <summary>
    /// The owner of a partition: neighbours go to different shards, so one topic keeps all of them busy.
    /// </summary>
    internal Shard OwnerOf(Guid topicId, int partition) =>
        _shards[(uint)(topicId.GetHashCode() + partition) % (uint)_shards.Length];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Shard shard in _shards)
        {
            shard.Dispose();
        }
    }
}
