// Metadata: brokers, topics, partitions and their leaders; creates an asked-for topic when that is allowed.
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Controller;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Dispatch;
using TypedStreams.Broker.Metadata;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;
using static TypedStreams.Protocol.Messages.MetadataRequest;
using static TypedStreams.Protocol.Messages.MetadataResponse;

namespace TypedStreams.Broker.Handlers;

internal sealed class MetadataHandler(
    MetadataService metadata, ClusterController controller, BrokerConfig config, string clusterId, int nodeId)
{
    private const short FirstVersionToAskById = 12;

    internal async ValueTask<MetadataResponse?> HandleAsync(MetadataRequest request, RequestContext context)
    {
        List<string> missing = MissingTopics(request, context.Version);
        if (missing.Count > 0)
        {
            await CreateAsync(missing);
        }

        ClusterImage image = metadata.Image;
        var response = new MetadataResponse { ClusterId = clusterId, ControllerId = nodeId };
        foreach (BrokerImage broker in image.Brokers.Values)
        {
            response.Brokers.Add(new MetadataResponseBroker
            {
                NodeId = broker.Id,
                Host = broker.Host,
                Port = broker.Port,
                Rack = broker.Rack,
            });
        }

        if (WantsAll(request, context.Version))
        {
            response.Topics.AddRange(image.Topics.Values.Select(Describe));
        }
        else
        {
            bool allowsIds = context.Version >= FirstVersionToAskById;
            response.Topics.AddRange(request.Topics!.Select(topic => Describe(image, topic, allowsIds)));
        }

        return response;
    }

    private static bool WantsAll(MetadataRequest request, short version) =>
        request.Topics is null || (version == 0 && request.Topics.Count == 0);

    private List<string> MissingTopics(MetadataRequest request, short version)
    {
        bool allowed = config.AutoCreateTopics && (version < 4 || request.AllowAutoTopicCreation);
        if (!allowed || WantsAll(request, version))
        {
            return [];
        }

        ClusterImage image = metadata.Image;
        return request.Topics!
            .Select(topic => topic.Name)
            .OfType<string>()
            .Where(name => !image.Topics.ContainsKey(name) && TopicNames.Check(name) is null)
            .Distinct()
            .ToList();
    }

    private Task CreateAsync(List<string> names)
    {
        var request = new CreateTopicsRequest
        {
            Topics = names.ConvertAll(
                name => new CreatableTopic { Name = name, NumPartitions = -1, ReplicationFactor = -1 }),
        };
        Guid[] topicIds = [.. names.Select(_ => TopicIds.New())];

        // Another connection may have asked for the same topic: the loser's TOPIC_ALREADY_EXISTS does not matter here.
        return metadata.ChangeAsync(image => controller.CreateTopics(image, request, topicIds));
    }

    private static MetadataResponseTopic Describe(ClusterImage image, MetadataRequestTopic wanted, bool allowsIds)
    {
        if (!allowsIds && (wanted.Name is null || wanted.TopicId != Guid.Empty))
        {
            // Versions 10 and 11 have the field for the id, but not yet the right to use it in a question.
            return new MetadataResponseTopic { ErrorCode = ErrorCode.InvalidRequest, Name = wanted.Name ?? "" };
        }

        TopicImage? topic = wanted.Name is null
            ? image.FindTopic(wanted.TopicId)
            : image.Topics.GetValueOrDefault(wanted.Name);
        if (topic is not null)
        {
            return Describe(topic);
        }

        ErrorCode error = wanted.Name is null ? ErrorCode.UnknownTopicId
            : TopicNames.Check(wanted.Name) is not null ? ErrorCode.InvalidTopicException
            : ErrorCode.UnknownTopicOrPartition;
        return new MetadataResponseTopic { ErrorCode = error, Name = wanted.Name, TopicId = wanted.TopicId };
    }

    private static MetadataResponseTopic Describe(TopicImage topic)
    {
        var described = new MetadataResponseTopic
        {
            Name = topic.Name,
            TopicId = topic.Id,
            IsInternal = topic.IsInternal,
        };
        foreach (PartitionImage partition in topic.Partitions)
        {
            described.Partitions.Add(new MetadataResponsePartition
            {
                PartitionIndex = partition.Index,
                LeaderId = partition.Leader,
                LeaderEpoch = partition.LeaderEpoch,
                ReplicaNodes = [.. partition.Replicas],
                IsrNodes = [.. partition.Isr],
                ErrorCode = partition.Leader < 0 ? ErrorCode.LeaderNotAvailable : ErrorCode.None,
            });
        }

        return described;
    }
}
