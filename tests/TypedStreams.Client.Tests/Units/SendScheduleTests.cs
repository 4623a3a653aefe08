using TypedStreams.Protocol;
using TypedStreams.Protocol.Records;

namespace TypedStreams.Client.Tests;

public sealed class SendScheduleTests
{
    private readonly ProducerContext _context = new(
        new KafkaProducerOptions(),
        new KafkaClientOptions { BootstrapServers = "none:1" },
        new BufferBudget(1 << 20),
        new BuilderPool(limit: 1 << 20));

    private readonly SendSchedule _schedule = new();

    [Fact]
    public void Partition_with_news_is_looked_at_once_however_often_it_is_noticed_and_again_after_the_look()
    {
        PartitionAccumulator partition = NewPartition(0);

        Assert.True(_schedule.Notice(partition));
        Assert.False(_schedule.Notice(partition));
        Assert.Equal([partition], Looks(now: 0));
        Assert.Empty(Looks(now: 0));
        Assert.True(_schedule.Notice(partition));
        Assert.Equal([partition], Looks(now: 0));
        Assert.Equal([partition], _schedule.Known);
    }

    [Fact]
    public void Partition_without_batches_is_not_looked_at()
    {
        var empty = new PartitionAccumulator(new TopicPartition("t", 0), _context);

        Assert.False(_schedule.Notice(empty));
        Assert.Empty(Looks(now: long.MaxValue));
    }

    [Fact]
    public void Partitions_are_looked_at_in_the_order_of_their_times_and_an_earlier_time_replaces_a_later_one()
    {
        PartitionAccumulator first = NewPartition(0);
        PartitionAccumulator second = NewPartition(1);
        _schedule.LookAt(first, due: 30);
        _schedule.LookAt(second, due: 20);
        _schedule.LookAt(first, due: 10);
        _schedule.LookAt(first, due: 25); // 10 stands

        Assert.Equal(10, _schedule.NextDue);
        Assert.Empty(Looks(now: 9));
        Assert.Equal([first, second], Looks(now: 20));
        Assert.Empty(Looks(now: 100));
        Assert.Equal(long.MaxValue, _schedule.NextDue);
    }

    [Fact]
    public void Partition_that_is_held_up_is_looked_at_by_the_next_pass_and_not_by_this_one()
    {
        PartitionAccumulator partition = NewPartition(0);
        _schedule.Block(partition);
        _schedule.Block(partition);

        Assert.Empty(Looks(now: 0));
        _schedule.BeginPass();
        Assert.Equal([partition], Looks(now: 0));
        _schedule.BeginPass();
        Assert.Empty(Looks(now: 0));
    }

    [Fact]
    public void Pool_keeps_builders_up_to_its_limit_of_bytes_and_no_more()
    {
        RecordBatchBuilder[] builders = [new(4_096), new(4_096), new(4_096)];
        using var pool = new BuilderPool(limit: builders[0].Capacity + builders[1].Capacity);
        foreach (RecordBatchBuilder builder in builders)
            pool.Return(builder);

        Assert.Same(builders[0], pool.Rent());
        Assert.Same(builders[1], pool.Rent());
        Assert.NotSame(builders[2], pool.Rent());
        pool.Return(builders[0]);
        Assert.Same(builders[0], pool.Rent());
    }

    private PartitionAccumulator NewPartition(int index)
    {
        var partition = new PartitionAccumulator(new TopicPartition("t", index), _context);
        var record = new MemoryRecord(null, new byte[] { 1 });
        partition.Append(record, default, RecordCompletion.Rent(timestampMs: 1), headers: null, transaction: 0, out _);
        return partition;
    }

    private List<PartitionAccumulator> Looks(long now)
    {
        List<PartitionAccumulator> looks = [];
        while (_schedule.TryNext(now, out PartitionAccumulator? partition))
            looks.Add(partition);

        return looks;
    }
}
