// Positions that were committed inside transactions which are still open: they count when the transaction's marker says
// so. Owned by the group coordinator of one partition; its thread only.
namespace TypedStreams.Broker.Core.Groups.Offsets;

internal sealed class TransactionalOffsets
{
    private readonly Dictionary<long, Dictionary<OffsetKey, CommittedOffset>> _byProducer = [];
    private readonly Dictionary<OffsetKey, int> _uses = [];

    /// <summary>A position is on its way into the log: from now on the last one is not the final word.</summary>
    internal void Hold(OffsetKey key) => _uses[key] = _uses.GetValueOrDefault(key) + 1;

    /// <summary>Takes a <see cref="Hold"/> back.</summary>
    internal void Release(OffsetKey key)
    {
        int left = _uses[key] - 1;
        if (left == 0)
        {
            _uses.Remove(key);
        }
        else
        {
            _uses[key] = left;
        }
    }

    /// <summary>A position is in the log, in the open transaction of a producer.</summary>
    internal void Add(long producerId, OffsetKey key, CommittedOffset offset)
    {
        if (!_byProducer.TryGetValue(producerId, out Dictionary<OffsetKey, CommittedOffset>? open))
        {
            _byProducer[producerId] = open = [];
        }

        if (!open.ContainsKey(key))
        {
            Hold(key);
        }

        open[key] = offset;
    }

    /// <summary>The positions of a producer's transaction, which is over.</summary>
    internal IReadOnlyCollection<KeyValuePair<OffsetKey, CommittedOffset>> Take(long producerId)
    {
        if (!_byProducer.Remove(producerId, out Dictionary<OffsetKey, CommittedOffset>? ended))
        {
            return [];
        }

        foreach (OffsetKey key in ended.Keys)
        {
            Release(key);
        }

        return ended;
    }

    /// <summary>Whether an open transaction may still change this position.</summary>
    internal bool IsUnstable(OffsetKey key) => _uses.ContainsKey(key);
}

/// <summary>Names one position of one group.</summary>
internal readonly record struct OffsetKey(string GroupId, string Topic, int Partition);
