using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol.Messages;

/// <summary>Appends record batches to partitions.</summary>
[ApiMessage(ApiKey.Produce, MessageKind.Request, "3-13", FlexibleVersions = "9+")]
public sealed partial class ProduceRequest
{
    /// <summary>Transactional id of the producer; null outside transactions.</summary>
    [Field("3+", NullableVersions = "3+")]
    public string? TransactionalId { get; set; }

    /// <summary>
    /// How many replicas must have the records before the reply: -1 all in-sync ones, 1 the leader, 0 no reply is sent
    /// at all.
    /// </summary>
    [Field("0+")]
    public short Acks { get; set; }

    /// <summary>
    /// Most milliseconds to wait for the replicas; afterwards REQUEST_TIMED_OUT, and the records may still be written.
    /// </summary>
    [Field("0+")]
    public int TimeoutMs { get; set; }

    /// <summary>Records by topic.</summary>
    [Field("0+")]
    public List<TopicProduceData> TopicData { get; set; } = [];

    /// <summary>One entry of <see cref="TopicData"/>.</summary>
    public sealed partial class TopicProduceData
    {
        /// <summary>Topic name.</summary>
        [Field("0-12", Ignorable = true)]
        public string Name { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("13+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Records by partition.</summary>
        [Field("0+")]
        public List<PartitionProduceData> PartitionData { get; set; } = [];
    }

    /// <summary>One entry of <see cref="TopicProduceData.PartitionData"/>.</summary>
    public sealed partial class PartitionProduceData
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int Index { get; set; }

        /// <summary>Exactly one record batch for this partition.</summary>
        [Field("0+", NullableVersions = "0+")]
        public RecordsPayload Records { get; set; }
    }
}
