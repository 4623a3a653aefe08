// What the admin calls return: plain values, one small record each.
using TypedStreams.Protocol;

namespace TypedStreams.Client;

/// <summary>A broker as clients reach it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Host">Advertised host.</param>
/// <param name="Port">Advertised port.</param>
/// <param name="Rack">Its rack; null when not set.</param>
public sealed record BrokerDescription(int Id, string Host, int Port, string? Rack);

/// <summary>The cluster.</summary>
/// <param name="ClusterId">Its id; empty when the broker does not tell.</param>
/// <param name="ControllerId">The active controller, or the broker that forwards to it; -1 when there is none.</param>
/// <param name="Brokers">The live brokers.</param>
public sealed record ClusterDescription(string ClusterId, int ControllerId, IReadOnlyList<BrokerDescription> Brokers);

/// <summary>A topic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TopicId">Its id; empty before Kafka 2.8.</param>
/// <param name="IsInternal">True for the cluster's own topics.</param>
/// <param name="Partitions">Its partitions by index.</param>
public sealed record TopicDescription(
    string Name, Guid TopicId, bool IsInternal, IReadOnlyList<PartitionDescription> Partitions);

/// <summary>A partition.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Leader">The leading broker; -1 for none.</param>
/// <param name="LeaderEpoch">Counts the leaders; -1 when unknown.</param>
/// <param name="Replicas">Brokers that hold it, the preferred leader first.</param>
/// <param name="InSyncReplicas">Those of them that are in sync.</param>
public sealed record PartitionDescription(
    int Index, int Leader, int LeaderEpoch, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSyncReplicas);

/// <summary>A topic to create.</summary>
/// <param name="Name">Its name: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, 249 at most.</param>
public sealed record TopicSpec(string Name)
{
    /// <summary>Number of partitions. Default -1: the broker's <c>num.partitions</c>.</summary>
    public int Partitions { get; init; } = -1;

    /// <summary>Replicas of each partition. Default -1: the broker's <c>default.replication.factor</c>.</summary>
    public short ReplicationFactor { get; init; } = -1;

    /// <summary>Topic configuration by Kafka's names. Default none.</summary>
    public IReadOnlyDictionary<string, string>? Configs { get; init; }
}

/// <summary>What a configuration belongs to; the number on the wire.</summary>
public enum ConfigResourceType : sbyte
{
    /// <summary>A topic, by name.</summary>
    Topic = 2,

    /// <summary>A broker, by id; the empty name is the cluster-wide default.</summary>
    Broker = 4,

    /// <summary>The log levels of a broker, by id.</summary>
    BrokerLogger = 8,

    /// <summary>A consumer group, by id.</summary>
    Group = 32,
}

/// <summary>One configuration value.</summary>
/// <param name="Name">Kafka's name.</param>
/// <param name="Value">The value; null when it is secret or not set.</param>
/// <param name="IsReadOnly">True when it cannot be changed while the broker runs.</param>
/// <param name="IsDefault">True when nobody set it.</param>
/// <param name="IsSensitive">True for secrets.</param>
/// <param name="Source">Where it was set: 1 topic, 2 broker, 3 all brokers, 4 static file, 5 default.</param>
public sealed record ConfigEntry(
    string Name, string? Value, bool IsReadOnly, bool IsDefault, bool IsSensitive, int Source);

/// <summary>How an alteration treats a configuration; the number on the wire.</summary>
public enum ConfigOperation : sbyte
{
    /// <summary>Sets the value.</summary>
    Set = 0,

    /// <summary>Removes it, so that the default counts.</summary>
    Delete = 1,

    /// <summary>Adds to a list value.</summary>
    Append = 2,

    /// <summary>Takes away from a list value.</summary>
    Subtract = 3,
}

/// <summary>One change of a configuration.</summary>
/// <param name="Name">Kafka's name.</param>
/// <param name="Value">The value; null for <see cref="ConfigOperation.Delete"/>.</param>
/// <param name="Operation">What to do. Default set.</param>
public sealed record ConfigChange(string Name, string? Value, ConfigOperation Operation = ConfigOperation.Set);

/// <summary>What ListOffsets found.</summary>
/// <param name="Offset">The offset; -1 when there is no such record.</param>
/// <param name="TimestampMs">Timestamp of the record there in milliseconds since 1970; -1 for the two ends.</param>
/// <param name="LeaderEpoch">Epoch of the leader that wrote it; -1 when unknown.</param>
/// <param name="Error">Why this partition has no answer; <see cref="ErrorCode.None"/> otherwise.</param>
public readonly record struct OffsetAndTimestamp(long Offset, long TimestampMs, int LeaderEpoch, ErrorCode Error);

/// <summary>A group in a list.</summary>
/// <param name="GroupId">Its id.</param>
/// <param name="ProtocolType"><c>consumer</c> for consumers.</param>
/// <param name="State">Kafka's name of its state; empty before Kafka 2.6.</param>
/// <param name="Type">classic, consumer or share; empty before Kafka 3.8.</param>
public sealed record ListedGroup(string GroupId, string ProtocolType, string State, string Type);

/// <summary>A group and its members.</summary>
/// <param name="GroupId">Its id.</param>
/// <param name="State">Kafka's name of its state; <c>Dead</c> when it does not exist.</param>
/// <param name="ProtocolType"><c>consumer</c> for consumers.</param>
/// <param name="Protocol">The assignor, for example <c>range</c>; empty while the group rebalances.</param>
/// <param name="Members">Its members.</param>
public sealed record GroupDescription(
    string GroupId, string State, string ProtocolType, string Protocol, IReadOnlyList<GroupMemberDescription> Members);

/// <summary>A member of a group.</summary>
/// <param name="MemberId">The id that the coordinator gave it.</param>
/// <param name="GroupInstanceId">Its stable name; null for dynamic members.</param>
/// <param name="ClientId">Its client id.</param>
/// <param name="ClientHost">Where it connects from.</param>
/// <param name="Assignment">The partitions it has.</param>
public sealed record GroupMemberDescription(
    string MemberId,
    string? GroupInstanceId,
    string ClientId,
    string ClientHost,
    IReadOnlyList<TopicPartition> Assignment);

/// <summary>A committed offset.</summary>
/// <param name="Offset">The next offset to read.</param>
/// <param name="LeaderEpoch">Leader epoch of the last record read; -1 when unknown.</param>
/// <param name="Metadata">Text that was committed with it.</param>
public readonly record struct CommittedOffset(long Offset, int LeaderEpoch, string Metadata);
