namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="StreamsGroupHeartbeatRequest"/>.</summary>
[ApiMessage(ApiKey.StreamsGroupHeartbeat, MessageKind.Response, "0-1", FlexibleVersions = "0+")]
public sealed partial class StreamsGroupHeartbeatResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; }

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>Epoch of the member.</summary>
    [Field("0+")]
    public int MemberEpoch { get; set; }

    /// <summary>Milliseconds between heartbeats.</summary>
    [Field("0+")]
    public int HeartbeatIntervalMs { get; set; }

    /// <summary>As AcceptableRecoveryLag, for version 0.</summary>
    [Field("0")]
    public int AcceptableRecoveryLagLegacy { get; set; }

    /// <summary>Milliseconds between two reports of task offsets.</summary>
    [Field("0+")]
    public int TaskOffsetIntervalMs { get; set; }

    /// <summary>Offsets by which a task that takes over may be behind; -1 when the broker does not say.</summary>
    [Field("1+", Ignorable = true)]
    public long AcceptableRecoveryLag { get; set; } = -1;

    /// <summary>What the member should know about the group; null or empty when nothing.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<GroupStatus>? Status { get; set; }

    /// <summary>Active tasks, by subtopology; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<TaskIds>? ActiveTasks { get; set; }

    /// <summary>Standby tasks, by subtopology; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<TaskIds>? StandbyTasks { get; set; }

    /// <summary>Warm-up tasks, by subtopology; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<TaskIds>? WarmupTasks { get; set; }

    /// <summary>Whether the broker wants the description of the topology.</summary>
    [Field("1+")]
    public bool TopologyDescriptionRequired { get; set; }

    /// <summary>Epoch of what is known about endpoints.</summary>
    [Field("0+")]
    public int EndpointInformationEpoch { get; set; }

    /// <summary>Who has which partitions, one entry a member; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<EndpointToPartitions>? PartitionsByUserEndpoint { get; set; }

    /// <summary>One value of the field Status.</summary>
    public sealed partial class GroupStatus
    {
        /// <summary>
        /// 0 stale topology, 1 source topics missing, 2 topics wrongly partitioned, 3 internal topics missing, 4
        /// the application shuts down, 5 assignment delayed, 6 client tags missing.
        /// </summary>
        [Field("0+")]
        public sbyte StatusCode { get; set; }

        /// <summary>The same in words.</summary>
        [Field("0+")]
        public string StatusDetail { get; set; } = "";
    }

    /// <summary>One value of the field ActiveTasks.</summary>
    public sealed partial class TaskIds
    {
        /// <summary>Name of the subtopology.</summary>
        [Field("0+")]
        public string SubtopologyId { get; set; } = "";

        /// <summary>Partitions of this subtopology.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field PartitionsByUserEndpoint.</summary>
    public sealed partial class EndpointToPartitions
    {
        /// <summary>Where the process answers queries.</summary>
        [Field("0+")]
        public Endpoint UserEndpoint { get; set; } = new();

        /// <summary>Partitions of its active tasks.</summary>
        [Field("0+")]
        public List<TopicPartition> ActivePartitions { get; set; } = [];

        /// <summary>Partitions of its standby and warm-up tasks.</summary>
        [Field("0+")]
        public List<TopicPartition> StandbyPartitions { get; set; } = [];
    }

    /// <summary>One value of the field UserEndpoint.</summary>
    public sealed partial class Endpoint
    {
        /// <summary>Host name or address.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>Port.</summary>
        [Field("0+")]
        public ushort Port { get; set; }
    }

    /// <summary>One value of the field ActivePartitions.</summary>
    public sealed partial class TopicPartition
    {
        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
