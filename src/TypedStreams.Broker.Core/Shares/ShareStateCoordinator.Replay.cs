// Replay: the same state again from the records of __share_group_state.
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Shares;

public sealed partial class ShareStateCoordinator
{
    /// <summary>
    /// Applies one record of the partition, oldest first. Returns false when its key is of a kind that this version
    /// does not know.
    /// </summary>
    public bool Replay(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        if (ShareStateRecords.ReadKey(key) is not var (shareKey, isSnapshot))
        {
            return false;
        }

        if (value is not { } bytes)
        {
            _partitions.Remove(shareKey);
        }
        else if (isSnapshot)
        {
            _partitions[shareKey] = FromSnapshot(shareKey, RecordBytes.Decode<ShareSnapshotValue>(bytes));
        }
        else if (_partitions.TryGetValue(shareKey, out SharePartition? partition))
        {
            Apply(partition, RecordBytes.Decode<ShareUpdateValue>(bytes));
        }

        return true;
    }

    private static SharePartition FromSnapshot(ShareKey key, ShareSnapshotValue stored)
    {
        var partition = new SharePartition(key)
        {
            IsStarted = stored.StartOffset != ShareStateRecords.NoStart,
            StateEpoch = stored.StateEpoch,
            LeaderEpoch = stored.LeaderEpoch,
            SnapshotEpoch = stored.SnapshotEpoch,
            CreatedMs = stored.CreateTimestamp,
            NeedsSnapshot = false,
            StartInLog = stored.StartOffset,
        };
        partition.Window.Reset(Math.Max(0, stored.StartOffset));
        foreach (ShareSnapshotValue.StateBatch batch in stored.StateBatches.OrderBy(batch => batch.FirstOffset))
        {
            Set(partition.Window, batch.FirstOffset, batch.LastOffset, batch.DeliveryState, batch.DeliveryCount);
        }

        partition.Window.Tidy();
        return partition;
    }

    private static void Apply(SharePartition partition, ShareUpdateValue change)
    {
        if (change.SnapshotEpoch != partition.SnapshotEpoch)
        {
            return;
        }

        partition.UpdatesSinceSnapshot++;
        partition.LeaderEpoch = change.LeaderEpoch;
        if (change.StartOffset != ShareStateRecords.NoStart)
        {
            // Kafka leaves the start open until the first change.
            if (!partition.IsStarted)
            {
                partition.IsStarted = true;
                partition.Window.Reset(change.StartOffset);
            }

            partition.Window.MoveStart(change.StartOffset);
            partition.StartInLog = change.StartOffset;
        }

        foreach (ShareUpdateValue.StateBatch batch in change.StateBatches.OrderBy(batch => batch.FirstOffset))
        {
            Set(partition.Window, batch.FirstOffset, batch.LastOffset, batch.DeliveryState, batch.DeliveryCount);
        }

        partition.Window.Tidy();
    }

    // Offsets that no record speaks of were delivered to nobody, as far as the log knows.
    private static void Set(ShareWindow window, long first, long last, sbyte state, short deliveryCount)
    {
        if (last < window.Start)
        {
            return;
        }

        first = Math.Max(first, window.Start);
        if (last >= window.End)
        {
            window.Extend(last, ShareState.Available);
        }

        foreach (ShareRange range in window.Cut(first, last))
        {
            range.State = (ShareState)state;
            range.DeliveryCount = deliveryCount;
        }
    }
}
