// The cluster as the metadata log tells it: brokers, topics, configs, features, quotas, producer ids.
// Immutable: a reader takes one reference and sees one state. Only Apply makes a new one, from a record of the log.
// Keys are ordered, so that walking the image is the same on every node and in every run.
using System.Collections.Immutable;
using TypedStreams.Broker.Core.Quotas;

namespace TypedStreams.Broker.Core.Metadata;

/// <summary>One state of the cluster's metadata. Immutable; safe to read from any thread.</summary>
public sealed partial record ClusterImage
{
    private ClusterImage()
    {
    }

    /// <summary>The image before the first record.</summary>
    public static ClusterImage Empty { get; } = new();

    /// <summary>The metadata offset after the last record applied; 0 for the empty image.</summary>
    public long EndOffset { get; init; }

    /// <summary>The registered brokers by id.</summary>
    public ImmutableSortedDictionary<int, BrokerImage> Brokers { get; init; } =
        ImmutableSortedDictionary<int, BrokerImage>.Empty;

    /// <summary>The topics by name.</summary>
    public ImmutableSortedDictionary<string, TopicImage> Topics { get; init; } =
        ImmutableSortedDictionary.Create<string, TopicImage>(StringComparer.Ordinal);

    /// <summary>The names of topics by id.</summary>
    public ImmutableSortedDictionary<Guid, string> TopicNames { get; init; } =
        ImmutableSortedDictionary<Guid, string>.Empty;

    /// <summary>
    /// The names of topics that hold '.' or '_', by the name with '_' for both: where a new topic may collide.
    /// </summary>
    public ImmutableSortedDictionary<string, string> DottedNames { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Configuration that differs from the default, by resource.</summary>
    public ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> Configs { get; init; } =
        ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>>.Empty;

    /// <summary>
    /// Finalized feature levels by name; 0 is one that was given up, as opposed to one that was never asked for.
    /// </summary>
    public ImmutableSortedDictionary<string, short> Features { get; init; } =
        ImmutableSortedDictionary.Create<string, short>(StringComparer.Ordinal);

    /// <summary>The quotas of users, client ids and addresses.</summary>
    public QuotaTable Quotas { get; init; } = QuotaTable.Empty;

    /// <summary>The first producer id that no broker has been given yet.</summary>
    public long NextProducerId { get; init; }

    /// <summary>Whether a feature is in use, at whatever level.</summary>
    public bool Has(string feature) => Features.GetValueOrDefault(feature) > 0;

    /// <summary>The topic with this id, or null.</summary>
    public TopicImage? FindTopic(Guid topicId) =>
        TopicNames.TryGetValue(topicId, out string? name) ? Topics[name] : null;

    /// <summary>What is set on a resource beyond the defaults.</summary>
    public ImmutableSortedDictionary<string, string> ConfigsOf(ConfigResource resource) =>
        Configs.GetValueOrDefault(resource) ?? ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>A registered broker.</summary>
/// <param name="Id">Its node id.</param>
/// <param name="Epoch">The offset of its registration record; grows with every registration.</param>
/// <param name="Host">The host that clients are told.</param>
/// <param name="Port">The port that clients are told.</param>
/// <param name="Rack">Its rack, or null.</param>
public sealed record BrokerImage(int Id, long Epoch, string Host, int Port, string? Rack);

/// <summary>A topic and its partitions; a partition's index is its place in the list.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Id">The topic's id, never used again after deletion.</param>
/// <param name="Partitions">The partitions, by index.</param>
public sealed record TopicImage(string Name, Guid Id, ImmutableArray<PartitionImage> Partitions)
{
    /// <summary>Whether the broker keeps its own state in this topic.</summary>
    public bool IsInternal => InternalTopics.Contains(Name);
}

/// <summary>A partition's replicas and leadership.</summary>
/// <param name="Index">The partition's index.</param>
/// <param name="Replicas">Every broker that holds a copy, the preferred leader first.</param>
/// <param name="Isr">The replicas that are in sync.</param>
/// <param name="Leader">The leading broker, or -1 when there is none.</param>
/// <param name="LeaderEpoch">Grows with every change of leader.</param>
/// <param name="PartitionEpoch">Grows with every change of this record.</param>
public sealed record PartitionImage(
    int Index, ImmutableArray<int> Replicas, ImmutableArray<int> Isr, int Leader, int LeaderEpoch, int PartitionEpoch);

/// <summary>The kinds of resources that have configuration, with Kafka's codes.</summary>
public enum ConfigResourceType : sbyte
{
    /// <summary>No known kind.</summary>
    Unknown = 0,

    /// <summary>A topic, by name.</summary>
    Topic = 2,

    /// <summary>A broker, by id; an empty name stands for all brokers.</summary>
    Broker = 4,

    /// <summary>The log levels of a broker.</summary>
    BrokerLogger = 8,

    /// <summary>A subscription to clients' metrics, by name.</summary>
    ClientMetrics = 16,

    /// <summary>A group, by id, whether it exists or not.</summary>
    Group = 32,
}

/// <summary>Something that has configuration.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Name">Its name within the kind.</param>
public readonly record struct ConfigResource(ConfigResourceType Type, string Name) : IComparable<ConfigResource>
{
    /// <inheritdoc/>
    public int CompareTo(ConfigResource other)
    {
        int byType = Type.CompareTo(other.Type);
        return byType != 0 ? byType : string.CompareOrdinal(Name, other.Name);
    }
}

/// <summary>The topics in which a cluster keeps its own state.</summary>
public static class InternalTopics
{
    /// <summary>Group metadata and committed offsets.</summary>
    public const string ConsumerOffsets = "__consumer_offsets";

    /// <summary>The states of transactions.</summary>
    public const string TransactionState = "__transaction_state";

    /// <summary>What share groups have done with records.</summary>
    public const string ShareGroupState = "__share_group_state";

    /// <summary>
    /// The cluster's metadata; its directory is <c>__cluster_metadata-0</c>, and it is no topic of the image.
    /// </summary>
    public const string ClusterMetadata = "__cluster_metadata";

    /// <summary>Whether a topic's name is one of the internal ones that clients may see.</summary>
    public static bool Contains(string topic) => topic is ConsumerOffsets or TransactionState or ShareGroupState;
}
