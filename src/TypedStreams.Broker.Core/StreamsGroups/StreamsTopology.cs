// From the wire to the form that a streams group keeps: its topology, tags, offsets and configuration.
using System.Globalization;
using TypedStreams.Broker.Core.Metadata;
using Given = TypedStreams.Protocol.Messages.StreamsGroupHeartbeatRequest;
using Kept = TypedStreams.Protocol.Messages.StreamsGroupTopologyValue;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal static class StreamsTopology
{
    /// <summary>The record of a topology: in an order of its own wherever nothing refers to a place.</summary>
    internal static Kept? Of(Given.TopologyInfo? given) => given is null ? null : new Kept
    {
        Epoch = given.Epoch,
        Subtopologies =
        [
            .. given.Subtopologies.OrderBy(part => part.SubtopologyId, StringComparer.Ordinal)
                .Select(part => new Kept.Subtopology
                {
                    SubtopologyId = part.SubtopologyId,
                    SourceTopics = part.SourceTopics,
                    SourceTopicRegex = part.SourceTopicRegex,
                    StateChangelogTopics =
                    [
                        .. part.StateChangelogTopics.OrderBy(topic => topic.Name, StringComparer.Ordinal).Select(Of),
                    ],
                    RepartitionSinkTopics = [.. part.RepartitionSinkTopics.Order(StringComparer.Ordinal)],
                    RepartitionSourceTopics = part.RepartitionSourceTopics.ConvertAll(Of),
                    CopartitionGroups = part.CopartitionGroups.ConvertAll(set => new Kept.CopartitionGroup
                    {
                        SourceTopics = set.SourceTopics,
                        SourceTopicRegex = set.SourceTopicRegex,
                        RepartitionSourceTopics = set.RepartitionSourceTopics,
                    }),
                }),
        ],
    };

    internal static bool AreSame(Kept left, Kept right) =>
        RecordBytes.Encode(version: 0, left).Span.SequenceEqual(RecordBytes.Encode(version: 0, right).Span);

    /// <summary>The topics of a topology that exist, in order.</summary>
    internal static List<TopicImage> TopicsOf(Kept topology, ClusterImage image)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Kept.Subtopology part in topology.Subtopologies)
        {
            names.UnionWith(part.SourceTopics);
            names.UnionWith(part.RepartitionSourceTopics.Select(topic => topic.Name));
            names.UnionWith(part.StateChangelogTopics.Select(topic => topic.Name));
        }

        return [.. names.Where(image.Topics.ContainsKey).Select(name => image.Topics[name])];
    }

    /// <summary>The configuration that shares of tasks depend on, by Kafka's names.</summary>
    internal static SortedDictionary<string, string> SettingsOf(StreamsGroupOptions options)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["num.standby.replicas"] = options.StandbyReplicas.ToString(CultureInfo.InvariantCulture),
        };
        if (options.RackAwareTags.Count > 0)
        {
            settings["rack.aware.assignment.tags"] = string.Join(',', options.RackAwareTags);
        }

        return settings;
    }

    internal static SortedDictionary<string, string> Sorted(List<Given.KeyValue> tags)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Given.KeyValue tag in tags)
        {
            sorted[tag.Key] = tag.Value;
        }

        return sorted;
    }

    internal static SortedDictionary<TaskId, long> Offsets(List<Given.TaskOffset> reported)
    {
        var offsets = new SortedDictionary<TaskId, long>();
        foreach (Given.TaskOffset offset in reported)
        {
            offsets[new TaskId(offset.SubtopologyId, offset.Partition)] = offset.Offset;
        }

        return offsets;
    }

    private static Kept.TopicInfo Of(Given.TopicInfo topic) => new()
    {
        Name = topic.Name,
        Partitions = topic.Partitions,
        ReplicationFactor = topic.ReplicationFactor,
        TopicConfigs =
        [
            .. topic.TopicConfigs.OrderBy(config => config.Key, StringComparer.Ordinal)
                .Select(config => new Kept.TopicConfig { Key = config.Key, Value = config.Value }),
        ],
    };
}
