namespace TypedStreams.Protocol.Messages;

/// <summary>State of a transaction; a missing value deletes it.</summary>
[DataMessage("0-1", FlexibleVersions = "1+", RecordType = 0)]
public sealed partial class TransactionLogValue
{
    /// <summary>Id of the producer; -1 for none.</summary>
    [Field("0+")]
    public long ProducerId { get; set; }

    /// <summary>Producer id of the transaction before; -1 when it was the same.</summary>
    [Field("1+", Tag = 0)]
    public long PreviousProducerId { get; set; } = -1;

    /// <summary>Producer id the next transaction uses; -1 when it is the same.</summary>
    [Field("1+", Tag = 1)]
    public long NextProducerId { get; set; } = -1;

    /// <summary>
    /// Epoch of the producer; an older one is refused with PRODUCER_FENCED or INVALID_PRODUCER_EPOCH.
    /// </summary>
    [Field("0+")]
    public short ProducerEpoch { get; set; }

    /// <summary>Epoch the producer uses after this transaction; -1 when none.</summary>
    [Field("1+", Tag = 3)]
    public short NextProducerEpoch { get; set; } = -1;

    /// <summary>Milliseconds after which the coordinator aborts an open transaction.</summary>
    [Field("0+")]
    public int TransactionTimeoutMs { get; set; }

    /// <summary>
    /// 0 Empty, 1 Ongoing, 2 PrepareCommit, 3 PrepareAbort, 4 CompleteCommit, 5 CompleteAbort, 6 Dead, 7
    /// PrepareEpochFence.
    /// </summary>
    [Field("0+")]
    public sbyte TransactionStatus { get; set; }

    /// <summary>Partitions in the transaction; null when it is empty.</summary>
    [Field("0+", NullableVersions = "0+")]
    public List<PartitionsSchema>? TransactionPartitions { get; set; } = [];

    /// <summary>When the state last changed, in milliseconds since 1970.</summary>
    [Field("0+")]
    public long TransactionLastUpdateTimestampMs { get; set; }

    /// <summary>When the transaction started, in milliseconds since 1970; -1 when none is open.</summary>
    [Field("0+")]
    public long TransactionStartTimestampMs { get; set; }

    /// <summary>The transaction.version the client works with: 0, 1 or 2 (KIP-890).</summary>
    [Field("1+", Tag = 2)]
    public short ClientTransactionVersion { get; set; }

    /// <summary>One entry of <see cref="TransactionPartitions"/>.</summary>
    public sealed partial class PartitionsSchema
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Partition indexes, from 0.</summary>
        [Field("0+")]
        public List<int> PartitionIds { get; set; } = [];
    }
}
