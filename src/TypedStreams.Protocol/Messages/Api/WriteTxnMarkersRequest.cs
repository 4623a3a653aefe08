namespace TypedStreams.Protocol.Messages;

/// <summary>Writes commit or abort markers; sent by the transaction coordinator to partition leaders.</summary>
[ApiMessage(ApiKey.WriteTxnMarkers, MessageKind.Request, "1-2", FlexibleVersions = "1+")]
public sealed partial class WriteTxnMarkersRequest
{
    /// <summary>Transaction markers.</summary>
    [Field("0+")]
    public List<WritableTxnMarker> Markers { get; set; } = [];

    /// <summary>One entry of <see cref="Markers"/>.</summary>
    public sealed partial class WritableTxnMarker
    {
        /// <summary>Id of the producer; -1 for none.</summary>
        [Field("0+")]
        public long ProducerId { get; set; }

        /// <summary>
        /// Epoch of the producer; an older one is refused with PRODUCER_FENCED or INVALID_PRODUCER_EPOCH.
        /// </summary>
        [Field("0+")]
        public short ProducerEpoch { get; set; }

        /// <summary>True for commit, false for abort.</summary>
        [Field("0+")]
        public bool TransactionResult { get; set; }

        /// <summary>The topics.</summary>
        [Field("0+")]
        public List<WritableTxnMarkerTopic> Topics { get; set; } = [];

        /// <summary>Leader epoch of the coordinator's log partition; fences a coordinator that was replaced.</summary>
        [Field("0+")]
        public int CoordinatorEpoch { get; set; }

        /// <summary>
        /// transaction.version of the transaction the marker ends: 2 lets the partition check the epoch strictly.
        /// </summary>
        [Field("2+", Ignorable = true)]
        public sbyte TransactionVersion { get; set; }
    }

    /// <summary>One entry of <see cref="WritableTxnMarker.Topics"/>.</summary>
    public sealed partial class WritableTxnMarkerTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partition indexes, from 0.</summary>
        [Field("0+")]
        public List<int> PartitionIndexes { get; set; } = [];
    }
}
