using TypedStreams.Client.Metadata;
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>
/// A topic that a producer writes to, its partitions, and where records without a key go at the moment.
/// </summary>
internal sealed class ProducerTopic(string name, ProducerContext context)
{
    private readonly Lock _gate = new();
    private PartitionAccumulator[] _partitions = [];
    private Task? _resolving;
    private int _waiting;
    private int _sticky;

    /// <summary>Who waits for room or for the topic passes one at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>True when a send need not wait behind others.</summary>
    public bool IsOpen => Volatile.Read(ref _waiting) == 0 && Partitions.Length > 0;

    public PartitionAccumulator[] Partitions => Volatile.Read(ref _partitions);

    public void BeginWait() => Interlocked.Increment(ref _waiting);

    public void EndWait() => Interlocked.Decrement(ref _waiting);

    /// <summary>Learns the partitions, once for all who wait; after a failure the next caller tries again.</summary>
    /// <exception cref="KafkaException">The topic cannot be used.</exception>
    public Task ResolveAsync(ClusterMetadata metadata)
    {
        lock (_gate)
        {
            if (_resolving is null or { IsFaulted: true } or { IsCanceled: true })
                _resolving = Task.Run(async () => Apply(await metadata.GetTopicAsync(name, CancellationToken.None)));

            return _resolving;
        }
    }

    /// <summary>Takes up partitions that were added to the topic; none ever goes.</summary>
    public void Apply(TopicInfo info)
    {
        lock (_gate)
        {
            if (info.Partitions.Length <= _partitions.Length)
                return;

            int known = _partitions.Length;
            var grown = new PartitionAccumulator[info.Partitions.Length];
            _partitions.CopyTo(grown, 0);
            for (int i = known; i < grown.Length; i++)
                grown[i] = new PartitionAccumulator(new TopicPartition(name, i), context);

            Volatile.Write(ref _partitions, grown);
            if (known == 0)
                _sticky = Random.Shared.Next(grown.Length);
        }
    }

    /// <summary>The partition of the record.</summary>
    /// <exception cref="KafkaException">The partition asked for does not exist.</exception>
    public PartitionAccumulator Choose(int? partition, bool hasKey, ReadOnlySpan<byte> key)
    {
        PartitionAccumulator[] partitions = Partitions;
        if (partition is { } wanted)
        {
            return (uint)wanted < (uint)partitions.Length
                ? partitions[wanted]
                : throw new KafkaException(
                    ErrorCode.UnknownTopicOrPartition,
                    $"Topic '{name}' has no partition {wanted}, only 0 to {partitions.Length - 1}");
        }

        return partitions[hasKey ? Murmur2.Partition(key, partitions.Length) : Stick(partitions)];
    }

    // A batch at a time to one partition makes large batches; the next batch goes elsewhere (KIP-480).
    private int Stick(PartitionAccumulator[] partitions)
    {
        int sticky = Volatile.Read(ref _sticky);
        if (partitions.Length > 1 && partitions[sticky].HasNoOpenBatch)
        {
            sticky = (sticky + 1 + Random.Shared.Next(partitions.Length - 1)) % partitions.Length;
            Volatile.Write(ref _sticky, sticky);
        }

        return sticky;
    }
}
