namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="StreamsGroupDescribeRequest"/>.</summary>
[ApiMessage(ApiKey.StreamsGroupDescribe, MessageKind.Response, "0-1", FlexibleVersions = "0+")]
public sealed partial class StreamsGroupDescribeResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>One entry a group.</summary>
    [Field("0+")]
    public List<DescribedGroup> Groups { get; set; } = [];

    /// <summary>One value of the field Groups.</summary>
    public sealed partial class DescribedGroup
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }

        /// <summary>Id of the group.</summary>
        [Field("0+")]
        public string GroupId { get; set; } = "";

        /// <summary>State of the group; empty when unknown.</summary>
        [Field("0+")]
        public string GroupState { get; set; } = "";

        /// <summary>Epoch of the group.</summary>
        [Field("0+")]
        public int GroupEpoch { get; set; }

        /// <summary>Epoch for which the target assignment was made.</summary>
        [Field("0+")]
        public int AssignmentEpoch { get; set; }

        /// <summary>The topology that the member runs; only when it joins, null else.</summary>
        [Field("0+", NullableVersions = "0+")]
        public Topology? Topology { get; set; }

        /// <summary>The members of the group.</summary>
        [Field("0+")]
        public List<Member> Members { get; set; } = [];

        /// <summary>Operations the caller may do, one bit each; -2147483648 when not asked for.</summary>
        [Field("0+")]
        public int AuthorizedOperations { get; set; } = int.MinValue;

        /// <summary>The description of the whole topology; null when there is none to give.</summary>
        [Field("1+", NullableVersions = "1+")]
        public TopologyDescription? TopologyDescription { get; set; }

        /// <summary>0 not asked for, 1 none is stored, 2 could not be read, 3 it is there.</summary>
        [Field("1+")]
        public sbyte TopologyDescriptionStatus { get; set; }

        /// <summary>The assignor that makes the next target; null on error.</summary>
        [Field("1+", NullableVersions = "1+", Ignorable = true)]
        public string? AssignorName { get; set; }
    }

    /// <summary>One value of the field Topology.</summary>
    public sealed partial class Topology
    {
        /// <summary>Epoch of the topology.</summary>
        [Field("0+")]
        public int Epoch { get; set; }

        /// <summary>The parts of the topology; null while they lack topics.</summary>
        [Field("0+", NullableVersions = "0+")]
        public List<Subtopology>? Subtopologies { get; set; }
    }

    /// <summary>One value of the field Members.</summary>
    public sealed partial class Member
    {
        /// <summary>Id of the member, made by the client.</summary>
        [Field("0+")]
        public string MemberId { get; set; } = "";

        /// <summary>Epoch of the member.</summary>
        [Field("0+")]
        public int MemberEpoch { get; set; }

        /// <summary>Instance id of a static member; null when it is dynamic.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? InstanceId { get; set; }

        /// <summary>Rack of the member; null when it has none or nothing changed.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? RackId { get; set; }

        /// <summary>Name that the member's client gives itself.</summary>
        [Field("0+")]
        public string ClientId { get; set; } = "";

        /// <summary>Address of the member.</summary>
        [Field("0+")]
        public string ClientHost { get; set; } = "";

        /// <summary>Epoch of the topology that the member runs.</summary>
        [Field("0+")]
        public int TopologyEpoch { get; set; }

        /// <summary>Process that the member belongs to; threads of one process share it.</summary>
        [Field("0+")]
        public string ProcessId { get; set; } = "";

        /// <summary>Where its process answers queries of its state; null when nowhere or unchanged.</summary>
        [Field("0+", NullableVersions = "0+")]
        public Endpoint? UserEndpoint { get; set; }

        /// <summary>Tags of the member, for placing standby tasks apart.</summary>
        [Field("0+")]
        public List<KeyValue> ClientTags { get; set; } = [];

        /// <summary>How far its changelogs are read, summed up by task.</summary>
        [Field("0+")]
        public List<TaskOffset> TaskOffsets { get; set; } = [];

        /// <summary>Where its changelogs end, summed up by task.</summary>
        [Field("0+")]
        public List<TaskOffset> TaskEndOffsets { get; set; } = [];

        /// <summary>The tasks that it has.</summary>
        [Field("0+")]
        public Assignment Assignment { get; set; } = new();

        /// <summary>The tasks that it shall have in the end.</summary>
        [Field("0+")]
        public Assignment TargetAssignment { get; set; } = new();

        /// <summary>Whether the member still speaks the classic protocol.</summary>
        [Field("0+")]
        public bool IsClassic { get; set; }
    }

    /// <summary>One value of the field TopologyDescription.</summary>
    public sealed partial class TopologyDescription
    {
        /// <summary>The parts of the topology that exchange records only over topics.</summary>
        [Field("1+")]
        public List<TopologyDescriptionSubtopology> Subtopologies { get; set; } = [];

        /// <summary>Stores that every process has in full.</summary>
        [Field("1+")]
        public List<TopologyDescriptionGlobalStore> GlobalStores { get; set; } = [];
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

        /// <summary>Repartition topics that it writes.</summary>
        [Field("0+")]
        public List<string> RepartitionSinkTopics { get; set; } = [];

        /// <summary>Topics that keep its state stores; created by the broker.</summary>
        [Field("0+")]
        public List<TopicInfo> StateChangelogTopics { get; set; } = [];

        /// <summary>Repartition topics that it reads; created by the broker.</summary>
        [Field("0+")]
        public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];
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

    /// <summary>One value of the field Assignment.</summary>
    public sealed partial class Assignment
    {
        /// <summary>Active tasks, by subtopology.</summary>
        [Field("0+")]
        public List<TaskIds> ActiveTasks { get; set; } = [];

        /// <summary>Standby tasks, by subtopology.</summary>
        [Field("0+")]
        public List<TaskIds> StandbyTasks { get; set; } = [];

        /// <summary>Warm-up tasks, by subtopology.</summary>
        [Field("0+")]
        public List<TaskIds> WarmupTasks { get; set; } = [];
    }

    /// <summary>One value of the field Subtopologies.</summary>
    public sealed partial class TopologyDescriptionSubtopology
    {
        /// <summary>Name of the subtopology.</summary>
        [Field("1+")]
        public string SubtopologyId { get; set; } = "";

        /// <summary>The nodes of the subtopology.</summary>
        [Field("1+")]
        public List<TopologyDescriptionNode> Nodes { get; set; } = [];
    }

    /// <summary>One value of the field GlobalStores.</summary>
    public sealed partial class TopologyDescriptionGlobalStore
    {
        /// <summary>The node that reads the store's topic.</summary>
        [Field("1+")]
        public TopologyDescriptionNode Source { get; set; } = new();

        /// <summary>The node that fills the store.</summary>
        [Field("1+")]
        public TopologyDescriptionNode Processor { get; set; } = new();
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

    /// <summary>One value of the field Nodes.</summary>
    public sealed partial class TopologyDescriptionNode
    {
        /// <summary>Name of the node.</summary>
        [Field("1+")]
        public string Name { get; set; } = "";

        /// <summary>1 source, 2 processor, 3 sink.</summary>
        [Field("1+")]
        public sbyte NodeType { get; set; }

        /// <summary>Topics that a source reads; empty when they are found at run time.</summary>
        [Field("1+")]
        public List<string> SourceTopics { get; set; } = [];

        /// <summary>Topic that a sink writes; null when it is found at run time.</summary>
        [Field("1+", NullableVersions = "1+")]
        public string? SinkTopic { get; set; }

        /// <summary>Names of the state stores that a processor uses.</summary>
        [Field("1+")]
        public List<string> Stores { get; set; } = [];

        /// <summary>Names of the nodes that follow.</summary>
        [Field("1+")]
        public List<string> Successors { get; set; } = [];
    }
}
