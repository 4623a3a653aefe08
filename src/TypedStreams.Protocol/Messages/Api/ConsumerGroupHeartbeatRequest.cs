namespace TypedStreams.Protocol.Messages;

/// <summary>Joins, keeps up and leaves a consumer group; all of KIP-848 in one call.</summary>
[ApiMessage(ApiKey.ConsumerGroupHeartbeat, MessageKind.Request, "0-1", FlexibleVersions = "0+")]
public sealed partial class ConsumerGroupHeartbeatRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>Epoch the member knows; 0 joins, -1 leaves, -2 leaves for a while as a static member.</summary>
    [Field("0+")]
    public int MemberEpoch { get; set; }

    /// <summary>Static member name; null for a dynamic member.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? InstanceId { get; set; }

    /// <summary>Rack of the member; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? RackId { get; set; }

    /// <summary>Milliseconds the member may take to rejoin during a rebalance; -1 when unchanged.</summary>
    [Field("0+")]
    public int RebalanceTimeoutMs { get; set; } = -1;

    /// <summary>Topics the member subscribes to by name; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<string>? SubscribedTopicNames { get; set; }

    /// <summary>RE2J expression of the topics the member subscribes to; null when unchanged, empty for none.</summary>
    [Field("1+", NullableVersions = "1+")]
    public string? SubscribedTopicRegex { get; set; }

    /// <summary>Assignor that the broker shall use; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ServerAssignor { get; set; }

    /// <summary>Partitions the member owns; null when unchanged since the last heartbeat.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<OwnedTopicPartitions>? TopicPartitions { get; set; }

    /// <summary>One entry of <see cref="TopicPartitions"/>.</summary>
    public sealed partial class OwnedTopicPartitions
    {
        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
