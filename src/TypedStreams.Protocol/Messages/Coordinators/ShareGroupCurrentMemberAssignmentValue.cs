namespace TypedStreams.Protocol.Messages;

/// <summary>What a member of a share group reads now.</summary>
[DataMessage("0", FlexibleVersions = "0+", RecordType = 14)]
public sealed partial class ShareGroupCurrentMemberAssignmentValue
{
    /// <summary>Epoch of the member.</summary>
    [Field("0+")]
    public int MemberEpoch { get; set; }

    /// <summary>Epoch before that, which a member still has when an answer was lost.</summary>
    [Field("0+")]
    public int PreviousMemberEpoch { get; set; }

    /// <summary>State of the member; 0 is stable.</summary>
    [Field("0+")]
    public sbyte State { get; set; }

    /// <summary>Partitions that the member reads.</summary>
    [Field("0+")]
    public List<TopicPartitions> AssignedPartitions { get; set; } = [];

    /// <summary>One value of the field AssignedPartitions.</summary>
    public sealed partial class TopicPartitions
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
