namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="OffsetCommitRequest"/>: one outcome a partition.</summary>
[ApiMessage(ApiKey.OffsetCommit, MessageKind.Response, "2-10", FlexibleVersions = "8+")]
public sealed partial class OffsetCommitResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("3+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<OffsetCommitResponseTopic> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OffsetCommitResponseTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0-9", Ignorable = true)]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("10+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<OffsetCommitResponsePartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetCommitResponseTopic.Partitions"/>.</summary>
    public sealed partial class OffsetCommitResponsePartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>
        /// Outcome; None on success. NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS: retry;
        /// REBALANCE_IN_PROGRESS: rejoin, then retry; ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, STALE_MEMBER_EPOCH: the
        /// partitions may belong to another member; OFFSET_METADATA_TOO_LARGE: shorten the metadata.
        /// </summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
