namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="DescribeProducersRequest"/>: the producers by partition.</summary>
[ApiMessage(ApiKey.DescribeProducers, MessageKind.Response, "0", FlexibleVersions = "0+")]
public sealed partial class DescribeProducersResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<TopicResponse> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class TopicResponse
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<PartitionResponse> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="TopicResponse.Partitions"/>.</summary>
    public sealed partial class PartitionResponse
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }

        /// <summary>Producers the partition's leader remembers.</summary>
        [Field("0+")]
        public List<ProducerState> ActiveProducers { get; set; } = [];
    }

    /// <summary>One entry of <see cref="PartitionResponse.ActiveProducers"/>.</summary>
    public sealed partial class ProducerState
    {
        /// <summary>Id of the producer; -1 for none.</summary>
        [Field("0+")]
        public long ProducerId { get; set; }

        /// <summary>
        /// Epoch of the producer; an older one is refused with PRODUCER_FENCED or INVALID_PRODUCER_EPOCH.
        /// </summary>
        [Field("0+")]
        public int ProducerEpoch { get; set; }

        /// <summary>Sequence number of the producer's last record; -1 when it wrote none.</summary>
        [Field("0+")]
        public int LastSequence { get; set; } = -1;

        /// <summary>
        /// Timestamp of the producer's last record, in milliseconds since 1970; -1 when there is none.
        /// </summary>
        [Field("0+")]
        public long LastTimestamp { get; set; } = -1;

        /// <summary>Leader epoch of the coordinator's log partition; fences a coordinator that was replaced.</summary>
        [Field("0+")]
        public int CoordinatorEpoch { get; set; }

        /// <summary>First offset of the producer's open transaction; -1 when there is none.</summary>
        [Field("0+")]
        public long CurrentTxnStartOffset { get; set; } = -1;
    }
}
