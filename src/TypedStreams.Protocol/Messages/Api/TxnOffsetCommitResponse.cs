namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="TxnOffsetCommitRequest"/>: one outcome a partition.</summary>
[ApiMessage(ApiKey.TxnOffsetCommit, MessageKind.Response, "0-6", FlexibleVersions = "3+")]
public sealed partial class TxnOffsetCommitResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<TxnOffsetCommitResponseTopic> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class TxnOffsetCommitResponseTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0-5", Ignorable = true)]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("6+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<TxnOffsetCommitResponsePartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="TxnOffsetCommitResponseTopic.Partitions"/>.</summary>
    public sealed partial class TxnOffsetCommitResponsePartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
