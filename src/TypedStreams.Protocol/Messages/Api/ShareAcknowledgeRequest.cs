namespace TypedStreams.Protocol.Messages;

/// <summary>Settles records that a member of a share group has acquired, without fetching more.</summary>
[ApiMessage(ApiKey.ShareAcknowledge, MessageKind.Request, "1-2", FlexibleVersions = "0+")]
public sealed partial class ShareAcknowledgeRequest
{
    /// <summary>Id of the group.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? GroupId { get; set; }

    /// <summary>Id of the member, made by the client.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? MemberId { get; set; }

    /// <summary>Epoch of the share session: 0 opens it, -1 closes it, else one more with every request.</summary>
    [Field("0+")]
    public int ShareSessionEpoch { get; set; }

    /// <summary>Whether some acknowledgement renews a lock (KIP-1222); nothing is fetched then.</summary>
    [Field("2+")]
    public bool IsRenewAck { get; set; }

    /// <summary>One entry a topic.</summary>
    [Field("0+")]
    public List<AcknowledgeTopic> Topics { get; set; } = [];

    /// <summary>One value of the field Topics.</summary>
    public sealed partial class AcknowledgeTopic
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<AcknowledgePartition> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field Partitions.</summary>
    public sealed partial class AcknowledgePartition
    {
        /// <summary>Index of the partition.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Ranges of offsets with their outcomes, in order.</summary>
        [Field("0+")]
        public List<AcknowledgementBatch> AcknowledgementBatches { get; set; } = [];
    }

    /// <summary>One value of the field AcknowledgementBatches.</summary>
    public sealed partial class AcknowledgementBatch
    {
        /// <summary>First offset of the range.</summary>
        [Field("0+")]
        public long FirstOffset { get; set; }

        /// <summary>Last offset of the range, itself included.</summary>
        [Field("0+")]
        public long LastOffset { get; set; }

        /// <summary>Outcome of each offset, or one for all: 0 gap, 1 accept, 2 release, 3 reject, 4 renew.</summary>
        [Field("0+")]
        public List<sbyte> AcknowledgeTypes { get; set; } = [];
    }
}
