namespace TypedStreams.Protocol.Messages;

/// <summary>Asks where leader epochs ended, to find out where logs diverge.</summary>
[ApiMessage(ApiKey.OffsetForLeaderEpoch, MessageKind.Request, "2-4", FlexibleVersions = "4+")]
public sealed partial class OffsetForLeaderEpochRequest
{
    /// <summary>Node id of the follower; -1 for a consumer.</summary>
    [Field("3+", Ignorable = true)]
    public int ReplicaId { get; set; } = -2;

    /// <summary>The topics.</summary>
    [Field("0+")]
    public List<OffsetForLeaderTopic> Topics { get; set; } = [];

    /// <summary>One entry of <see cref="Topics"/>.</summary>
    public sealed partial class OffsetForLeaderTopic
    {
        /// <summary>Topic name.</summary>
        [Field("0+")]
        public string Topic { get; set; } = "";

        /// <summary>Partitions of this topic.</summary>
        [Field("0+")]
        public List<OffsetForLeaderPartition> Partitions { get; set; } = [];
    }

    /// <summary>One entry of <see cref="OffsetForLeaderTopic.Partitions"/>.</summary>
    public sealed partial class OffsetForLeaderPartition
    {
        /// <summary>Partition index, from 0.</summary>
        [Field("0+")]
        public int Partition { get; set; }

        /// <summary>
        /// Leader epoch the sender knows; checked against the broker's (FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH). -1
        /// skips the check.
        /// </summary>
        [Field("2+", Ignorable = true)]
        public int CurrentLeaderEpoch { get; set; } = -1;

        /// <summary>Epoch whose end is wanted.</summary>
        [Field("0+")]
        public int LeaderEpoch { get; set; }
    }
}
