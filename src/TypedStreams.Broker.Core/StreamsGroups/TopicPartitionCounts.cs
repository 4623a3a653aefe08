// Decides how many partitions the repartition topics of a topology have: what the application asks for, else as many as
// the largest topic that flows into it, and as many as those that it is joined with. A topic that exists counts as it
// is.
using TypedStreams.Broker.Core.Metadata;
using TypedStreams.Protocol.Messages;
using static TypedStreams.Protocol.Messages.StreamsGroupTopologyValue;

namespace TypedStreams.Broker.Core.StreamsGroups;

internal sealed class TopicPartitionCounts(StreamsGroupTopologyValue topology, ClusterImage image)
{
    private readonly Dictionary<string, int> _decided = [];

    /// <summary>How many partitions a topic has or shall have; null while that is not known.</summary>
    internal int? Of(string topic) =>
        image.Topics.TryGetValue(topic, out TopicImage? present) ? present.Partitions.Length
        : _decided.TryGetValue(topic, out int decided) ? decided
        : null;

    /// <summary>How many partitions an internal topic shall have, whether it exists or not.</summary>
    internal int Decided(string topic) => _decided[topic];

    /// <summary>How many tasks a subtopology has; 0 when it reads nothing.</summary>
    internal int TasksOf(Subtopology part) =>
        part.SourceTopics.Concat(part.RepartitionSourceTopics.Select(topic => topic.Name))
            .Max(topic => Of(topic)) ?? 0;

    /// <summary>Returns why it cannot be done; null when it was.</summary>
    internal string? DecideRepartitionTopics()
    {
        var sources = topology.Subtopologies.SelectMany(part => part.RepartitionSourceTopics).ToList();
        foreach (TopicInfo topic in sources.Where(topic => topic.Partitions > 0))
        {
            _decided[topic.Name] = topic.Partitions;
        }

        // Each round decides at least one topic, or there is no way.
        bool isComplete = false;
        for (bool progresses = true; progresses && !isComplete;)
        {
            progresses = false;
            isComplete = true;
            foreach (Subtopology part in topology.Subtopologies)
            {
                foreach (string sink in part.RepartitionSinkTopics.Where(sink => !_decided.ContainsKey(sink)))
                {
                    int? count = LargestKnownSource(part);
                    isComplete &= count is not null;
                    progresses |= count is not null;
                    if (count is { } known)
                    {
                        _decided[sink] = known;
                    }
                }
            }
        }

        return !isComplete
            ? "Failed to compute number of partitions for all repartition topics: the topology has a loop."
            : sources.Find(topic => !_decided.ContainsKey(topic.Name)) is { } orphan
                ? $"Failed to compute number of partitions of repartition topic {orphan.Name}: nothing writes to it."
                : null;
    }

    /// <summary>Returns which topics do not go together; null when all do.</summary>
    internal string? EnforceCopartitioning()
    {
        var repartition = topology.Subtopologies.SelectMany(part => part.RepartitionSourceTopics)
            .DistinctBy(topic => topic.Name).ToDictionary(topic => topic.Name);
        foreach (Subtopology part in topology.Subtopologies)
        {
            foreach (CopartitionGroup set in part.CopartitionGroups)
            {
                if (Enforce(NamesOf(set, part), repartition) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private string? Enforce(SortedSet<string> names, Dictionary<string, TopicInfo> repartition)
    {
        var given = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names.Where(name => !repartition.ContainsKey(name)))
        {
            given[name] = Of(name) ?? 0;
        }

        var asked = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names.Where(
            name => repartition.TryGetValue(name, out TopicInfo? topic) && topic.Partitions > 0))
        {
            asked[name] = repartition[name].Partitions;
        }

        // Topics from outside decide; without them those with a number of their own; without them the largest.
        SortedDictionary<string, int> deciding = given.Count > 0 ? given : asked;
        if (deciding.Values.Distinct().Count() > 1)
        {
            string listed = string.Join(", ", deciding.Select(topic => $"{topic.Key}={topic.Value}"));
            return $"Following topics do not have the same number of partitions: [{{{listed}}}]";
        }

        int count = deciding.Count > 0
            ? deciding.Values.First()
            : names.Select(name => Of(name) ?? 0).DefaultIfEmpty().Max();
        foreach ((string name, int own) in asked.Where(topic => topic.Value != count))
        {
            return $"Number of partitions [{own}] of repartition topic [{name}] doesn't match number of partitions "
                + $"[{count}] of the source topic.";
        }

        foreach (string name in names.Where(repartition.ContainsKey))
        {
            _decided[name] = count;
        }

        return null;
    }

    private static SortedSet<string> NamesOf(CopartitionGroup set, Subtopology part)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        names.UnionWith(set.SourceTopics.Where(index => index >= 0 && index < part.SourceTopics.Count)
            .Select(index => part.SourceTopics[index]));
        names.UnionWith(set.RepartitionSourceTopics
            .Where(index => index >= 0 && index < part.RepartitionSourceTopics.Count)
            .Select(index => part.RepartitionSourceTopics[index].Name));
        return names;
    }

    private int? LargestKnownSource(Subtopology part)
    {
        int? largest = null;
        foreach (string topic in part.SourceTopics.Concat(part.RepartitionSourceTopics.Select(topic => topic.Name)))
        {
            int? count = _decided.TryGetValue(topic, out int decided) ? decided
                : part.SourceTopics.Contains(topic) ? Of(topic)
                : null;
            largest = count is null || count < largest ? largest : count;
        }

        return largest;
    }
}
