namespace TypedStreams.Protocol.Messages;

/// <summary>Adds partitions to a transaction before it writes to them.</summary>
[ApiMessage(ApiKey.AddPartitionsToTxn, MessageKind.Request, "0-5", FlexibleVersions = "3+")]
public sealed partial class AddPartitionsToTxnRequest
{
    /// <summary>Partitions to add, by transactional id; brokers, versions 4 and up.</summary>
    [Field("4+")]
    public List<AddPartitionsToTxnTransaction> Transactions { get; set; } = [];

    /// <summary>Transactional id; clients, versions 0 to 3.</summary>
    [Field("0-3")]
    public string V3AndBelowTransactionalId { get; set; } = "";

    /// <summary>Id of the producer; clients, versions 0 to 3.</summary>
    [Field("0-3")]
    public long V3AndBelowProducerId { get; set; }

    /// <summary>Epoch of the producer; clients, versions 0 to 3.</summary>
    [Field("0-3")]
    public short V3AndBelowProducerEpoch { get; set; }

    /// <summary>Partitions to add; clients, versions 0 to 3.</summary>
    [Field("0-3")]
    public List<AddPartitionsToTxnTopic> V3AndBelowTopics { get; set; } = [];

    /// <summary>One entry of <see cref="Transactions"/>.</summary>
    public sealed partial class AddPartitionsToTxnTransaction
    {
        /// <summary>Transactional id of the producer.</summary>
        [Field("4+")]
        public string TransactionalId { get; set; } = "";

        /// <summary>Id of the producer; -1 for none.</summary>
        [Field("4+")]
        public long ProducerId { get; set; }

        /// <summary>
        /// Epoch of the producer; an older one is refused with PRODUCER_FENCED or INVALID_PRODUCER_EPOCH.
        /// </summary>
        [Field("4+")]
        public short ProducerEpoch { get; set; }

        /// <summary>True to ask whether the partitions are in the transaction, without adding them.</summary>
        [Field("4+")]
        public bool VerifyOnly { get; set; }

        /// <summary>The topics.</summary>
        [Field("4+")]
        public List<AddPartitionsToTxnTopic> Topics { get; set; } = [];
    }

    /// <summary>One entry of <see cref="AddPartitionsToTxnTransaction.Topics"/>.</summary>
    public sealed partial class AddPartitionsToTxnTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<int> Partitions { get; set; } = [];
    }
}
