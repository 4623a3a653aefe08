namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="WriteTxnMarkersRequest"/>: one outcome a partition.</summary>
[ApiMessage(ApiKey.WriteTxnMarkers, MessageKind.Response, "1-2", FlexibleVersions = "1+")]
public sealed partial class WriteTxnMarkersResponse
{
    /// <summary>Transaction markers.</summary>
    [Field("0+")]
    public List<WritableTxnMarkerResult> Markers { get; set; } = [];

    /// <summary>One entry of <see cref="Markers"/>.</summary>
    public sealed partial class WritableTxnMarkerResult
    {
        /// <summary>Id of the producer; -1 for none.</summary>
        [Field("0+")]
        public long ProducerId { get; set; }

        /// <summary>The topics.</summary>
        [Field("0+")]
        public List<WritableTxnMarkerTopicResult> Topics { get; set; } = [];
    }

    /// <summary>One entry of <see cref="WritableTxnMarkerResult.Topics"/>.</summary>
    public sealed partial class WritableTxnMarkerTopicResult
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<WritableTxnMarkerPartitionResult> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="WritableTxnMarkerTopicResult.Partitions"/>.</summary>
    public sealed partial class WritableTxnMarkerPartitionResult
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }
    }
}
