// What is set on a group itself (resource type GROUP) goes before the broker's configuration, from the next heartbeat
// on.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Coordination;
using TypedStreams.Broker.Core.Groups;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.ShareGroups;
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
