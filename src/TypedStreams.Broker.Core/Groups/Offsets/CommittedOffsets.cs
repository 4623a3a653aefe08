// The positions that the groups of one partition have, in the order of their records, and those of transactions that
// are still open. The newest record of a position is the one that counts, as compaction will have it.
using TypedStreams.Protocol.Messages;
using TypedStreams.Storage;

namespace TypedStreams.Broker.Core.Groups.Offsets;

internal sealed class CommittedOffsets(GroupSet groups)
{
    private readonly TransactionalOffsets _open = new();

    // Counts the positions in the order of their records.
    private long _lastOrder;

    /// <summary>The order of the newest record so far.</summary>
    internal long LastOrder => _lastOrder;

    /// <summary>The order of a record that is about to be appended.</summary>
    internal long NextOrder() => ++_lastOrder;

    /// <summary>Whether an open transaction may still change this position.</summary>
    internal bool IsUnstable(OffsetKey key) => _open.IsUnstable(key);

    /// <summary>The positions are on their way into the log as part of a transaction.</summary>
    internal void Hold(List<KeyValuePair<OffsetKey, CommittedOffset>> commits) =>
        commits.ForEach(commit => _open.Hold(commit.Key));

    /// <summary>The positions that were held could not be written.</summary>
    internal void Release(List<KeyValuePair<OffsetKey, CommittedOffset>> commits) =>
        commits.ForEach(commit => _open.Release(commit.Key));

    /// <summary>The positions that were held are in the log; the marker of the transaction decides.</summary>
    internal void Open(long producerId, List<KeyValuePair<OffsetKey, CommittedOffset>> commits)
    {
        foreach ((OffsetKey key, CommittedOffset offset) in commits)
        {
            _open.Add(producerId, key, offset);
            _open.Release(key);
            if (Wrong.Is(WrongVariant.PositionsCountBeforeTheCommit))
            {
                Keep(key, offset);
            }
        }
    }

    /// <summary>
    /// A position is committed. A transaction that ends late does not take a later commit back.
    /// </summary>
    internal void Keep(OffsetKey key, CommittedOffset offset)
    {
        Group group = groups.GetOrCreate(key.GroupId);
        if (!group.Offsets.TryGetValue((key.Topic, key.Partition), out CommittedOffset present)
            || present.Order < offset.Order)
        {
            group.Offsets[(key.Topic, key.Partition)] = offset;
        }
    }

    /// <summary>
    /// The marker of a transaction is committed in this partition: its positions count, or never were.
    /// </summary>
    internal void TransactionEnded(long producerId, bool isCommit)
    {
        foreach ((OffsetKey key, CommittedOffset offset) in _open.Take(producerId))
        {
            if (isCommit && !Wrong.Is(WrongVariant.PositionsAreForgotten))
            {
                Keep(key, offset);
            }
        }
    }

    /// <summary>Applies the record of a position, oldest first.</summary>
    internal void Replay(OffsetCommitKey key, ReadOnlyMemory<byte>? value)
    {
        Group group = groups.GetOrCreate(key.Group);
        if (value is { } bytes)
        {
            group.Offsets[(key.Topic, key.Partition)] = GroupRecords.ReadCommit(bytes) with { Order = ++_lastOrder };
        }
        else
        {
            group.Offsets.Remove((key.Topic, key.Partition));
        }
    }

    /// <summary>
    /// Applies one record that belongs to a producer's transaction, oldest first; it counts when
    /// <see cref="TransactionEnded"/> follows. Returns false when its key is of no kind that may stand there.
    /// </summary>
    internal bool ReplayTransactional(long producerId, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        if (GroupRecords.ReadKey(key) is not OffsetCommitKey commit || value is not { } bytes)
        {
            return false;
        }

        _open.Add(
            producerId,
            new OffsetKey(commit.Group, commit.Topic, commit.Partition),
            GroupRecords.ReadCommit(bytes) with { Order = ++_lastOrder });
        return true;
    }
}
