// What a topology comes to with the topics that the cluster has (KIP-1071): how many tasks each subtopology has, how
// many partitions each internal topic, which of them are missing, and what is wrong with the others.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.StreamsGroupTopologyValue;

namespace TypedStreams.Broker.Core.StreamsGroups;

/// <summary>What a heartbeat tells members of their group, with Kafka's codes.</summary>
internal enum StreamsStatus : sbyte
{
    StaleTopology = 0,
    MissingSourceTopics = 1,
    IncorrectlyPartitionedTopics = 2,
    MissingInternalTopics = 3,
    ShutdownApplication = 4,
    AssignmentDelayed = 5,
    MissingClientTags = 6,
}

/// <summary>A subtopology as it runs: one task a partition.</summary>
internal sealed record PlannedSubtopology(
    string Id,
    int TaskCount,
    bool IsStateful,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Sinks,
    IReadOnlyList<CreateTopicsRequest.CreatableTopic> RepartitionSources,
    IReadOnlyList<CreateTopicsRequest.CreatableTopic> Changelogs)
{
    /// <summary>The topics that its tasks read.</summary>
    internal IEnumerable<string> Reads => Sources.Concat(RepartitionSources.Select(topic => topic.Name));
}

internal sealed class TopologyPlan
{
    /// <summary>What is wrong with the topics; null when all is in order.</summary>
    internal (StreamsStatus Status, string Detail)? Problem { get; private init; }

    /// <summary>Why the topology itself can never run; null when it can.</summary>
    internal string? Invalid { get; private init; }

    /// <summary>By id; empty while source topics are missing or wrongly partitioned.</summary>
    internal IReadOnlyList<PlannedSubtopology> Subtopologies { get; private init; } = [];

    /// <summary>The internal topics to create.</summary>
    internal IReadOnlyList<CreateTopicsRequest.CreatableTopic> Missing { get; private init; } = [];

    internal bool IsReady => Problem is null && Invalid is null;

    internal static TopologyPlan Of(StreamsGroupTopologyValue topology, ClusterImage image)
    {
        var missing = topology.Subtopologies.SelectMany(part => part.SourceTopics)
            .Where(topic => !image.Topics.ContainsKey(topic)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            return Failed(StreamsStatus.MissingSourceTopics, $"Source topics {Summary(missing)} are missing.");
        }

        var partitions = new TopicPartitionCounts(topology, image);
        if (partitions.DecideRepartitionTopics() is { } unsolvable)
        {
            return new TopologyPlan { Invalid = unsolvable };
        }

        if (partitions.EnforceCopartitioning() is { } uneven)
        {
            return Failed(StreamsStatus.IncorrectlyPartitionedTopics, uneven);
        }

        if (topology.Subtopologies.Find(part => partitions.TasksOf(part) == 0) is { } idle)
        {
            return new TopologyPlan { Invalid = $"Subtopology {idle.SubtopologyId} reads no topic." };
        }

        return WithTopics([.. topology.Subtopologies.Select(part => Plan(part, partitions))], image);
    }

    private static TopologyPlan WithTopics(List<PlannedSubtopology> parts, ClusterImage image)
    {
        var expected = new SortedDictionary<string, CreateTopicsRequest.CreatableTopic>(StringComparer.Ordinal);
        foreach (var topic in parts.SelectMany(part => part.RepartitionSources.Concat(part.Changelogs)))
        {
            expected[topic.Name] = topic;
        }

        foreach ((string name, CreateTopicsRequest.CreatableTopic topic) in expected)
        {
            if (image.Topics.TryGetValue(name, out TopicImage? present)
                && present.Partitions.Length != topic.NumPartitions)
            {
                return Failed(
                    StreamsStatus.IncorrectlyPartitionedTopics,
                    $"Existing topic {name} has different number of partitions: expected {topic.NumPartitions}, found "
                        + $"{present.Partitions.Length}");
            }
        }

        var missing = expected.Values.Where(topic => !image.Topics.ContainsKey(topic.Name)).ToList();
        return new TopologyPlan
        {
            Subtopologies = parts,
            Missing = missing,
            Problem = missing.Count == 0 ? null : (
                StreamsStatus.MissingInternalTopics,
                $"Internal topics are missing: {Summary(missing.ConvertAll(topic => topic.Name))}"),
        };
    }

    private static PlannedSubtopology Plan(Subtopology part, TopicPartitionCounts partitions)
    {
        int tasks = partitions.TasksOf(part);
        return new PlannedSubtopology(
            part.SubtopologyId,
            tasks,
            IsStateful: part.StateChangelogTopics.Count > 0,
            part.SourceTopics,
            part.RepartitionSinkTopics,
            part.RepartitionSourceTopics.ConvertAll(topic => ToCreate(topic, partitions.Decided(topic.Name))),
            part.StateChangelogTopics.ConvertAll(topic => ToCreate(topic, tasks)));
    }

    private static CreateTopicsRequest.CreatableTopic ToCreate(TopicInfo topic, int partitionCount) => new()
    {
        Name = topic.Name,
        NumPartitions = partitionCount,
        ReplicationFactor = topic.ReplicationFactor == 0 ? (short)-1 : topic.ReplicationFactor,
        Configs = topic.TopicConfigs.ConvertAll(config => new CreateTopicsRequest.CreatableTopicConfig
        {
            Name = config.Key,
            Value = config.Value,
        }),
    };

    private static TopologyPlan Failed(StreamsStatus status, string detail) => new() { Problem = (status, detail) };

    // As long as a message may be: the first three, and how many more there are.
    private static string Summary(List<string> topics)
    {
        const int Shown = 3;
        string first = string.Join(", ", topics.Take(Shown));
        return topics.Count > Shown ? $"{first} ({topics.Count - Shown} more)" : first;
    }
}
