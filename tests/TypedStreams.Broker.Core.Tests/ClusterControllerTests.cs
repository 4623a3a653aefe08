using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.CreatePartitionsRequest;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;
using static TypedStreams.Protocol.Messages.DeleteTopicsRequest;

namespace TypedStreams.Broker.Core.Tests;

public sealed class ClusterControllerTests
{
    private readonly ClusterController _controller = new(BrokerConfig.Default, brokerId: 1);
    private ClusterImage _image = ClusterImage.Empty;

    public ClusterControllerTests()
    {
        Replay(ClusterController.Bootstrap());
        Replay([ClusterController.Register(_image, 1, Guid.NewGuid(), Guid.NewGuid(), "localhost", 9092, rack: null)]);
    }

    [Fact]
    public void Created_topic_is_in_the_image_with_its_partitions_and_configs()
    {
        var answer = Create(new CreatableTopic
        {
            Name = "orders",
            NumPartitions = 3,
            ReplicationFactor = 1,
            Configs = [new CreatableTopicConfig { Name = "retention.ms", Value = "1000" }],
        });

        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        TopicImage topic = _image.Topics["orders"];
        Assert.Equal([0, 1, 2], topic.Partitions.Select(partition => partition.Index));
        Assert.All(topic.Partitions, partition => Assert.Equal(1, partition.Leader));
        Assert.Equal(topic, _image.FindTopic(topic.Id));
        var broker = new BrokerConfigView(_image, brokerId: 1, BrokerConfig.Default);
        Assert.Equal(1000, TopicConfigView.Of(_image, "orders", broker).Number("retention.ms"));
    }

    [Fact]
    public void Repeated_name_is_refused_each_time_and_the_others_are_created()
    {
        var request = new CreateTopicsRequest
        {
            Topics = [Topic("twice"), Topic("once"), Topic("twice")],
        };

        var answer = _controller.CreateTopics(_image, request, [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()]);

        Assert.Equal(
            [ErrorCode.InvalidRequest, ErrorCode.None, ErrorCode.InvalidRequest],
            answer.Response.Topics.Select(topic => topic.ErrorCode));
    }

    [Fact]
    public void Ten_thousand_topics_in_a_request_cost_no_more_than_ten_thousand_lookups()
    {
        // Names of one length with a dot: comparing each with each would be 100 million comparisons of strings, twice,
        // and take more than a second, where creating as many takes some hundredths.
        var request = new CreateTopicsRequest
        {
            Topics = [.. Enumerable.Range(0, 10_000).Select(i => Topic($"orders.of.the.shop.number.{i:D5}"))],
        };
        Guid[] ids = [.. request.Topics.Select(_ => Guid.NewGuid())];

        var (first, creating) = Timed(() => _controller.CreateTopics(_image, request, ids));
        Replay(first.Records);
        var again = _controller.CreateTopics(_image, request, ids);
        request.Topics.ForEach(topic => topic.Name = topic.Name.Replace('.', '_'));
        var refusals = Enumerable.Range(0, 5)
            .Select(_ => Timed(() => _controller.CreateTopics(_image, request, ids)))
            .ToList();

        // The others may have had to wait for a processor.
        TimeSpan colliding = refusals.Min(refusal => refusal.Elapsed);

        Assert.All(first.Response.Topics, topic => Assert.Equal(ErrorCode.None, topic.ErrorCode));
        Assert.All(again.Response.Topics, topic => Assert.Equal(ErrorCode.TopicAlreadyExists, topic.ErrorCode));
        Assert.All(
            refusals.SelectMany(refusal => refusal.Answer.Response.Topics),
            topic => Assert.Equal(ErrorCode.InvalidTopicException, topic.ErrorCode));
        Assert.True(
            colliding < creating * 20, $"10,000 names were created in {creating} and compared for {colliding}.");

        static (ControllerResult<CreateTopicsResponse> Answer, TimeSpan Elapsed) Timed(
            Func<ControllerResult<CreateTopicsResponse>> call)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var answer = call();
            return (answer, watch.Elapsed);
        }
    }

    [Fact]
    public void Name_that_collided_with_a_deleted_topic_is_free_again()
    {
        Assert.Equal(ErrorCode.None, Create(Topic("a.b")).ErrorCode);
        Assert.Equal(ErrorCode.InvalidTopicException, Create(Topic("a_b")).ErrorCode);
        Replay(ClusterController.DeleteTopics(
            _image, new DeleteTopicsRequest { TopicNames = ["a.b"] }).Records);
        Assert.Equal(ErrorCode.None, Create(Topic("a_b")).ErrorCode);
    }

    [Theory]
    [InlineData("", 1, 1, ErrorCode.InvalidTopicException)]
    [InlineData("a/b", 1, 1, ErrorCode.InvalidTopicException)]
    [InlineData("..", 1, 1, ErrorCode.InvalidTopicException)]
    [InlineData("__cluster_metadata", 1, 1, ErrorCode.InvalidTopicException)]
    [InlineData("t", 0, 1, ErrorCode.InvalidPartitions)]
    [InlineData("t", 1, 2, ErrorCode.InvalidReplicationFactor)]
    [InlineData("t", 1, 0, ErrorCode.InvalidReplicationFactor)]
    [InlineData("t", 10_001, 1, ErrorCode.PolicyViolation)]
    public void Topic_that_cannot_be_created_is_refused_and_changes_nothing(
        string name, int partitions, short replicas, ErrorCode expected)
    {
        ClusterImage before = _image;

        var answer = Create(new CreatableTopic
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = replicas
        });

        Assert.Equal(expected, answer.ErrorCode);
        Assert.NotEmpty(answer.ErrorMessage!);
        Assert.Same(before, _image);
    }

    [Fact]
    public void Names_that_collide_in_metrics_or_exist_are_refused()
    {
        Create(Topic("a.b"));

        Assert.Equal(ErrorCode.TopicAlreadyExists, Create(Topic("a.b")).ErrorCode);
        Assert.Equal(ErrorCode.InvalidTopicException, Create(Topic("a_b")).ErrorCode);
        Assert.Equal(ErrorCode.None, Create(Topic("a-b")).ErrorCode);
    }

    [Theory]
    [InlineData("no.such.config", "1")]
    [InlineData("retention.ms", "soon")]
    [InlineData("cleanup.policy", "shred")]
    [InlineData("compression.type", "gzip")]
    public void Config_that_is_unknown_illegal_or_not_honoured_is_refused(string name, string value)
    {
        CreatableTopic topic = Topic("t");
        topic.Configs.Add(new CreatableTopicConfig { Name = name, Value = value });

        var answer = Create(topic);

        Assert.Equal(ErrorCode.InvalidConfig, answer.ErrorCode);
        Assert.Contains(name, answer.ErrorMessage);
    }

    [Fact]
    public void Validation_alone_changes_nothing()
    {
        var request = new CreateTopicsRequest { Topics = [Topic("t")], ValidateOnly = true };

        var result = _controller.CreateTopics(_image, request, [Guid.NewGuid()]);

        Assert.Empty(result.Records);
        Assert.Equal(ErrorCode.None, result.Response.Topics[0].ErrorCode);
    }

    [Fact]
    public void Partitions_are_added_and_never_taken_away()
    {
        Create(Topic("t"));

        Assert.Equal(ErrorCode.None, Grow("t", 4));
        Assert.Equal(4, _image.Topics["t"].Partitions.Length);
        Assert.Equal(ErrorCode.InvalidPartitions, Grow("t", 4));
        Assert.Equal(ErrorCode.InvalidPartitions, Grow("t", 1));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, Grow("other", 2));
    }

    [Fact]
    public void Deleted_topic_is_gone_with_its_configs_and_its_id_is_not_used_again()
    {
        CreatableTopic topic = Topic("t");
        topic.Configs.Add(new CreatableTopicConfig { Name = "retention.ms", Value = "1" });
        Guid id = Create(topic).TopicId;

        var deleted = ClusterController.DeleteTopics(
            _image, new DeleteTopicsRequest { Topics = [new DeleteTopicState { TopicId = id }] });
        Replay(deleted.Records);

        Assert.Equal("t", deleted.Response.Responses[0].Name);
        Assert.Empty(_image.Topics);
        Assert.Null(_image.FindTopic(id));
        Assert.Empty(_image.Configs);
        Assert.NotEqual(id, Create(Topic("t")).TopicId);
    }

    [Fact]
    public void Producer_id_blocks_never_overlap()
    {
        List<ProducerIdBlock> blocks = [];
        for (int i = 0; i < 5; i++)
        {
            var result = ClusterController.AllocateProducerIds(_image, brokerId: 1);
            Replay(result.Records);
            blocks.Add(result.Response);
        }

        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.First));
        Assert.All(blocks, block => Assert.True(block.End > block.First));
    }

    private static CreatableTopic Topic(string name) => new() { Name = name, NumPartitions = 1, ReplicationFactor = 1 };

    private CreateTopicsResponse.CreatableTopicResult Create(CreatableTopic topic)
    {
        var result = _controller.CreateTopics(_image, new CreateTopicsRequest { Topics = [topic] }, [Guid.NewGuid()]);
        Replay(result.Records);
        return result.Response.Topics[0];
    }

    private ErrorCode Grow(string topic, int count)
    {
        var result = ClusterController.CreatePartitions(
            _image,
            new CreatePartitionsRequest
            {
                Topics =
                [new CreatePartitionsTopic { Name = topic, Count = count, Assignments = null }]
            });
        Replay(result.Records);
        return result.Response.Results[0].ErrorCode;
    }

    // Through the bytes, as a restart would read them.
    private void Replay(IEnumerable<object> records)
    {
        foreach (object record in records)
        {
            _image = _image.Apply(MetadataRecords.Decode(MetadataRecords.Encode(record))!, _image.EndOffset);
        }
    }
}
