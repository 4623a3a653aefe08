// CreateTopics, CreatePartitions, DeleteTopics.
using System.Collections.Immutable;
using TypedStreams.Broker.Core.Configs;
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Broker.Core.Quotas;
using TypedStreams.Protocol;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.CreatePartitionsRequest;
using static TypedStreams.Protocol.Messages.CreatePartitionsResponse;
using static TypedStreams.Protocol.Messages.CreateTopicsRequest;
using static TypedStreams.Protocol.Messages.CreateTopicsResponse;
using static TypedStreams.Protocol.Messages.DeleteTopicsRequest;
using static TypedStreams.Protocol.Messages.DeleteTopicsResponse;

namespace TypedStreams.Broker.Core.Controller;

public sealed partial class ClusterController
{
    private const int UseDefault = -1;

    /// <summary>
    /// Creates topics; each is answered for itself. <paramref name="topicIds"/> holds a fresh id for every topic asked
    /// for, in order; <paramref name="quota"/> is null when the client may create as many as it likes.
    /// </summary>
    public ControllerResult<CreateTopicsResponse> CreateTopics(
        ClusterImage image,
        CreateTopicsRequest request,
        IReadOnlyList<Guid> topicIds,
        bool allowInternal = false,
        MutationQuota? quota = null)
    {
        var records = new List<object>();
        var response = new CreateTopicsResponse();
        int partitionsLeft = MaxPartitionsPerRequest;
        HashSet<string> repeated = Repeated(request.Topics);
        for (int i = 0; i < request.Topics.Count; i++)
        {
            CreatableTopic topic = request.Topics[i];
            CreatableTopicResult result = repeated.Contains(topic.Name)
                ? Refused(topic, ErrorCode.InvalidRequest, "The request names this topic more than once.")
                : CreateTopic(image, topic, topicIds[i], allowInternal, quota, ref partitionsLeft, records);
            response.Topics.Add(result);
        }

        response.ThrottleTimeMs = quota?.ThrottleMs ?? 0;

        return new ControllerResult<CreateTopicsResponse>(request.ValidateOnly ? [] : records, response);
    }

    private static HashSet<string> Repeated(List<CreatableTopic> topics)
    {
        var once = new HashSet<string>(topics.Count, StringComparer.Ordinal);
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        foreach (CreatableTopic topic in topics)
        {
            if (!once.Add(topic.Name))
            {
                repeated.Add(topic.Name);
            }
        }

        return repeated;
    }

    /// <summary>
    /// Adds partitions to topics; each is answered for itself. <paramref name="quota"/> is null when the client may add
    /// as many as it likes.
    /// </summary>
    public static ControllerResult<CreatePartitionsResponse> CreatePartitions(
        ClusterImage image, CreatePartitionsRequest request, MutationQuota? quota = null)
    {
        var records = new List<object>();
        var response = new CreatePartitionsResponse();
        foreach (CreatePartitionsTopic wanted in request.Topics)
        {
            (ErrorCode error, string? message) = AddPartitions(image, wanted, quota, records);
            response.Results.Add(
                new CreatePartitionsTopicResult { Name = wanted.Name, ErrorCode = error, ErrorMessage = message });
        }

        response.ThrottleTimeMs = quota?.ThrottleMs ?? 0;
        return new ControllerResult<CreatePartitionsResponse>(request.ValidateOnly ? [] : records, response);
    }

    /// <summary>
    /// Deletes topics by name or id; each is answered for itself. <paramref name="quota"/> is null when the client may
    /// delete as many as it likes.
    /// </summary>
    public static ControllerResult<DeleteTopicsResponse> DeleteTopics(
        ClusterImage image, DeleteTopicsRequest request, MutationQuota? quota = null)
    {
        var records = new List<object>();
        var response = new DeleteTopicsResponse();
        var wanted = new List<DeleteTopicState>(request.Topics);
        wanted.AddRange(request.TopicNames.ConvertAll(name => new DeleteTopicState { Name = name }));
        var removed = new HashSet<Guid>();
        foreach (DeleteTopicState state in wanted)
        {
            TopicImage? topic = state.Name is null
                ? image.FindTopic(state.TopicId)
                : image.Topics.GetValueOrDefault(state.Name);
            ErrorCode unknown = state.Name is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
            ErrorCode error = topic is null ? unknown
                : quota?.TryPay(topic.Partitions.Length) == false ? ErrorCode.ThrottlingQuotaExceeded
                : ErrorCode.None;
            response.Responses.Add(new DeletableTopicResult
            {
                Name = topic?.Name ?? state.Name,
                TopicId = topic?.Id ?? state.TopicId,
                ErrorCode = error,
                ErrorMessage = error == ErrorCode.None ? null : ErrorTable.Get(error).Meaning,
            });
            if (topic is not null && error == ErrorCode.None && removed.Add(topic.Id))
            {
                records.Add(new RemoveTopicRecord { TopicId = topic.Id });
            }
        }

        response.ThrottleTimeMs = quota?.ThrottleMs ?? 0;
        return new ControllerResult<DeleteTopicsResponse>(records, response);
    }

    private CreatableTopicResult CreateTopic(
        ClusterImage image,
        CreatableTopic topic,
        Guid topicId,
        bool allowInternal,
        MutationQuota? quota,
        ref int partitionsLeft,
        List<object> records)
    {
        (ErrorCode error, string? message) = CheckTopic(image, topic, allowInternal);
        if (error != ErrorCode.None)
        {
            return Refused(topic, error, message);
        }

        List<ImmutableArray<int>> replicas = Place(image, topic);
        partitionsLeft -= replicas.Count;
        if (partitionsLeft < 0)
        {
            return Refused(
                topic,
                ErrorCode.PolicyViolation,
                $"One request may create at most {MaxPartitionsPerRequest} partitions; split it.");
        }

        if (quota?.TryPay(replicas.Count) == false)
        {
            return Refused(topic, ErrorCode.ThrottlingQuotaExceeded, null);
        }

        records.Add(new TopicRecord { Name = topic.Name, TopicId = topicId });
        for (int index = 0; index < replicas.Count; index++)
        {
            records.Add(NewPartition(topicId, index, replicas[index]));
        }

        foreach (CreatableTopicConfig set in topic.Configs)
        {
            records.Add(new ConfigRecord
            {
                ResourceType = (sbyte)ConfigResourceType.Topic,
                ResourceName = topic.Name,
                Name = set.Name,
                Value = set.Value,
            });
        }

        return new CreatableTopicResult
        {
            Name = topic.Name,
            TopicId = topicId,
            NumPartitions = replicas.Count,
            ReplicationFactor = (short)replicas[0].Length,
            Configs = ConfigDescriber.ForNewTopic(new BrokerConfigView(image, brokerId, _config), topic.Configs),
        };
    }

    private static (ErrorCode Error, string? Message) CheckTopic(
        ClusterImage image, CreatableTopic topic, bool allowInternal)
    {
        if (TopicNames.Check(topic.Name) is { } complaint)
        {
            return (ErrorCode.InvalidTopicException, complaint);
        }

        if (!allowInternal && topic.Name == InternalTopics.ClusterMetadata)
        {
            return (ErrorCode.InvalidTopicException, $"{topic.Name} is reserved for the cluster's own metadata.");
        }

        if (image.Topics.ContainsKey(topic.Name))
        {
            return (ErrorCode.TopicAlreadyExists, $"Topic '{topic.Name}' already exists.");
        }

        if (TopicNames.FindCollision(image, topic.Name) is { } other)
        {
            return (
                ErrorCode.InvalidTopicException,
                $"Topic '{topic.Name}' collides with '{other}': '.' and '_' are the same in metric names.");
        }

        foreach (CreatableTopicConfig set in topic.Configs)
        {
            if (TopicConfigs.Check(set.Name, set.Value) is { } fault)
            {
                return (ErrorCode.InvalidConfig, fault);
            }
        }

        return topic.Assignments.Count > 0 ? CheckAssignments(image, topic) : CheckCounts(image, topic);
    }

    private static (ErrorCode Error, string? Message) CheckCounts(ClusterImage image, CreatableTopic topic)
    {
        if (topic.NumPartitions is 0 or < UseDefault)
        {
            return (
                ErrorCode.InvalidPartitions,
                $"Number of partitions was {topic.NumPartitions}; it must be at least 1, or -1 for the default.");
        }

        if (topic.ReplicationFactor is 0 or < UseDefault)
        {
            return (
                ErrorCode.InvalidReplicationFactor,
                $"Replication factor was {topic.ReplicationFactor}; it must be at least 1, or -1 for the default.");
        }

        return topic.ReplicationFactor > image.Brokers.Count
            ? (ErrorCode.InvalidReplicationFactor,
                $"Replication factor {topic.ReplicationFactor} exceeds the {image.Brokers.Count} broker(s) there are.")
            : (ErrorCode.None, null);
    }

    private static (ErrorCode Error, string? Message) CheckAssignments(ClusterImage image, CreatableTopic topic)
    {
        if (topic.NumPartitions != UseDefault || topic.ReplicationFactor != UseDefault)
        {
            return (
                ErrorCode.InvalidRequest,
                "Give either replica assignments, or counts of partitions and replicas; with assignments both are -1.");
        }

        int replicas = topic.Assignments[0].BrokerIds.Count;
        var byIndex = new Dictionary<int, CreatableReplicaAssignment>(topic.Assignments.Count);
        foreach (CreatableReplicaAssignment given in topic.Assignments)
        {
            byIndex.TryAdd(given.PartitionIndex, given);
        }

        for (int index = 0; index < topic.Assignments.Count; index++)
        {
            if (!byIndex.TryGetValue(index, out CreatableReplicaAssignment? assignment))
            {
                return (ErrorCode.InvalidReplicaAssignment, $"Partition {index} has no replica assignment.");
            }

            if (CheckReplicas(image, assignment.BrokerIds, replicas) is { } complaint)
            {
                return (ErrorCode.InvalidReplicaAssignment, $"Partition {index}: {complaint}");
            }
        }

        return (ErrorCode.None, null);
    }

    private static string? CheckReplicas(ClusterImage image, List<int> brokerIds, int expectedCount)
    {
        if (brokerIds.Count == 0 || brokerIds.Count != expectedCount)
        {
            return $"{brokerIds.Count} replicas were given where {Math.Max(1, expectedCount)} belong.";
        }

        foreach (int brokerId in brokerIds)
        {
            if (!image.Brokers.ContainsKey(brokerId))
            {
                return $"broker {brokerId} does not exist.";
            }

            if (brokerIds.FindAll(other => other == brokerId).Count > 1)
            {
                return $"broker {brokerId} is named more than once.";
            }
        }

        return null;
    }

    private List<ImmutableArray<int>> Place(ClusterImage image, CreatableTopic topic)
    {
        if (topic.Assignments.Count > 0)
        {
            return topic.Assignments
                .OrderBy(assignment => assignment.PartitionIndex)
                .Select(assignment => assignment.BrokerIds.ToImmutableArray())
                .ToList();
        }

        int partitions = topic.NumPartitions == UseDefault ? _config.DefaultPartitions : topic.NumPartitions;
        int replicas =
            topic.ReplicationFactor == UseDefault ? _config.DefaultReplicationFactor : topic.ReplicationFactor;
        return ReplicaPlacement.RoundRobin(image, partitions, firstIndex: 0, replicas);
    }

    private static (ErrorCode Error, string? Message) AddPartitions(
        ClusterImage image, CreatePartitionsTopic wanted, MutationQuota? quota, List<object> records)
    {
        if (!image.Topics.TryGetValue(wanted.Name, out TopicImage? topic))
        {
            return (ErrorCode.UnknownTopicOrPartition, $"Topic '{wanted.Name}' does not exist.");
        }

        int present = topic.Partitions.Length;
        int added = wanted.Count - present;
        if (added <= 0)
        {
            return (
                ErrorCode.InvalidPartitions,
                $"Topic '{wanted.Name}' has {present} partition(s) already; {wanted.Count} is no growth.");
        }

        if (added > MaxPartitionsPerRequest)
        {
            return (ErrorCode.PolicyViolation, $"One request may create at most {MaxPartitionsPerRequest} partitions.");
        }

        int replicas = topic.Partitions[0].Replicas.Length;
        List<ImmutableArray<int>> placed;
        if (wanted.Assignments is { } assignments)
        {
            if (assignments.Count != added)
            {
                return (
                    ErrorCode.InvalidReplicaAssignment,
                    $"{added} partition(s) are new but {assignments.Count} assigned.");
            }

            foreach (CreatePartitionsAssignment assignment in assignments)
            {
                if (CheckReplicas(image, assignment.BrokerIds, replicas) is { } complaint)
                {
                    return (ErrorCode.InvalidReplicaAssignment, complaint);
                }
            }

            placed = assignments.ConvertAll(assignment => assignment.BrokerIds.ToImmutableArray());
        }
        else
        {
            placed = ReplicaPlacement.RoundRobin(image, added, present, replicas);
        }

        if (quota?.TryPay(added) == false)
        {
            return (ErrorCode.ThrottlingQuotaExceeded, ErrorTable.Get(ErrorCode.ThrottlingQuotaExceeded).Meaning);
        }

        for (int i = 0; i < placed.Count; i++)
        {
            records.Add(NewPartition(topic.Id, present + i, placed[i]));
        }

        return (ErrorCode.None, null);
    }

    private static PartitionRecord NewPartition(Guid topicId, int index, ImmutableArray<int> replicas) => new()
    {
        PartitionId = index,
        TopicId = topicId,
        Replicas = [.. replicas],
        Isr = [.. replicas],
        Leader = replicas[0],
        LeaderEpoch = 0,
        PartitionEpoch = 0,
        Directories = [.. replicas.Select(_ => Guid.Empty)],
    };

    private static CreatableTopicResult Refused(CreatableTopic topic, ErrorCode error, string? message) => new()
    {
        Name = topic.Name,
        ErrorCode = error,
        ErrorMessage = message ?? ErrorTable.Get(error).Meaning,
        Configs = null,
    };
}
