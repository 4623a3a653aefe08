using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;
using static TypedStreams.Protocol.Messages.IncrementalAlterConfigsRequest;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ConfigChangeTests
{
    private const sbyte Topic = 2;
    private const sbyte Broker = 4;
    private const sbyte Group = 32;
    private const sbyte Set = 0;
    private const sbyte Delete = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    private readonly ClusterController _controller =
        new(BrokerConfig.From([new("log.retention.ms", "7000")]), brokerId: 1);

    private ClusterImage _image = ClusterImage.Empty;

    public ConfigChangeTests()
    {
        Replay(ClusterController.Bootstrap());
        Replay([ClusterController.Register(_image, 1, Guid.NewGuid(), Guid.NewGuid(), "localhost", 9092, rack: null)]);
        var topic = new CreatableTopic { Name = "t", NumPartitions = 1, ReplicationFactor = 1 };
        var request = new CreateTopicsRequest { Topics = [topic] };
        Replay(_controller.CreateTopics(_image, request, [Guid.NewGuid()]).Records);
    }

    [Fact]
    public void Value_in_force_is_the_topics_then_the_brokers_then_all_brokers_then_that_of_the_start()
    {
        Assert.Equal(("7000", ConfigSource.StaticBroker), Effective("retention.ms"));
        Assert.Equal(ErrorCode.None, Alter(Broker, "", "log.retention.ms", Set, "6000"));
        Assert.Equal(("6000", ConfigSource.DynamicDefaultBroker), Effective("retention.ms"));
        Assert.Equal(ErrorCode.None, Alter(Broker, "1", "log.retention.ms", Set, "5000"));
        Assert.Equal(("5000", ConfigSource.DynamicBroker), Effective("retention.ms"));
        Assert.Equal(ErrorCode.None, Alter(Topic, "t", "retention.ms", Set, "4000"));
        Assert.Equal(("4000", ConfigSource.DynamicTopic), Effective("retention.ms"));
        Assert.Equal(ErrorCode.None, Alter(Topic, "t", "retention.ms", Delete, null));
        Assert.Equal(("5000", ConfigSource.DynamicBroker), Effective("retention.ms"));
    }

    [Fact]
    public void Partitions_are_configured_anew_for_their_topic_and_for_brokers_but_not_for_groups()
    {
        static ClusterDelta Changed(sbyte type, string name) =>
            ClusterDelta.Of([new ConfigRecord { ResourceType = type, ResourceName = name, Name = "n", Value = "v" }]);
        Assert.Equal(["t"], Changed(Topic, "t").ConfiguredTopics);
        Assert.False(Changed(Topic, "t").ChangesBrokerConfigs);
        Assert.True(Changed(Broker, "").ChangesBrokerConfigs);
        Assert.False(Changed(Group, "g").ChangesBrokerConfigs);
        Assert.Empty(Changed(Group, "g").ConfiguredTopics);
    }

    [Fact]
    public void Value_of_a_group_goes_before_the_brokers_whether_the_group_exists_or_not()
    {
        ConfigDefinition limit = GroupConfigs.Find("share.delivery.count.limit")!;
        GroupConfigView View() => new(_image, "g", new BrokerConfigView(_image, 1, BrokerConfig.Default));
        Assert.Equal(("5", ConfigSource.Default), View().Effective(limit));
        Assert.Equal(ErrorCode.None, Alter(Group, "g", "share.delivery.count.limit", Set, "7"));
        Assert.Equal(("7", ConfigSource.DynamicGroup), View().Effective(limit));
        Assert.Equal(7, View().ShareLimits(updatesPerSnapshot: 1).DeliveryLimit);
        Assert.Equal(ErrorCode.None, Alter(Group, "g", "share.auto.offset.reset", Set, "by_duration:P1DT2H"));
        Assert.Equal(TimeSpan.FromHours(26), GroupConfigs.TryDuration(View().ShareOffsetReset));
        Assert.Equal(ErrorCode.None, Alter(Group, "g", "share.delivery.count.limit", Delete, null));
        Assert.Equal(("5", ConfigSource.Default), View().Effective(limit));
    }

    [Fact]
    public void Lists_are_appended_to_and_subtracted_from()
    {
        Assert.Equal(ErrorCode.None, Alter(Topic, "t", "cleanup.policy", Append, "compact"));
        Assert.Equal("delete,compact", Effective("cleanup.policy").Value);
        Assert.Equal(ErrorCode.None, Alter(Topic, "t", "cleanup.policy", Append, "compact"));
        Assert.Equal("delete,compact", Effective("cleanup.policy").Value);
        Assert.Equal(ErrorCode.None, Alter(Topic, "t", "cleanup.policy", Subtract, "delete"));
        Assert.Equal("compact", Effective("cleanup.policy").Value);
        Assert.Equal(ErrorCode.InvalidConfig, Alter(Topic, "t", "retention.ms", Append, "1"));
    }

    [Theory]
    [InlineData(Topic, "t", "retention.ms", Set, "soon", ErrorCode.InvalidConfig)]
    [InlineData(Topic, "t", "no.such.thing", Set, "1", ErrorCode.InvalidConfig)]
    [InlineData(Topic, "t", "retention.ms", Set, null, ErrorCode.InvalidRequest)]
    [InlineData(Topic, "t", "retention.ms", (sbyte)9, "1", ErrorCode.InvalidRequest)]
    [InlineData(Topic, "other", "retention.ms", Set, "1", ErrorCode.UnknownTopicOrPartition)]
    [InlineData(Broker, "2", "log.retention.ms", Set, "1", ErrorCode.InvalidRequest)]
    [InlineData(Broker, "1", "num.partitions", Set, "3", ErrorCode.InvalidRequest)]
    [InlineData((sbyte)99, "t", "retention.ms", Set, "1", ErrorCode.InvalidRequest)]
    [InlineData(Group, "", "share.isolation.level", Set, "read_committed", ErrorCode.InvalidRequest)]
    [InlineData(Group, "g", "retention.ms", Set, "1", ErrorCode.InvalidConfig)]
    [InlineData(Group, "g", "share.session.timeout.ms", Set, "44999", ErrorCode.InvalidConfig)]
    [InlineData(Group, "g", "share.delivery.count.limit", Set, "11", ErrorCode.InvalidConfig)]
    [InlineData(Group, "g", "share.auto.offset.reset", Set, "by_duration:soon", ErrorCode.InvalidConfig)]
    [InlineData(Group, "g", "share.auto.offset.reset", Set, "by_duration:-PT1H", ErrorCode.InvalidConfig)]
    public void Change_that_is_not_legal_is_refused_and_changes_nothing(
        sbyte type, string resource, string name, sbyte operation, string? value, ErrorCode error)
    {
        ClusterImage before = _image;

        Assert.Equal(error, Alter(type, resource, name, operation, value));
        Assert.Same(before, _image);
    }

    [Fact]
    public void Resource_is_changed_whole_or_not_at_all()
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources = [Resource(Topic, "t", Entry("retention.ms", Set, "1"), Entry("segment.bytes", Set, "few"))],
        };

        var result = _controller.AlterConfigs(_image, request);

        Assert.Equal(ErrorCode.InvalidConfig, result.Response.Responses[0].ErrorCode);
        Assert.Empty(result.Records);
    }

    [Fact]
    public void Resource_that_is_named_twice_is_refused_twice()
    {
        var twice = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                Resource(Topic, "t", Entry("retention.ms", Set, "1")),
                Resource(Topic, "t", Entry("segment.ms", Set, "1")),
            ],
        };

        var result = _controller.AlterConfigs(_image, twice);

        Assert.All(result.Response.Responses, answer => Assert.Equal(ErrorCode.InvalidRequest, answer.ErrorCode));
        Assert.Empty(result.Records);
    }

    [Fact]
    public void Old_form_of_the_request_resets_what_it_does_not_name()
    {
        Alter(Topic, "t", "retention.ms", Set, "1");
        Alter(Topic, "t", "segment.ms", Set, "2");
        var request = new AlterConfigsRequest
        {
            Resources =
            [
                new AlterConfigsRequest.AlterConfigsResource
                {
                    ResourceType = Topic,
                    ResourceName = "t",
                    Configs = [new AlterConfigsRequest.AlterableConfig { Name = "segment.ms", Value = "3" }],
                },
            ],
        };

        Replay(_controller.AlterConfigs(_image, request).Records);

        Assert.Equal(("7000", ConfigSource.StaticBroker), Effective("retention.ms"));
        Assert.Equal("3", Effective("segment.ms").Value);
    }

    [Fact]
    public void Request_that_only_validates_writes_nothing()
    {
        var request = new IncrementalAlterConfigsRequest
        {
            ValidateOnly = true,
            Resources = [Resource(Topic, "t", Entry("retention.ms", Set, "1"))],
        };

        Assert.Empty(_controller.AlterConfigs(_image, request).Records);
    }

    private (string? Value, ConfigSource Source) Effective(string name)
    {
        var broker = new BrokerConfigView(_image, 1, BrokerConfig.From([new("log.retention.ms", "7000")]));
        return TopicConfigView.Of(_image, "t", broker).Effective(TopicConfigs.Find(name)!);
    }

    private ErrorCode Alter(sbyte type, string resource, string name, sbyte operation, string? value)
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources = [Resource(type, resource, Entry(name, operation, value))],
        };
        var result = _controller.AlterConfigs(_image, request);
        Replay(result.Records);
        return result.Response.Responses[0].ErrorCode;
    }

    private static AlterConfigsResource Resource(sbyte type, string name, params List<AlterableConfig> configs) =>
        new() { ResourceType = type, ResourceName = name, Configs = configs };

    private static AlterableConfig Entry(string name, sbyte operation, string? value) =>
        new() { Name = name, ConfigOperation = operation, Value = value };

    private void Replay(IEnumerable<object> records)
    {
        foreach (object record in records)
        {
            _image = _image.Apply(MetadataRecords.Decode(MetadataRecords.Encode(record))!, _image.EndOffset);
        }
    }
}
