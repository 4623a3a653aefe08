namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeTransactionsRequest"/>: the transactions.</summary>
[ApiMessage(ApiKey.DescribeTransactions, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class DescribeTransactionsResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The transactions.</summary>
    [Field("0+")]
    public List<TransactionDescription> TransactionStates { get; set; } = [];

    /// <summary>One entry of <see cref="TransactionStates"/>.</summary>
    public sealed partial class TransactionDescription
    {
        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Transactional id of the producer.</summary>
        [Field("0+")]
        public string TransactionalId { get; set; } = "";

        /// <summary>State of the transaction, for example Ongoing, PrepareCommit or CompleteAbort.</summary>
        [Field("0+")]
        public string TransactionState { get; set; } = "";

        /// <summary>Milliseconds after which the coordinator aborts an open transaction.</summary>
        [Field("0+")]
        public int TransactionTimeoutMs { get; set; }

        /// <summary>When the transaction started, in milliseconds since 1970; -1 when none is open.</summary>
        [Field("0+")]
        public long TransactionStartTimeMs { get; set; }

        /// <summary>Id of the producer; -1 for none.</summary>
        [Field("0+")]
        public long ProducerId { get; set; }

        /// <summary>
        /// Epoch of the producer; an older one is refused with PRODUCER_FENCED or INVALID_PRODUCER_EPOCH.
        /// </summary>
        [Field("0+")]
        public short ProducerEpoch { get; set; }

        /// <summary>Partitions in the transaction, by topic.</summary>
        [Field("0+")]
        public List<TopicData> Topics { get; set; } = [];
    }

    /// <summary>One entry of <see cref="TransactionDescription.Topics"/>.</summary>
    public sealed partial class TopicData
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
