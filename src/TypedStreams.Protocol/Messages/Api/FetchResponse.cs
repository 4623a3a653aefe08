using TypedStreams.Protocol.Records;

namespace TypedStreams.Protocol.Messages;

/// <summary>The answer to <see cref="FetchRequest"/>: record batches by partition.</summary>
[ApiMessage(ApiKey.Fetch, MessageKind.Response, "4-18", FlexibleVersions = "12+")]
public sealed partial class FetchResponse
{
    /// <summary>Milliseconds the client must wait for its quota's sake; 0 when within it.</summary>
    [Field("1+", Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    /// <summary>
    /// Outcome; None on success. OFFSET_OUT_OF_RANGE: reset the position; NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH,
    /// UNKNOWN_LEADER_EPOCH, UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID: refresh the metadata and retry;
    /// FETCH_SESSION_ID_NOT_FOUND, INVALID_FETCH_SESSION_EPOCH: start a new session.
    /// </summary>
    [Field("7+", Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>Fetch session; 0 when there is none.</summary>
    [Field("7+")]
    public int SessionId { get; set; }

    /// <summary>One result an item of the request.</summary>
    [Field("0+")]
    public List<FetchableTopicResponse> Responses { get; set; } = [];

    /// <summary>Addresses of the leaders named in this reply (KIP-951).</summary>
    [Field("16+", Tag = 0)]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    /// <summary>One entry of <see cref="Responses"/>.</summary>
    public sealed partial class FetchableTopicResponse
    {
        /// <summary>Topic name.</summary>
        [Field("0-12", Ignorable = true)]
        public string Topic { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("13+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<PartitionData> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="FetchableTopicResponse.Partitions"/>.</summary>
    public sealed partial class PartitionData
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>
        /// Outcome; None on success. OFFSET_OUT_OF_RANGE: reset the position; NOT_LEADER_OR_FOLLOWER,
        /// FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH, UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID: refresh the
        /// metadata and retry; FETCH_SESSION_ID_NOT_FOUND, INVALID_FETCH_SESSION_EPOCH: start a new session.
        /// </summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>Offset behind the last record that all in-sync replicas have.</summary>
        [Field("0+")]
        public long HighWatermark { get; set; }

        /// <summary>
        /// Offset of the first record of the oldest open transaction, or the high watermark; read_committed stops here.
        /// </summary>
        [Field("4+", Ignorable = true)]
        public long LastStableOffset { get; set; } = -1;

        /// <summary>Offset of the first record that is kept; -1 when unknown.</summary>
        [Field("5+", Ignorable = true)]
        public long LogStartOffset { get; set; } = -1;

        /// <summary>
        /// Set when the fetcher's log differs from the leader's: largest common epoch and its end, to which the fetcher
        /// must truncate (KIP-595).
        /// </summary>
        [Field("12+", Tag = 0)]
        public EpochEndOffset? DivergingEpoch { get; set; }

        /// <summary>
        /// Who leads now; sent with NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH so that the client need not ask
        /// (KIP-951).
        /// </summary>
        [Field("12+", Tag = 1)]
        public LeaderIdAndEpoch? CurrentLeader { get; set; }

        /// <summary>Set when the offset lies before the log start: the snapshot to fetch instead.</summary>
        [Field("12+", Tag = 2)]
        public SnapshotId? SnapshotId { get; set; }

        /// <summary>
        /// Aborted transactions whose records lie in the fetched range, in the order of their first offsets; null when
        /// the reader is read_uncommitted.
        /// </summary>
        [Field("4+", NullableVersions = "4+", Ignorable = true)]
        public List<AbortedTransaction>? AbortedTransactions { get; set; } = [];

        /// <summary>Replica near the reader to fetch from instead; -1 for this one (KIP-392).</summary>
        [Field("11+")]
        public int PreferredReadReplica { get; set; } = -1;

        /// <summary>
        /// Whole record batches from the one that holds the fetch offset, so it may start before it; null or empty when
        /// there is nothing.
        /// </summary>
        [Field("0+", NullableVersions = "0+")]
        public RecordsPayload Records { get; set; }
    }

    /// <summary>The value of <see cref="PartitionData.DivergingEpoch"/>.</summary>
    public sealed partial class EpochEndOffset
    {
        /// <summary>Leader epoch; -1 when unknown.</summary>
        [Field("12+")]
        public int Epoch { get; set; } = -1;

        /// <summary>Offset at which the epoch ends; -1 when unknown.</summary>
        [Field("12+")]
        public long EndOffset { get; set; } = -1;
    }

    /// <summary>The value of <see cref="PartitionData.CurrentLeader"/>.</summary>
    public sealed partial class LeaderIdAndEpoch
    {
        /// <summary>Node id of the leader; -1 when there is none.</summary>
        [Field("12+")]
        public int LeaderId { get; set; } = -1;

        /// <summary>Leader epoch; -1 when unknown.</summary>
        [Field("12+")]
        public int LeaderEpoch { get; set; } = -1;
    }

    /// <summary>The value of <see cref="PartitionData.SnapshotId"/>.</summary>
    public sealed partial class SnapshotId
    {
        /// <summary>Offset at which the epoch ends; -1 when unknown.</summary>
        [Field("0+")]
        public long EndOffset { get; set; } = -1;

        /// <summary>Leader epoch; -1 when unknown.</summary>
        [Field("0+")]
        public int Epoch { get; set; } = -1;
    }

    /// <summary>One entry of <see cref="PartitionData.AbortedTransactions"/>.</summary>
    public sealed partial class AbortedTransaction
    {
        /// <summary>Id of the producer; -1 for none.</summary>
        [Field("4+")]
        public long ProducerId { get; set; }

        /// <summary>Offset of the transaction's first record in this partition.</summary>
        [Field("4+")]
        public long FirstOffset { get; set; }
    }

    /// <summary>One entry of <see cref="NodeEndpoints"/>.</summary>
    public sealed partial class NodeEndpoint
    {
        /// <summary>Node id.</summary>
        [Field("16+")]
        public int NodeId { get; set; }

        /// <summary>Host name or address.</summary>
        [Field("16+")]
        public string Host { get; set; } = "";

        /// <summary>TCP port.</summary>
        [Field("16+")]
        public int Port { get; set; }

        /// <summary>Rack of the node; null when it has none.</summary>
        [Field("16+", NullableVersions = "16+")]
        public string? Rack { get; set; }
    }
}
