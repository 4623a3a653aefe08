namespace TypedStreams.Protocol.Messages;

/// <summary>The partitions in which a share group has state.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 15)]
public sealed partial class ShareGroupStatePartitionMetadataValue
{
    /// <summary>Partitions whose state is being made.</summary>
    [Field("0+")]
    public List<TopicPartitionsInfo> InitializingTopics { get; set; } = [];

    /// <summary>Partitions that have state.</summary>
    [Field("0+")]
    public List<TopicPartitionsInfo> InitializedTopics { get; set; } = [];

    /// <summary>Topics whose state is being deleted.</summary>
    [Field("0+")]
    public List<TopicInfo> DeletingTopics { get; set; } = [];

    /// <summary>One value of the field InitializingTopics.</summary>
    public sealed partial class TopicPartitionsInfo
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field DeletingTopics.</summary>
    public sealed partial class TopicInfo
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";
    }
}
