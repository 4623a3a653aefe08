namespace TypedStreams.Protocol.Messages;

/// <summary>Joins, keeps up and leaves a streams group (KIP-1071).</summary>
[ApiMessage(ApiKey.StreamsGroupHeartbeat, MessageKind.Request, "0-1", FlexibleVersions = "0+")]
public sealed partial class StreamsGroupHeartbeatRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>Epoch the member knows; 0 joins, -1 leaves, -2 leaves for a while.</summary>
    [Field("0+")]
    public int MemberEpoch { get; set; }

    /// <summary>Epoch of what is known about endpoints.</summary>
    [Field("0+")]
    public int EndpointInformationEpoch { get; set; }

    /// <summary>Instance id of a static member; null when it is dynamic.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? InstanceId { get; set; }

    /// <summary>Rack of the member; null when it has none or nothing changed.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? RackId { get; set; }

    /// <summary>Milliseconds the member may take to give tasks up; -1 when unchanged.</summary>
    [Field("0+")]
    public int RebalanceTimeoutMs { get; set; } = -1;

    /// <summary>The topology that the member runs; only when it joins, null else.</summary>
    [Field("0+", NullableVersions = "0+")]
    public TopologyInfo? Topology { get; set; }

    /// <summary>Active tasks, by subtopology; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<TaskIds>? ActiveTasks { get; set; }

    /// <summary>Standby tasks, by subtopology; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<TaskIds>? StandbyTasks { get; set; }

    /// <summary>Warm-up tasks, by subtopology; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<TaskIds>? WarmupTasks { get; set; }

    /// <summary>Process that the member belongs to; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ProcessId { get; set; }

    /// <summary>Where its process answers queries of its state; null when nowhere or unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public Endpoint? UserEndpoint { get; set; }

    /// <summary>Tags of the member, for placing standby tasks apart; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<KeyValue>? ClientTags { get; set; }

    /// <summary>How far its changelogs are read, summed up by task; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<TaskOffset>? TaskOffsets { get; set; }

    /// <summary>Where its changelogs end, summed up by task; null when unchanged.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<TaskOffset>? TaskEndOffsets { get; set; }

    /// <summary>Whether all members shall stop.</summary>
    [Field("0+")]
    public bool ShutdownApplication { get; set; }

    /// <summary>One value of the field Topology.</summary>
    public sealed partial class TopologyInfo
    {
        /// <summary>Epoch of the topology.</summary>
        [Field("0+")]
        public int Epoch { get; set; }

        /// <summary>The parts of the topology that exchange records only over topics.</summary>
        [Field("0+")]
        public List<Subtopology> Subtopologies { get; set; } = [];
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

    /// <summary>One value of the field ClientTags.</summary>
    public sealed partial class KeyValue
    {
        /// <summary>Name of the entry.</summary>
        [Field("0+")]
        public string Key { get; set; } = "";

        /// <summary>Value of the entry.</summary>
        [Field("0+")]
        public string Value { get; set; } = "";
    }

    /// <summary>One value of the field TaskOffsets.</summary>
    public sealed partial class TaskOffset
    {
        /// <summary>Name of the subtopology.</summary>
        [Field("0+")]
        public string SubtopologyId { get; set; } = "";

        /// <summary>Index of the partition.</summary>
        [Field("0+")]
        public int Partition { get; set; }

        /// <summary>The sum of offsets.</summary>
        [Field("0+")]
        public long Offset { get; set; }
    }

    /// <summary>One value of the field Subtopologies.</summary>
    public sealed partial class Subtopology
    {
        /// <summary>Name of the subtopology.</summary>
        [Field("0+")]
        public string SubtopologyId { get; set; } = "";

        /// <summary>Topics that it reads and that the application does not own.</summary>
        [Field("0+")]
        public List<string> SourceTopics { get; set; } = [];

        /// <summary>Expressions whose matching topics it reads.</summary>
        [Field("0+")]
        public List<string> SourceTopicRegex { get; set; } = [];

        /// <summary>Topics that keep its state stores; created by the broker.</summary>
        [Field("0+")]
        public List<TopicInfo> StateChangelogTopics { get; set; } = [];

        /// <summary>Repartition topics that it writes.</summary>
        [Field("0+")]
        public List<string> RepartitionSinkTopics { get; set; } = [];

        /// <summary>Repartition topics that it reads; created by the broker.</summary>
        [Field("0+")]
        public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];

        /// <summary>Sets of its topics that must have as many partitions as each other.</summary>
        [Field("0+")]
        public List<CopartitionGroup> CopartitionGroups { get; set; } = [];
    }

    /// <summary>One value of the field StateChangelogTopics.</summary>
    public sealed partial class TopicInfo
    {
        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Number of partitions; 0 when it follows from other topics.</summary>
        [Field("0+")]
        public int Partitions { get; set; }

        /// <summary>Number of replicas; 0 leaves it to the broker.</summary>
        [Field("0+")]
        public short ReplicationFactor { get; set; }

        /// <summary>Configuration of the topic.</summary>
        [Field("0+")]
        public List<KeyValue> TopicConfigs { get; set; } = [];
    }

    /// <summary>One value of the field CopartitionGroups.</summary>
    public sealed partial class CopartitionGroup
    {
        /// <summary>Topics of the set, as places in the subtopology's list.</summary>
        [Field("0+")]
        public List<short> SourceTopics { get; set; } = [];

        /// <summary>Expressions of the set, as places in the subtopology's list.</summary>
        [Field("0+")]
        public List<short> SourceTopicRegex { get; set; } = [];

        /// <summary>Repartition topics of the set, as places in the subtopology's list.</summary>
        [Field("0+")]
        public List<short> RepartitionSourceTopics { get; set; } = [];
    }
}
