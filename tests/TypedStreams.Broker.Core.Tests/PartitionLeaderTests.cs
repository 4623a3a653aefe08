using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Partitions;
using TypedStreams.Protocol;

namespace TypedStreams.Broker.Core.Tests;

public sealed class PartitionLeaderTests
{
    [Fact]
    public void High_watermark_is_the_least_position_of_all_in_sync_replicas()
    {
        var leader = new PartitionLeader(localId: 1, Partition(isr: [1, 2, 3]), safeEndOffset: 0);

        Assert.False(leader.LocalLogSafe(10));
        Assert.False(leader.ReplicaAt(2, 7));
        Assert.True(leader.ReplicaAt(3, 5));
        Assert.Equal(5, leader.HighWatermark);
        Assert.True(leader.ReplicaAt(3, 20));
        Assert.Equal(7, leader.HighWatermark);
    }

    [Fact]
    public void High_watermark_never_goes_back_and_strangers_do_not_count()
    {
        var leader = new PartitionLeader(localId: 1, Partition(isr: [1]), safeEndOffset: 4);

        Assert.Equal(4, leader.HighWatermark);
        Assert.False(leader.LocalLogSafe(3));
        Assert.False(leader.ReplicaAt(9, 100));
        Assert.Equal(4, leader.HighWatermark);
    }

    [Fact]
    public void Requests_of_another_epoch_learn_which_side_is_behind()
    {
        var leader = new PartitionLeader(localId: 1, Partition(isr: [1]), safeEndOffset: 0);

        Assert.Equal(ErrorCode.None, leader.CheckEpoch(-1));
        Assert.Equal(ErrorCode.None, leader.CheckEpoch(5));
        Assert.Equal(ErrorCode.FencedLeaderEpoch, leader.CheckEpoch(4));
        Assert.Equal(ErrorCode.UnknownLeaderEpoch, leader.CheckEpoch(6));
    }

    [Fact]
    public void Write_needs_as_many_in_sync_replicas_as_the_topic_demands()
    {
        var leader = new PartitionLeader(localId: 1, Partition(isr: [1, 2]), safeEndOffset: 0);

        Assert.Equal(ErrorCode.None, leader.CheckWritable(minInSyncReplicas: 2));
        Assert.Equal(ErrorCode.NotEnoughReplicas, leader.CheckWritable(minInSyncReplicas: 3));
    }

    private static PartitionImage Partition(int[] isr) =>
        new(Index: 0, Replicas: [.. isr], Isr: [.. isr], Leader: 1, LeaderEpoch: 5, PartitionEpoch: 0);
}
