// Kafka's records of a share partition in __share_group_state: snapshots of the whole state, and changes since. A
// change counts when it names the newest snapshot; an older one was left behind by it.
using System.Buffers.Binary;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Shares;

internal static class ShareStateRecords
{
    /// <summary>The start offset of a share partition of which it is not decided where it begins.</summary>
    internal const long NoStart = -1;

    private const short SnapshotType = 0;
    private const short UpdateType = 1;
    private const short ValueVersion = 0;

    internal static CoordinatorRecord Snapshot(SharePartition partition, CoreTime now) => new(
        SnapshotKey(partition.Key),
        RecordBytes.Encode(ValueVersion, new ShareSnapshotValue
        {
            SnapshotEpoch = partition.SnapshotEpoch,
            StateEpoch = partition.StateEpoch,
            LeaderEpoch = partition.LeaderEpoch,
            StartOffset = partition.IsStarted ? partition.Window.Start : NoStart,
            DeliveryCompleteCount = partition.FinishedCount,
            CreateTimestamp = partition.CreatedMs,
            WriteTimestamp = now.WallClockMs,
            StateBatches =
            [
                .. partition.Window.Ranges.Where(IsKept).Select(range => new ShareSnapshotValue.StateBatch
                {
                    FirstOffset = range.First,
                    LastOffset = range.Last,
                    DeliveryState = (sbyte)KeptState(range),
                    DeliveryCount = KeptCount(range),
                }),
            ],
        }));

    internal static CoordinatorRecord Update(SharePartition partition, IEnumerable<ShareRange> changed) => new(
        RecordBytes.Encode(
            UpdateType,
            new ShareUpdateKey
            {
                GroupId = partition.Key.GroupId,
                TopicId = partition.Key.TopicId,
                Partition = partition.Key.Partition,
            },
            bodyVersion: 0),
        RecordBytes.Encode(ValueVersion, new ShareUpdateValue
        {
            SnapshotEpoch = partition.SnapshotEpoch,
            LeaderEpoch = partition.LeaderEpoch,
            StartOffset = partition.Window.Start == partition.StartInLog ? NoStart : partition.Window.Start,
            DeliveryCompleteCount = partition.FinishedCount,
            StateBatches =
            [
                .. changed.Select(range => new ShareUpdateValue.StateBatch
                {
                    FirstOffset = range.First,
                    LastOffset = range.Last,
                    DeliveryState = (sbyte)KeptState(range),
                    DeliveryCount = KeptCount(range),
                }),
            ],
        }));

    internal static CoordinatorRecord Forget(ShareKey key) => new(SnapshotKey(key), Value: null);

    /// <summary>A key and what it is of; null when it is of a kind that is not known.</summary>
    internal static (ShareKey Key, bool IsSnapshot)? ReadKey(ReadOnlyMemory<byte> key)
    {
        if (key.Length < sizeof(short))
        {
            return null;
        }

        var reader = new WireReader(key[sizeof(short)..]);
        switch (BinaryPrimitives.ReadInt16BigEndian(key.Span))
        {
            case SnapshotType:
                ShareSnapshotKey snapshot = ShareSnapshotKey.Read(ref reader, version: 0);
                return (new ShareKey(snapshot.GroupId, snapshot.TopicId, snapshot.Partition), true);
            case UpdateType:
                ShareUpdateKey update = ShareUpdateKey.Read(ref reader, version: 0);
                return (new ShareKey(update.GroupId, update.TopicId, update.Partition), false);
            default:
                return null;
        }
    }

    private static ReadOnlyMemory<byte> SnapshotKey(ShareKey key) => RecordBytes.Encode(
        SnapshotType,
        new ShareSnapshotKey { GroupId = key.GroupId, TopicId = key.TopicId, Partition = key.Partition },
        bodyVersion: 0);

    // What is held is free again after a restart, and that delivery does not count.
    private static ShareState KeptState(ShareRange range) =>
        range.State == ShareState.Acquired ? ShareState.Available : range.State;

    private static short KeptCount(ShareRange range) =>
        (short)(range.State == ShareState.Acquired ? range.DeliveryCount - 1 : range.DeliveryCount);

    private static bool IsKept(ShareRange range) => range.IsFinished || KeptCount(range) > 0;
}
