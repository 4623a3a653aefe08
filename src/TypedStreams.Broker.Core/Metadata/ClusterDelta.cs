// What some records of the metadata log touched: enough to bring a node in line without looking at every topic, so that
// a change costs what it changes and not what there is.
using TypedStreams.Protocol.Messages;

namespace TypedStreams.Broker.Core.Metadata;

/// <summary>The topics and configurations that differ between two images that follow each other.</summary>
public sealed class ClusterDelta
{
    private static readonly ClusterDelta Nothing = new();

    private ClusterDelta()
    {
    }

    /// <summary>Ids of the topics that came, changed or went.</summary>
    public HashSet<Guid> TopicIds { get; } = [];

    /// <summary>Ids of the topics that went.</summary>
    public HashSet<Guid> DeletedTopicIds { get; } = [];

    /// <summary>Names of the topics whose own configuration changed.</summary>
    public HashSet<string> ConfiguredTopics { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether configuration of brokers changed, which topics fall back to.</summary>
    public bool ChangesBrokerConfigs { get; private set; }

    /// <summary>What these records touch.</summary>
    public static ClusterDelta Of(IReadOnlyList<object> records)
    {
        if (records.Count == 0)
        {
            return Nothing;
        }

        var delta = new ClusterDelta();
        foreach (object record in records)
        {
            delta.Add(record);
        }

        return delta;
    }

    /// <summary>From nothing to an image: all that it has.</summary>
    public static ClusterDelta To(ClusterImage image)
    {
        var delta = new ClusterDelta();
        delta.TopicIds.UnionWith(image.TopicNames.Keys);
        return delta;
    }

    private void Add(object record)
    {
        switch (record)
        {
            case TopicRecord topic:
                TopicIds.Add(topic.TopicId);
                break;
            case PartitionRecord partition:
                TopicIds.Add(partition.TopicId);
                break;
            case PartitionChangeRecord change:
                TopicIds.Add(change.TopicId);
                break;
            case RemoveTopicRecord removed:
                TopicIds.Add(removed.TopicId);
                DeletedTopicIds.Add(removed.TopicId);
                break;
            case ConfigRecord { ResourceType: (sbyte)ConfigResourceType.Topic } config:
                ConfiguredTopics.Add(config.ResourceName);
                break;
            case ConfigRecord { ResourceType: (sbyte)ConfigResourceType.Broker }:
                ChangesBrokerConfigs = true;
                break;
        }
    }
}
