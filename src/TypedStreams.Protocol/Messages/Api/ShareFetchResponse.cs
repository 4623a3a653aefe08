using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol.Messages;

/// <summary>
/// The answer to <see cref="ShareFetchRequest"/>: records, and which of them the member has acquired.
/// </summary>
[ApiMessage(ApiKey.ShareFetch, MessageKind.Response, "1-2", FlexibleVersions = "0+")]
public sealed partial class ShareFetchResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>Outcome; None on success.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>What went wrong, in words; null on success.</summary>
    [Field("0+", NullableVersions = "0+")]
    public string? ErrorMessage { get; set; }

    /// <summary>Milliseconds for which acquired records are locked.</summary>
    [Field("1+")]
    public int AcquisitionLockTimeoutMs { get; set; }

    /// <summary>One entry a topic.</summary>
    [Field("0+")]
    public List<ShareFetchableTopicResponse> Responses { get; set; } = [];

    /// <summary>Addresses of the leaders named above.</summary>
    [Field("0+")]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    /// <summary>One value of the field Responses.</summary>
    public sealed partial class ShareFetchableTopicResponse
    {
        /// <summary>Topic id.</summary>
        [Field("0+")]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<PartitionData> Partitions { get; set; } = [];
    }

    /// <summary>One value of the field NodeEndpoints.</summary>
    public sealed partial class NodeEndpoint
    {
        /// <summary>Node id.</summary>
        [Field("0+")]
        public int NodeId { get; set; }

        /// <summary>Host name or address.</summary>
        [Field("0+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("0+")]
        public int Port { get; set; }

        /// <summary>Rack of the node; null when it has none.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? Rack { get; set; }
    }

    /// <summary>One value of the field Partitions.</summary>
    public sealed partial class PartitionData
    {
        /// <summary>Index of the partition.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>Outcome; None on success.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>What went wrong, in words; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? ErrorMessage { get; set; }

        /// <summary>Outcome of the acknowledgements; None on success.</summary>
        [Field("0+")]
        public ErrorCode AcknowledgeErrorCode { get; set; }

        /// <summary>What was wrong with the acknowledgements; null on success.</summary>
        [Field("0+", NullableVersions = "0+")]
        public string? AcknowledgeErrorMessage { get; set; }

        /// <summary>Leader of the partition, when the caller asked another node.</summary>
        [Field("0+")]
        public LeaderIdAndEpoch CurrentLeader { get; set; } = new();

        /// <summary>Record batches that hold the acquired records, and maybe others.</summary>
        [Field("0+")]
        public RecordsPayload Records { get; set; }

        /// <summary>Ranges of offsets that the member has acquired.</summary>
        [Field("0+")]
        public List<AcquiredRange> AcquiredRecords { get; set; } = [];
    }

    /// <summary>One value of the field CurrentLeader.</summary>
    public sealed partial class LeaderIdAndEpoch
    {
        /// <summary>Node id of the leader; -1 when unknown.</summary>
        [Field("0+")]
        public int LeaderId { get; set; }

        /// <summary>Leader epoch of the partition.</summary>
        [Field("0+")]
        public int LeaderEpoch { get; set; }
    }

    /// <summary>One value of the field AcquiredRecords.</summary>
    public sealed partial class AcquiredRange
    {
        /// <summary>First offset of the range.</summary>
        [Field("0+")]
        public long FirstOffset { get; set; }

        /// <summary>Last offset of the range, itself included.</summary>
        [Field("0+")]
        public long LastOffset { get; set; }

        /// <summary>How often the records were delivered, this time included.</summary>
        [Field("0+")]
        public short DeliveryCount { get; set; }
    }
}
