namespace TypedStreams.Protocol.Messages;

/// <summary>Stores a group's positions.</summary>
[ApiMessage(ApiKey.OffsetCommit, MessageKind.Request, "2-10", FlexibleVersions = "8+")]
public sealed partial class OffsetCommitRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Generation of the classic group or epoch of the member; -1 when the committer is in no group.</summary>
    [Field("1+", Ignorable = true)]
    public int GenerationIdOrMemberEpoch { get; set; } = -1;

    /// <summary>Id of the member.</summary>
    [Field("1+", Ignorable = true)]
    public string MemberId { get; set; } = "";

    /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
    [Field("7+", NullableVersions = "7+")]
    public string? GroupInstanceId { get; set; }

    /// <summary>Milliseconds to keep the offset; -1 for the broker's rule.</summary>
    [Field("2-4", Ignorable = true)]
    public long RetentionTimeMs { get; set; } = -1;

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<OffsetCommitRequestTopic> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OffsetCommitRequestTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0-9", Ignorable = true)]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("10+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<OffsetCommitRequestPartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetCommitRequestTopic.Partitions"/>.</summary>
    public sealed partial class OffsetCommitRequestPartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Offset of the next record to consume; -1 when nothing is committed.</summary>
        [Field("0+")]
        public long CommittedOffset { get; set; }

        /// <summary>Leader epoch of the last consumed record; -1 when unknown.</summary>
        [Field("6+", Ignorable = true)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        /// <summary>Free text stored with the offset; at most offset.metadata.max.bytes (4096).</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? CommittedMetadata { get; set; } = "";
    }
}
