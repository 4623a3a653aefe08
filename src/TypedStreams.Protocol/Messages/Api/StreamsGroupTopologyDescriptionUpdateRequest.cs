namespace TypedStreams.Protocol.Messages;

/// <summary>Brings the description of a group's topology (KIP-1331).</summary>
[ApiMessage(ApiKey.StreamsGroupTopologyDescriptionUpdate, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class StreamsGroupTopologyDescriptionUpdateRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>Epoch of the topology that is described.</summary>
    [Field("0+")]
    public int TopologyEpoch { get; set; }

    /// <summary>The description of the whole topology.</summary>
    [Field("0+")]
    public Description TopologyDescription { get; set; } = new();

    /// <summary>One value of the field TopologyDescription.</summary>
    public sealed partial class Description
    {
        /// <summary>The parts of the topology that exchange records only over topics.</summary>
        [Field("0+")]
        public List<TopologyDescriptionSubtopology> Subtopologies { get; set; } = [];

        /// <summary>Stores that every process has in full.</summary>
        [Field("0+")]
        public List<TopologyDescriptionGlobalStore> GlobalStores { get; set; } = [];
    }

    /// <summary>One value of the field Subtopologies.</summary>
    public sealed partial class TopologyDescriptionSubtopology
    {
        /// <summary>Name of the subtopology.</summary>
        [Field("0+")]
        public string SubtopologyId { get; set; } = "";

        /// <summary>The nodes of the subtopology.</summary>
        [Field("0+")]
        public List<TopologyDescriptionNode> Nodes { get; set; } = [];
    }

    /// <summary>One value of the field GlobalStores.</summary>
    public sealed partial class TopologyDescriptionGlobalStore
    {
        /// <summary>The node that reads the store's topic.</summary>
        [Field("0+")]
        public TopologyDescriptionNode Source { get; set; } = new();

        /// <summary>The node that fills the store.</summary>
        [Field("0+")]
        public TopologyDescriptionNode Processor { get; set; } = new();
    }

    /// <summary>One value of the field Nodes.</summary>
    public sealed partial class TopologyDescriptionNode
    {
        /// <summary>Name of the node.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>1 source, 2 processor, 3 sink.</summary>
        [Field("0+")]
        public sbyte NodeType { get; set; }

        /// <summary>Topics that a source reads; empty when they are found at run time.</summary>
        [Field("0+")]
        public List<string> SourceTopics { get; set; } = [];

        /// <summary>Topic that a sink writes; null when it is found at run time.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? SinkTopic { get; set; }

        /// <summary>Names of the state stores that a processor uses.</summary>
        [Field("0+")]
        public List<string> Stores { get; set; } = [];

        /// <summary>Names of the nodes that follow.</summary>
        [Field("0+")]
        public List<string> Successors { get; set; } = [];
    }
}
