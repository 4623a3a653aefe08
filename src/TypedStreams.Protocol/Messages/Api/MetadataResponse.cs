namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="MetadataRequest"/>: the brokers and the topics asked for.</summary>
[ApiMessage(ApiKey.Metadata, MessageKind.Response, "0-13", FlexibleVersions = "9+")]
public sealed partial class MetadataResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("3+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Every broker a client may connect to.</summary>
    [Field("0+")]
    public List<MetadataResponseBroker> Brokers { get; set; } = [];

    /// <summary>
    /// Id of the cluster; a mismatch is an error where it is checked. Null when unknown or not checked.
    /// </summary>
    [Field("2+", NullableVersions = "2+", Ignorable = true)]
    public string? ClusterId { get; set; }

    /// <summary>Node id of the active controller; -1 when unknown.</summary>
    [Field("1+", Ignorable = true)]
    public int ControllerId { get; set; } = -1;

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<MetadataResponseTopic> Topics { get; set; } = [];

    /// <summary>Bit field of the operations the caller may do on the cluster; -2147483648 when not asked for.</summary>
    [Field("8-10")]
    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    /// <summary>Outcome; None on success.</summary>
    [Field("13+", Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>One entry of <see cref="Brokers"/>.</summary>
    public sealed partial class MetadataResponseBroker
    {
        /// <summary>Node id.</summary>
        [Field("0+")]
        public int NodeId { get; set; }

        /// <summary>Host name or address.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("0+")]
        public int Port { get; set; }

        /// <summary>Rack of the node; null when it has none.</summary>
        [Field("1+", NullableVersions = "1+", Ignorable = true)]
        public string? Rack { get; set; }
    }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class MetadataResponseTopic
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Topic name; null when an id was asked for that is not known.</summary>
        [Field("0+", NullableVersions = "12+")]
        public string? Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("10+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>True for topics that belong to the broker itself, such as __consumer_offsets.</summary>
        [Field("1+", Ignorable = true)]
        public bool IsInternal { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<MetadataResponsePartition> Partitions { get; set; } = [];

        /// <summary>
        /// Bit field of the operations the caller may do on the topic; -2147483648 when not asked for.
        /// </summary>
        [Field("8+")]
        public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    /// <summary>One entry of <see cref="MetadataResponseTopic.Partitions"/>.</summary>
    public sealed partial class MetadataResponsePartition
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Node id of the leader; -1 when there is none.</summary>
        [Field("0+")]
        public int LeaderId { get; set; }

        /// <summary>Leader epoch; -1 when unknown.</summary>
        [Field("7+", Ignorable = true)]
        public int LeaderEpoch { get; set; } = -1;

        /// <summary>Replicas, as node ids, the preferred leader first.</summary>
        [Field("0+")]
        public List<int> ReplicaNodes { get; set; } = [];

        /// <summary>In-sync replicas, as node ids.</summary>
        [Field("0+")]
        public List<int> IsrNodes { get; set; } = [];

        /// <summary>Replicas that are not alive, as node ids.</summary>
        [Field("5+", Ignorable = true)]
        public List<int> OfflineReplicas { get; set; } = [];
    }
}
