namespace TypedStreams.Protocol.Messages;

/// <summary>Moves the start offsets of an empty share group.</summary>
[ApiMessage(ApiKey.AlterShareGroupOffsets, MessageKind.Request, "0", FlexibleVersions = "0+")]
public sealed partial class AlterShareGroupOffsetsRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>One entry a topic.</summary>
    [Field("0+")]
    public List<AlterShareGroupOffsetsRequestTopic> Topics { get; set; } = [];

    /// <summary>One value of the field Topics.</summary>
    public sealed partial class AlterShareGroupOffsetsRequestTopic
    {
        /// <summary>Name of the topic.</summary>
        [Field("0+")]
        public string TopicName { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<AlterShareGroupOffsetsRequestPartition> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field Partitions.</summary>
    public sealed partial class AlterShareGroupOffsetsRequestPartition
    {
        /// <summary>Index of the partition.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>First offset that the group is not done with; -1 when unknown.</summary>
        [Field("0+")]
        public long StartOffset { get; set; }
    }
}
