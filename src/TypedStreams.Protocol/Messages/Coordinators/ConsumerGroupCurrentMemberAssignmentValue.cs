namespace TypedStreams.Protocol.Messages;

/// <summary>What a member of a consumer group owns now; a missing value frees it.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 8)]
public sealed partial class ConsumerGroupCurrentMemberAssignmentValue
{
    /// <summary>Epoch that the next heartbeat of the member must have; -2 while a static member is away.</summary>
    [Field("0+")]
    public int MemberEpoch { get; set; }

    /// <summary>Epoch before that, which a member still has when an answer was lost.</summary>
    [Field("0+")]
    public int PreviousMemberEpoch { get; set; }

    /// <summary>State of the member: 0 stable, 1 has partitions to give up, 2 waits for partitions.</summary>
    [Field("0+")]
    public sbyte State { get; set; }

    /// <summary>Partitions that the member owns.</summary>
    [Field("0+")]
    public List<TopicPartitions> AssignedPartitions { get; set; } = [];

    /// <summary>Partitions that the member must give up and still holds.</summary>
    [Field("0+")]
    public List<TopicPartitions> PartitionsPendingRevocation { get; set; } = [];

    /// <summary>One entry of <see cref="AssignedPartitions"/> and its sibling.</summary>
    public sealed partial class TopicPartitions
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];

        /// <summary>For each partition the member epoch at which the member got it; null when unknown.</summary>
        [Field("0+", NullableVersions = "0+", Tag = 0)]
        public List<int>? AssignmentEpochs { get; set; }
    }
}
