namespace TypedStreams.Protocol.Messages;

/// <summary>The topology of a streams group; a missing value removes it.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 23)]
public sealed partial class StreamsGroupTopologyValue
{
    /// <summary>Epoch of the topology.</summary>
    [Field("0+")]
    public int Epoch { get; set; }

    /// <summary>The parts of the topology that exchange records only over topics.</summary>
    [Field("0+")]
    public List<Subtopology> Subtopologies { get; set; } = [];

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
        public List<TopicConfig> TopicConfigs { get; set; } = [];
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

    /// <summary>One value of the field TopicConfigs.</summary>
    public sealed partial class TopicConfig
    {
        /// <summary>Name of the configuration.</summary>
        [Field("0+")]
        public string Key { get; set; } = "";

        /// <summary>Value of the configuration.</summary>
        [Field("0+")]
        public string Value { get; set; } = "";
    }
}
