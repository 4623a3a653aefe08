// Which partitions the send loop looks at, and when: those with something new, those whose time has come, and at every
// pass those that something else holds up. Thousands of others cost it nothing. The send loop's own, except Notice.
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using TypedStreams.Client.Metadata;

namespace TypedStreams.Client;

/// <summary>What is to be looked at.</summary>
internal sealed class SendSchedule
{
    private readonly ConcurrentQueue<PartitionAccumulator> _noticed = new();
    private readonly Queue<PartitionAccumulator> _again = new();
    private readonly List<PartitionAccumulator> _blocked = [];
    private readonly PriorityQueue<PartitionAccumulator, long> _due = new();
    private readonly List<PartitionAccumulator> _known = [];

    /// <summary>Every partition that was ever written to.</summary>
    public IReadOnlyList<PartitionAccumulator> Known => _known;

    /// <summary>When the next one is due; <see cref="long.MaxValue"/> when none is by time.</summary>
    public long NextDue => _due.TryPeek(out _, out long due) ? due : long.MaxValue;

    /// <summary>There is something new. Any thread. False when nobody has looked at the news before it yet.</summary>
    public bool Notice(PartitionAccumulator partition)
    {
        if (!partition.TryList())
            return false;

        _noticed.Enqueue(partition);
        return true;
    }

    /// <summary>What was held up is looked at anew.</summary>
    public void BeginPass()
    {
        foreach (PartitionAccumulator partition in _blocked)
        {
            partition.Place.IsBlocked = false;
            _again.Enqueue(partition);
        }

        _blocked.Clear();
    }

    /// <summary>The next one to look at in this pass.</summary>
    public bool TryNext(long now, [NotNullWhen(true)] out PartitionAccumulator? partition)
    {
        if (_noticed.TryDequeue(out partition))
        {
            partition.Unlist();
            if (!partition.Place.IsKnown)
            {
                partition.Place.IsKnown = true;
                _known.Add(partition);
            }

            return true;
        }

        return _again.TryDequeue(out partition) || TryNextDue(now, out partition);
    }

    /// <summary>It is to be looked at then, if not sooner.</summary>
    public void LookAt(PartitionAccumulator partition, long due)
    {
        if (partition.Place.DueAt <= due)
            return;

        partition.Place.DueAt = due;
        _due.Enqueue(partition, due);
    }

    /// <summary>It has a batch that cannot go now, for a reason that time does not end: the next pass looks.</summary>
    public void Block(PartitionAccumulator partition)
    {
        if (partition.Place.IsBlocked)
            return;

        partition.Place.IsBlocked = true;
        _blocked.Add(partition);
    }

    private bool TryNextDue(long now, [NotNullWhen(true)] out PartitionAccumulator? partition)
    {
        while (_due.TryPeek(out partition, out long due) && due <= now)
        {
            _due.Dequeue();
            if (partition.Place.DueAt == due) // otherwise an earlier time took its place
            {
                partition.Place.DueAt = long.MaxValue;
                return true;
            }
        }

        partition = null;
        return false;
    }
}

/// <summary>What the send loop, and nobody else, notes of a partition.</summary>
internal sealed class SendPlace
{
    /// <summary>When it is looked at, by the time provider's timestamp.</summary>
    public long DueAt { get; set; } = long.MaxValue;

    public bool IsKnown { get; set; }

    public bool IsBlocked { get; set; }

    /// <summary>Whether it stands in its broker's queue.</summary>
    public bool IsReady { get; set; }

    /// <summary>The broker that led it in <see cref="Cluster"/>; null when there was none.</summary>
    public SenderNode? Node { get; set; }

    public ClusterSnapshot? Cluster { get; set; }

    /// <summary>The newest request that has a batch of it: a request takes one of each partition.</summary>
    public ProduceDraft? Draft { get; set; }
}
