namespace TypedStreams.Protocol.Messages;

/// <summary>Stores a group's positions as part of a transaction.</summary>
[ApiMessage(ApiKey.TxnOffsetCommit, MessageKind.Request, "0-6", FlexibleVersions = "3+")]
public sealed partial class TxnOffsetCommitRequest
{
    /// <summary>Transactional id of the producer.</summary>
    [Field("0+")]
    public string TransactionalId { get; set; } = "";

    /// <summary>Id of the group.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>Id of the producer; -1 for none.</summary>
    [Field("0+")]
    public long ProducerId { get; set; }

    /// <summary>
    /// Epoch of the producer; an older one is refused with PRODUCER_FENCED or INVALID_PRODUCER_EPOCH.
    /// </summary>
    [Field("0+")]
    public short ProducerEpoch { get; set; }

    /// <summary>Generation of the classic group or epoch of the member; -1 when the committer is in no group.</summary>
    [Field("3+")]
    public int GenerationIdOrMemberEpoch { get; set; } = -1;

    /// <summary>Id of the member.</summary>
    [Field("3+")]
    public string MemberId { get; set; } = "";

    /// <summary>Static member name that survives restarts (KIP-345); null for a dynamic member.</summary>
    [Field("3+", NullableVersions = "3+")]
    public string? GroupInstanceId { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<TxnOffsetCommitRequestTopic> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class TxnOffsetCommitRequestTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0-5", Ignorable = true)]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("6+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<TxnOffsetCommitRequestPartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="TxnOffsetCommitRequestTopic.Partitions"/>.</summary>
    public sealed partial class TxnOffsetCommitRequestPartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Offset of the next record to consume; -1 when nothing is committed.</summary>
        [Field("0+")]
        public long CommittedOffset { get; set; }

        /// <summary>Leader epoch of the last consumed record; -1 when unknown.</summary>
        [Field("2+", Ignorable = true)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        /// <summary>Free text stored with the offset; at most offset.metadata.max.bytes (4096).</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? CommittedMetadata { get; set; } = "";
    }
}
