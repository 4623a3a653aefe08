// What is set on a group itself (resource type GROUP) goes before the broker's configuration, from the next heartbeat
// on.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.ShareGroups;
using TypedStreams.Broker.Core.StreamsGroups;
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Tests;

public sealed class GroupSettingTests
{
    private readonly GroupCoordinator _core = new(new GroupOptions());
    private ClusterImage _image = ClusterImage.Empty;

    [Fact]
    public void Consumer_group_is_told_its_own_interval_and_watched_by_its_own_timeout()
    {
        (int intervalBefore, long dueBefore) = Beat(epoch: 0);
        Set("consumer.heartbeat.interval.ms", "9000");
        Set("consumer.session.timeout.ms", "55000");

        (int interval, long due) = Beat(epoch: 1);

        Assert.Equal((5_000, 45_000), (intervalBefore, dueBefore));
        Assert.Equal((9_000, 55_000), (interval, due));
    }

    [Fact]
    public void Share_group_has_its_own_options_where_they_are_set_and_the_brokers_elsewhere()
    {
        var ofBroker = new ShareGroupOptions { MaxSize = 7 };
        Set("share.session.timeout.ms", "50000");

        ShareGroupOptions own = View("g").ShareGroup(ofBroker);
        ShareGroupOptions others = View("other").ShareGroup(ofBroker);

        Assert.Equal(new ShareGroupOptions { SessionTimeoutMs = 50_000, MaxSize = 7 }, own);
        Assert.Equal(ofBroker, others);
    }

    [Fact]
    public void Streams_group_has_its_own_options_where_they_are_set_within_what_the_broker_allows()
    {
        StreamsGroupOptions ofBroker = BrokerConfig.Default.StreamsGroups;
        Set("streams.num.standby.replicas", "2");
        Set("streams.rack.aware.assignment.tags", "zone, host");

        StreamsGroupOptions own = View("g").StreamsGroup(ofBroker);

        Assert.Equal(2, own.StandbyReplicas);
        Assert.Equal(["zone", "host"], own.RackAwareTags);
        Assert.Equal(ofBroker.SessionTimeoutMs, own.SessionTimeoutMs);
        Assert.Equal(ofBroker, View("other").StreamsGroup(ofBroker));
        Assert.Equal(
            "streams.num.standby.replicas must be in the range 0 to 2 inclusive.",
            Range("streams.num.standby.replicas", "3"));
        Assert.NotNull(Range("streams.task.offset.interval.ms", "14999"));
        Assert.Null(Range("streams.task.offset.interval.ms", "15000"));
        Assert.Null(Range("streams.initial.rebalance.delay.ms", "0"));

        static string? Range(string name, string value) =>
            GroupConfigs.CheckRange(GroupConfigs.Find(name)!, value, BrokerConfig.Default);
    }

    private GroupConfigView View(string groupId) =>
        new(_image, groupId, new BrokerConfigView(_image, 1, BrokerConfig.Default));

    private void Set(string name, string value) => _image = _image.Apply(
        new ConfigRecord { ResourceType = 32, ResourceName = "g", Name = name, Value = value }, _image.EndOffset + 1);

    private (int IntervalMs, long DueMs) Beat(int epoch)
    {
        var request = new ConsumerGroupHeartbeatRequest
        {
            GroupId = "g",
            MemberId = "m",
            MemberEpoch = epoch,
            RebalanceTimeoutMs = epoch == 0 ? 1_000 : -1,
            SubscribedTopicNames = epoch == 0 ? ["t"] : null,
            TopicPartitions = epoch == 0 ? [] : null,
        };
        var effects = new List<GroupEffect>();
        _core.ConsumerHeartbeatReceived(
            request, new JoinCaller("client", "/host", 1, "m"), _image, new ReplyToken(this), default, effects);
        foreach (var append in effects.OfType<GroupEffect.AppendRecords>().ToList())
        {
            _core.AppendCompleted(append.Append, default, default, effects);
        }

        var answer = (ConsumerGroupHeartbeatResponse)effects.OfType<GroupEffect.Reply>().Single().Response;
        return (answer.HeartbeatIntervalMs, effects.OfType<GroupEffect.ArmTimer>().Last().DueMs);
    }
}
