namespace TypedStreams.Protocol.Messages;

/// <summary>What a member of a share group shall read.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 13)]
public sealed partial class ShareGroupTargetAssignmentMemberValue
{
    /// <summary>Partitions, by topic.</summary>
    [Field("0+")]
    public List<TopicPartition> TopicPartitions { get; set; } = [];

    /// <summary>One value of the field TopicPartitions.</summary>
    public sealed partial class TopicPartition
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
