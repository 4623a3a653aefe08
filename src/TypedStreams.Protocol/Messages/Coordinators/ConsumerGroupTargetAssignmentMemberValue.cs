namespace TypedStreams.Protocol.Messages;

/// <summary>What a member shall own once the rebalance is done; a missing value deletes it.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 7)]
public sealed partial class ConsumerGroupTargetAssignmentMemberValue
{
    /// <summary>Partitions, by topic.</summary>
    [Field("0+")]
    public List<TopicPartition> TopicPartitions { get; set; } = [];

    /// <summary>One entry of <see cref="TopicPartitions"/>.</summary>
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
