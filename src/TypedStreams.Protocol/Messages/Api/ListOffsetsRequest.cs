namespace TypedStreams.Protocol.Messages;

/// <summary>Finds offsets by time, and the first and last of a partition.</summary>
[ApiMessage(ApiKey.ListOffsets, MessageKind.Request, "1-11", FlexibleVersions = "6+")]
public sealed partial class ListOffsetsRequest
{
    /// <summary>Node id of the follower; -1 for a consumer.</summary>
    [Field("0+")]
    public int ReplicaId { get; set; }

    /// <summary>0 read_uncommitted: up to the high watermark; 1 read_committed: up to the last stable offset.</summary>
    [Field("2+")]
    public sbyte IsolationLevel { get; set; }

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<ListOffsetsTopic> Topics { get; set; } = [];

    /// <summary>
    /// Most milliseconds to wait for completion; afterwards REQUEST_TIMED_OUT, though the work may go on.
    /// </summary>
    [Field("10+", Ignorable = true)]
    public int TimeoutMs { get; set; }

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class ListOffsetsTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<ListOffsetsPartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="ListOffsetsTopic.Partitions"/>.</summary>
    public sealed partial class ListOffsetsPartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int PartitionIndex { get; set; }

        /// <summary>
        /// Leader epoch the sender knows; checked against the broker's (FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH). -1
        /// skips the check.
        /// </summary>
        [Field("4+", Ignorable = true)]
        public int CurrentLeaderEpoch { get; set; } = -1;

        /// <summary>
        /// Milliseconds since 1970: finds the first record at or after it. -1 log end, -2 log start, -3 record with the
        /// largest timestamp, -4 local log start, -5 last tiered, -6 first not yet uploaded.
        /// </summary>
        [Field("0+")]
        public long Timestamp { get; set; }
    }
}
