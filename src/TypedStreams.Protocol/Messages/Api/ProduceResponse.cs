namespace TypedStreams.Protocol.Messages;

/// <summary>
/// The answer to <see cref="ProduceRequest"/>: the offsets the records got, or why they were refused.
/// </summary>
[ApiMessage(ApiKey.Produce, MessageKind.Response, "3-13", FlexibleVersions = "9+")]
public sealed partial class ProduceResponse
{
    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<TopicProduceResponse> Responses { get; set; } = [];

    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Addresses of the leaders named in this reply (KIP-951).</summary>
    [Field("10+", Tag = 0)]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    /// <summary>One entry of <see cref="Responses"/>.</summary>
    public sealed partial class TopicProduceResponse
    {
        /// <summary>Topic name.</summary>
        [Field("0-12", Ignorable = true)]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("13+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>One result a partition.</summary>
        [Field("0+")]
        public List<PartitionProduceResponse> PartitionResponses { get; set; } = [];
    }

    /// <summary>One entry of <see cref="TopicProduceResponse.PartitionResponses"/>.</summary>
    public sealed partial class PartitionProduceResponse
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int Index { get; set; }

        /// <summary>
        /// Outcome; None on success. NOT_LEADER_OR_FOLLOWER, UNKNOWN_TOPIC_OR_PARTITION, NOT_ENOUGH_REPLICAS,
        /// REQUEST_TIMED_OUT: retry; DUPLICATE_SEQUENCE_NUMBER: it is already written; OUT_OF_ORDER_SEQUENCE_NUMBER,
        /// INVALID_PRODUCER_EPOCH: abort; MESSAGE_TOO_LARGE, INVALID_RECORD, CORRUPT_MESSAGE: do not resend as it is.
        /// </summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Offset the broker gave the first record; -1 on error.</summary>
        [Field("0+")]
        public long BaseOffset { get; set; }

        /// <summary>
        /// Timestamp the broker gave the batch, in milliseconds since 1970; -1 when the producer's are kept.
        /// </summary>
        [Field("2+", Ignorable = true)]
        public long LogAppendTimeMs { get; set; } = -1;

        /// <summary>Offset of the first record that is kept; -1 when unknown.</summary>
        [Field("5+", Ignorable = true)]
        public long LogStartOffset { get; set; } = -1;

        /// <summary>The records that made the batch fail; nothing of the batch was written.</summary>
        [Field("8+", Ignorable = true)]
        public List<BatchIndexAndErrorMessage> RecordErrors { get; set; } = [];

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("8+", NullableVersions = "8+", Ignorable = true)]
        public string? ErrorMessage { get; set; }

        /// <summary>
        /// Who leads now; sent with NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH so that the client need not ask
        /// (KIP-951).
        /// </summary>
        [Field("10+", Tag = 0)]
        public LeaderIdAndEpoch? CurrentLeader { get; set; }
    }

    /// <summary>One entry of <see cref="PartitionProduceResponse.RecordErrors"/>.</summary>
    public sealed partial class BatchIndexAndErrorMessage
    {
        /// <summary>Index of the refused record within the batch, from 0.</summary>
        [Field("8+")]
        public int BatchIndex { get; set; }

        /// <summary>Why that record was refused; null when there is nothing to add.</summary>
        [Field("8+", NullableVersions = "8+")]
        public string? BatchIndexErrorMessage { get; set; }
    }

    /// <summary>The value of <see cref="PartitionProduceResponse.CurrentLeader"/>.</summary>
    public sealed partial class LeaderIdAndEpoch
    {
        /// <summary>Node id of the leader; -1 when there is none.</summary>
        [Field("10+")]
        public int LeaderId { get; set; } = -1;

        /// <summary>Leader epoch; -1 when unknown.</summary>
        [Field("10+")]
        public int LeaderEpoch { get; set; } = -1;
    }

    /// <summary>One entry of <see cref="NodeEndpoints"/>.</summary>
    public sealed partial class NodeEndpoint
    {
        /// <summary>Node id.</summary>
        [Field("10+")]
        public int NodeId { get; set; }

        /// <summary>Host name or address.</summary>
        [Field("10+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("10+")]
        public int Port { get; set; }

        /// <summary>Rack of the node; null when it has none.</summary>
        [Field("10+", NullableVersions = "10+")]
        public string? Rack { get; set; }
    }
}
