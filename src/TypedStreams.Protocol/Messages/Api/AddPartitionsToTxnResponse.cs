namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="AddPartitionsToTxnRequest"/>: one outcome a partition.</summary>
[ApiMessage(ApiKey.AddPartitionsToTxn, MessageKind.Response, "0-5", FlexibleVersions = "3+")]
public sealed partial class AddPartitionsToTxnResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("4+", Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Results by transactional id; brokers, versions 4 and up.</summary>
    [Field("4+")]
    public List<AddPartitionsToTxnResult> ResultsByTransaction { get; set; } = [];

    /// <summary>Results by topic; clients, versions 0 to 3.</summary>
    [Field("0-3")]
    public List<AddPartitionsToTxnTopicResult> ResultsByTopicV3AndBelow { get; set; } = [];

    /// <summary>One entry of <see cref="ResultsByTransaction"/>.</summary>
    public sealed partial class AddPartitionsToTxnResult
    {
        /// <summary>Transactional id of the producer.</summary>
        [Field("4+")]
        public string TransactionalId { get; set; } = "";

        /// <summary>One result a topic.</summary>
        [Field("4+")]
        public List<AddPartitionsToTxnTopicResult> TopicResults { get; set; } = [];
    }

    /// <summary>One entry of <see cref="AddPartitionsToTxnResult.TopicResults"/>.</summary>
    public sealed partial class AddPartitionsToTxnTopicResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>One result a partition.</summary>
        [Field("0+")]
        public List<AddPartitionsToTxnPartitionResult> ResultsByPartition { get; set; } = [];
    }

    /// <summary>One entry of <see cref="AddPartitionsToTxnTopicResult.ResultsByPartition"/>.</summary>
    public sealed partial class AddPartitionsToTxnPartitionResult
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome for the partition; None on success.</summary>
        [Field("0+")]
        public ErrorCode PartitionErrorCode { get; set; }
    }
}
