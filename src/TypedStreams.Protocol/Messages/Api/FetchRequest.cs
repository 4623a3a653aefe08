namespace TypedStreams.Protocol.Messages;

/// <summary>Reads record batches, waiting until enough bytes are there.</summary>
[ApiMessage(ApiKey.Fetch, MessageKind.Request, "4-18", FlexibleVersions = "12+")]
public sealed partial class FetchRequest
{
    /// <summary>
    /// Id of the cluster; a mismatch is an error where it is checked. Null when unknown or not checked.
    /// </summary>
    [Field("12+", NullableVersions = "12+", Tag = 0, Ignorable = true)]
    public string? ClusterId { get; set; }

    /// <summary>Node id of the follower; -1 for a consumer.</summary>
    [Field("0-14")]
    public int ReplicaId { get; set; } = -1;

    /// <summary>Which follower fetches; absent for a consumer.</summary>
    [Field("15+", Tag = 1)]
    public FetchingReplica? ReplicaState { get; set; }

    /// <summary>Most milliseconds to wait for MinBytes.</summary>
    [Field("0+")]
    public int MaxWaitMs { get; set; }

    /// <summary>Bytes to wait for before answering.</summary>
    [Field("0+")]
    public int MinBytes { get; set; }

    /// <summary>Most bytes to return in all; the first batch comes even when it is larger (KIP-74).</summary>
    [Field("3+", Ignorable = true)]
    public int MaxBytes { get; set; } = int.MaxValue;

    /// <summary>0 read_uncommitted: up to the high watermark; 1 read_committed: up to the last stable offset.</summary>
    [Field("4+", Ignorable = true)]
    public sbyte IsolationLevel { get; set; }

    /// <summary>Fetch session; 0 when there is none.</summary>
    [Field("7+", Ignorable = true)]
    public int SessionId { get; set; }

    /// <summary>
    /// Counts the requests of the fetch session; 0 starts one, -1 closes it or does without (KIP-227).
    /// </summary>
    [Field("7+", Ignorable = true)]
    public int SessionEpoch { get; set; } = -1;

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<FetchTopic> Topics { get; set; } = [];

    /// <summary>Partitions to drop from the fetch session.</summary>
    [Field("7+")]
    public List<ForgottenTopic> ForgottenTopicsData { get; set; } = [];

    /// <summary>Rack of the reader; empty when it has none.</summary>
    [Field("11+", Ignorable = true)]
    public string RackId { get; set; } = "";

    /// <summary>The value of <see cref="ReplicaState"/>.</summary>
    public sealed partial class FetchingReplica
    {
        /// <summary>Node id of the follower; -1 for a consumer.</summary>
        [Field("15+")]
        public int ReplicaId { get; set; } = -1;

        /// <summary>Broker epoch of the follower; -1 for a consumer.</summary>
        [Field("15+")]
        public long ReplicaEpoch { get; set; } = -1;
    }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class FetchTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0-12", Ignorable = true)]
        public string Topic { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("13+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<FetchPartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="FetchTopic.Partitions"/>.</summary>
    public sealed partial class FetchPartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int Partition { get; set; }

        /// <summary>
        /// Leader epoch the sender knows; checked against the broker's (FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH). -1
        /// skips the check.
        /// </summary>
        [Field("9+", Ignorable = true)]
        public int CurrentLeaderEpoch { get; set; } = -1;

        /// <summary>Offset of the first record wanted.</summary>
        [Field("0+")]
        public long FetchOffset { get; set; }

        /// <summary>
        /// Leader epoch of the last record the fetcher has; lets the leader find divergence. -1 when unknown.
        /// </summary>
        [Field("12+")]
        public int LastFetchedEpoch { get; set; } = -1;

        /// <summary>Log start offset of the fetching follower; -1 for a consumer.</summary>
        [Field("5+", Ignorable = true)]
        public long LogStartOffset { get; set; } = -1;

        /// <summary>Most bytes to return for this partition; the first batch comes even when it is larger.</summary>
        [Field("0+")]
        public int PartitionMaxBytes { get; set; }

        /// <summary>Id of the log directory that holds the fetching replica (KIP-853).</summary>
        [Field("17+", Tag = 0, Ignorable = true)]
        public Guid ReplicaDirectoryId { get; set; }

        /// <summary>
        /// High watermark the follower knows; the leader answers at once when its own is higher (KIP-1166).
        /// </summary>
        [Field("18+", Tag = 1, Ignorable = true)]
        public long HighWatermark { get; set; } = long.MaxValue;
    }

    /// <summary>One entry of <see cref="ForgottenTopicsData"/>.</summary>
    public sealed partial class ForgottenTopic
    {
        /// <summary>Topic name.</summary>
        [Field("7-12", Ignorable = true)]
        public string Topic { get; set; } = "";

        /// <summary>Topic id; all zero when unknown.</summary>
        [Field("13+", Ignorable = true)]
        public Guid TopicId { get; set; }

        /// <summary>Partitions of this topic.</summary>
        [Field("7+")]
        public List<int> Partitions { get; set; } = [];
    }
}
