using TypedStreams.Protocol;

namespace TypedStreams.Client.Tests;

public sealed class RangeAssignorTests
{
    [Fact]
    public void Uneven_partitions_go_to_the_first_members_in_neighbouring_runs()
    {
        var assigned = RangeAssignor.Assign(
            [.. "bac".Select(name => new GroupSubscriber($"{name}", null, ["t"]))],
            _ => 8);

        Assert.Equal([0, 1, 2], assigned["a"].Select(partition => partition.Partition));
        Assert.Equal([3, 4, 5], assigned["b"].Select(partition => partition.Partition));
        Assert.Equal([6, 7], assigned["c"].Select(partition => partition.Partition));
    }

    [Fact]
    public void Static_members_come_first_and_only_subscribers_of_a_topic_get_it()
    {
        var assigned = RangeAssignor.Assign(
            [new GroupSubscriber("a", null, ["t", "u"]), new GroupSubscriber("z", "one", ["t"])],
            topic => topic == "t" ? 1 : 2);

        Assert.Equal([new TopicPartition("t", 0)], assigned["z"]);
        Assert.Equal([new TopicPartition("u", 0), new TopicPartition("u", 1)], assigned["a"]);
    }

    [Fact]
    public void Subscription_and_assignment_read_back_as_written()
    {
        TopicPartition[] partitions = [new("a", 0), new("a", 2), new("b", 1)];

        Assert.Equal(["x", "y"], GroupProtocol.ReadSubscription(GroupProtocol.WriteSubscription(["y", "x"])));
        Assert.Equal(partitions, GroupProtocol.ReadAssignment(GroupProtocol.WriteAssignment(partitions)));
        Assert.Empty(GroupProtocol.ReadAssignment(default));
    }
}
